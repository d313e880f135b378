import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { eventOf } from '../../../tests/fixtures/events.ts';
import { ask, connect, nameOf, settled, url } from '../../../tests/fixtures/scripted-connection.ts';
import type { NostrEvent } from '../protocol/event.ts';
import { RelayWatch } from './relay-watch.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const now = 1_700_000_000;

function watch(groups: string[], { heard = [now], clock = now } = {}) {
	const { connection, relay, sockets } = connect();
	const kept: NostrEvent[] = [];
	const cache = {
		newest: () => Promise.resolve(heard.map((created_at) => eventOf({ created_at }))),
		put: (_scope: string, _relay: string, events: readonly NostrEvent[]) => {
			kept.push(...events);
			return Promise.resolve({ stored: [...events], removed: [], dropped: 0 });
		}
	};
	const verifier = { verify: (events: readonly NostrEvent[]) => Promise.resolve(events.map(() => true)) };
	const open = async (): Promise<RelayWatch> => {
		const opened = new RelayWatch(
			{ connection, cache, verifier, clock: () => clock },
			{ scope: 'me', relay: url },
			groups
		);
		onTestFinished(() => opened.close());
		await settled();
		return opened;
	};
	return { connection, relay, sockets, kept, open };
}

const said = (id: string, parts = {}) => eventOf({ created_at: now, tags: [['h', id]], ...parts });

describe('a connection that rests', () => {
	test('asks for nothing live but what goes on in the background, and for all of it anew afterwards', async () => {
		const { connection, relay, open } = watch(['street', 'garden']);
		const live = ask(connection);
		relay().open();
		relay().say('EOSE', nameOf(relay()));
		connection.rest(true);
		expect(relay().frames('CLOSE')).toEqual([['CLOSE', nameOf(relay())]]);
		await open();
		expect(relay().frames('REQ').at(-1)?.[2]).toMatchObject({ '#h': ['street', 'garden'] });
		expect(relay().frames('REQ')).toHaveLength(2);
		connection.rest(false);
		expect(relay().frames('REQ').at(-1)?.[2]).toEqual({ kinds: [9], '#h': ['street'] });
		relay().say('EVENT', nameOf(relay()), said('street'));
		await settled();
		expect(live.events).toHaveLength(1);
	});

	test('closes when nothing is heard in the background, and opens again when somebody looks', async () => {
		const { connection, relay, sockets } = watch([]);
		ask(connection);
		connection.hold({ rests: true });
		relay().open();
		connection.rest(true);
		await vi.advanceTimersByTimeAsync(20_000);
		expect([relay().isClosed, connection.status.phase]).toEqual([true, 'idle']);
		connection.rest(false);
		expect([sockets.length, connection.status.phase]).toEqual([2, 'connecting']);
	});

	test('stays for what is being sent or looked up', async () => {
		const { connection, relay } = watch([]);
		ask(connection);
		relay().open();
		connection.rest(true);
		ask(connection, false);
		const letGo = connection.hold();
		await vi.advanceTimersByTimeAsync(60_000);
		expect(relay().isClosed).toBe(false);
		relay().say('EOSE', nameOf(relay()));
		letGo();
		await vi.advanceTimersByTimeAsync(20_000);
		expect(relay().isClosed).toBe(true);
	});
});

describe('a watch', () => {
	test('keeps what is said in its groups, and asks again after a cut from where it was', async () => {
		const { relay, kept, open } = watch(['street', 'garden']);
		await open();
		relay().open();
		const events = [said('street'), said('garden', { kind: 5 })];
		for (const event of [...events, said('elsewhere'), said('street', { kind: 7 })])
			relay().say('EVENT', nameOf(relay()), event);
		await settled();
		expect(kept).toEqual(events);
		relay().drop();
		await vi.advanceTimersByTimeAsync(2_000);
		relay().open();
		expect(relay().frames('REQ').at(-1)?.[2]).toMatchObject({ since: now - 600 });
	});

	test.each([
		['by a fast clock, from what was heard', now + 10_800, [now - 50], now - 650],
		[
			'by a fast clock, where nothing was heard, from a day before it',
			now + 10_800,
			[],
			now + 10_800 - 87_000
		],
		['from no further back than a day', now, [now - 900_000], now - 87_000],
		['not from the future that a message claims', now, [now + 900_000], now - 600]
	])('asks %s', async (_, clock, heard, since) => {
		const { relay, open } = watch(['street'], { heard, clock });
		await open();
		relay().open();
		expect(relay().frames('REQ').at(-1)?.[2]).toMatchObject({ since });
	});

	test('that is refused asks for each group by itself, so that one does not silence the others', async () => {
		const { relay, kept, open } = watch(['street', 'garden']);
		const opened = await open();
		relay().open();
		relay().say('CLOSED', nameOf(relay()), 'restricted: not a member');
		const [street, garden] = relay().frames('REQ').slice(1);
		expect([street?.[2], garden?.[2]]).toMatchObject([{ '#h': ['street'] }, { '#h': ['garden'] }]);
		relay().say('CLOSED', street?.[1], 'restricted: not a member');
		relay().say('EVENT', garden?.[1], said('garden'));
		await settled();
		expect(kept).toHaveLength(1);
		opened.close();
		expect(relay().frames('CLOSE').at(-1)).toEqual(['CLOSE', garden?.[1]]);
	});
});
