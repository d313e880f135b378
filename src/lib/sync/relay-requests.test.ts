import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { eventOf } from '../../../tests/fixtures/events.ts';
import { ask, chat, connect, nameOf } from '../../../tests/fixtures/scripted-connection.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('a request', () => {
	test('opens the connection, goes out when it stands, and events come in batches before their EOSE', () => {
		const { connection, relay, sockets } = connect();
		expect(connection.status.phase).toBe('idle');
		const heard = ask(connection);
		expect([sockets.length, connection.status.phase]).toEqual([1, 'connecting']);
		relay().open();
		expect(relay().sent).toEqual([['REQ', nameOf(relay()), chat]]);
		const events = [eventOf({}), eventOf({}), eventOf({})];
		for (const event of events) relay().say('EVENT', nameOf(relay()), event);
		expect(heard.events).toEqual([]);
		relay().say('EOSE', nameOf(relay()));
		expect(heard).toMatchObject({ events: [events], eoses: 1 });
		relay().say('EVENT', nameOf(relay()), events[0]);
		vi.advanceTimersByTime(20);
		expect(heard.events).toHaveLength(2);
	});

	test('survives whatever else the socket says', () => {
		const { connection, relay } = connect();
		const heard = ask(connection);
		relay().open();
		const name = nameOf(relay());
		const noise: unknown[] = [
			'',
			'{',
			'[]',
			'null',
			'["EVENT"]',
			'["OK","x"]',
			'["EOSE",7]',
			new ArrayBuffer(8)
		];
		for (const data of noise) relay().sayRaw(data);
		relay().sayRaw(`["NOTICE","${'x'.repeat(5_000_000)}"]`);
		relay().say('EVENT', name, { ...eventOf({}), id: 'short' });
		relay().say('EVENT', 'somebody else', eventOf({}));
		relay().say('CLOSED', 'somebody else', 'blocked: no');
		relay().say('EOSE', name, ['finish', 7, 'unheard of']);
		expect(heard).toMatchObject({ events: [], eoses: 1, closed: undefined });
	});

	test('that is not live ends with its EOSE and tells the relay', () => {
		const { connection, relay } = connect();
		ask(connection, false);
		relay().open();
		const name = nameOf(relay());
		relay().say('EOSE', name);
		expect(relay().sent.at(-1)).toEqual(['CLOSE', name]);
	});

	test('is sent again after the line was cut, with what its filters are by then', () => {
		const { connection, relay, sockets } = connect();
		let since = 1;
		connection.request(() => [{ ...chat, since }], { onEvents: () => undefined }, { live: true });
		relay().open();
		since = 2;
		relay().drop();
		expect(connection.status).toMatchObject({ phase: 'waiting', error: { code: 'relay-closed' } });
		vi.advanceTimersByTime(1_000);
		relay().open();
		expect(sockets).toHaveLength(2);
		expect(relay().sent).toEqual([['REQ', nameOf(relay()), { ...chat, since: 2 }]]);
	});

	test('that is refused takes no other with it', () => {
		const { connection, relay } = connect();
		const [denied, fine] = [ask(connection), ask(connection)];
		relay().open();
		relay().say('CLOSED', nameOf(relay(), 0), 'restricted: not a member');
		relay().say('EVENT', nameOf(relay(), 1), eventOf({}));
		relay().say('EOSE', nameOf(relay(), 1));
		expect(denied.closed).toMatchObject({ code: 'not-a-member', words: 'not a member' });
		expect(fine).toMatchObject({ eoses: 1, closed: undefined });
		expect(fine.events).toHaveLength(1);
	});

	test('waits for a place where the relay allows fewer, and pages of history always find one', () => {
		const { connection, relay } = connect();
		connection.limitSubscriptions(3);
		const live = [ask(connection), ask(connection), ask(connection)];
		relay().open();
		expect(relay().frames('REQ')).toHaveLength(2);
		ask(connection, false);
		expect(relay().frames('REQ')).toHaveLength(3);
		live[0]?.request.close();
		expect(relay().frames('REQ')).toHaveLength(4);
	});

	test('turned away for want of a place is asked again when there is one', () => {
		const { connection, relay } = connect();
		const [first, second] = [ask(connection), ask(connection)];
		relay().open();
		relay().say('CLOSED', nameOf(relay(), 1), 'restricted: Subscription quota exceeded: 1/1');
		expect(second.closed).toBeUndefined();
		first.request.close();
		vi.advanceTimersByTime(30_000);
		expect(relay().frames('REQ')).toHaveLength(3);
	});

	test('that the relay drops for no lasting reason comes back by itself, and is given up in the end', () => {
		const { connection, relay } = connect();
		const heard = ask(connection);
		relay().open();
		relay().say('EOSE', nameOf(relay()));
		relay().say('CLOSED', nameOf(relay()), 'error: shutting down idle subscription');
		vi.advanceTimersByTime(10_000);
		expect(relay().frames('REQ')).toHaveLength(2);
		relay().say('CLOSED', nameOf(relay()), 'error: shutting down idle subscription');
		expect(heard.closed).toMatchObject({ code: 'refused' });
	});
});
