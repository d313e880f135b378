import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { eventOf } from '../../../tests/fixtures/events.ts';
import { createPerson } from '../../../tests/fixtures/person.ts';
import type { ScriptedSocket } from '../../../tests/fixtures/scripted-socket.ts';
import { AppError } from '../app-error.ts';
import type { EventTemplate, NostrEvent } from '../protocol/event.ts';
import { signEvent } from '../protocol/signature.ts';
import { ask, connect, nameOf, settled, url } from '../../../tests/fixtures/scripted-connection.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('AUTH', () => {
	/** A signer whose every signature the test hands out itself. */
	function createSlowPerson() {
		const open: (() => void)[] = [];
		const me = createPerson(
			(template: EventTemplate, key) =>
				new Promise((resolve) => open.push(() => resolve(signEvent(template, key))))
		);
		return { me, open };
	}

	const offered = (socket: ScriptedSocket): NostrEvent => socket.frames('AUTH').at(-1)?.[1] as NostrEvent;

	test('is not offered before an act of the person: what needs it ends with auth-required', async () => {
		const me = createPerson();
		const { connection, relay } = connect({ me });
		const heard = ask(connection);
		relay().open();
		relay().say('AUTH', 'challenge');
		relay().say('CLOSED', nameOf(relay()), 'auth-required: who are you?');
		await settled();
		expect(heard.closed).toMatchObject({ code: 'auth-required', words: 'who are you?' });
		expect([connection.status.auth, relay().frames('AUTH')]).toEqual(['asked', []]);
	});

	test('happens once for all that wait, ends at the OK, and what waited is sent once more', async () => {
		const { me, open } = createSlowPerson();
		const { connection, relay } = connect({ me });
		connection.allowAuth();
		const [one, two] = [ask(connection), ask(connection)];
		relay().open();
		relay().say('AUTH', 'challenge');
		for (const at of [0, 1]) relay().say('CLOSED', nameOf(relay(), at), 'auth-required: please');
		expect([open.length, connection.status.auth]).toEqual([1, 'signing']);
		open[0]?.();
		await settled();
		const event = offered(relay());
		expect(event.tags).toEqual([
			['relay', url],
			['challenge', 'challenge']
		]);
		expect(relay().frames('REQ')).toHaveLength(2);
		relay().say('OK', event.id, true, '');
		await settled();
		expect([connection.status.auth, relay().frames('REQ').length]).toEqual(['ok', 4]);
		relay().say('CLOSED', nameOf(relay()), 'auth-required: still no');
		expect([two.closed?.code, one.closed]).toEqual(['auth-required', undefined]);
		expect(open).toHaveLength(1);
	});

	test('waits for a person as long as it takes, and says so', async () => {
		const { me, open } = createSlowPerson();
		const { connection, relay } = connect({ me });
		connection.allowAuth();
		const heard = ask(connection);
		relay().open();
		relay().say('AUTH', 'challenge');
		relay().say('CLOSED', nameOf(relay()), 'auth-required: please');
		const outcome = connection.publish(eventOf({ id: 'ab'.repeat(32) }));
		relay().say('OK', 'ab'.repeat(32), false, 'auth-required: please');
		for (let minute = 0; minute < 20; minute += 1) {
			await vi.advanceTimersByTimeAsync(30_000);
			relay().say('NOTICE', 'ping');
		}
		expect([connection.status.auth, heard.closed, open.length]).toEqual(['signing', undefined, 1]);
		open[0]?.();
		await settled();
		relay().say('OK', offered(relay()).id, true, '');
		await settled();
		expect(relay().frames('EVENT')).toHaveLength(2);
		relay().say('OK', 'ab'.repeat(32), true, '');
		expect(await outcome).toEqual({ status: 'ok', words: undefined });
	});

	test('asks one signature at a time, also when the socket is lost meanwhile; the old one is not sent', async () => {
		const { me, open } = createSlowPerson();
		const { connection, relay } = connect({ me });
		connection.allowAuth();
		ask(connection);
		relay().open();
		relay().say('AUTH', 'first');
		relay().drop();
		await vi.advanceTimersByTimeAsync(1_000);
		relay().open();
		relay().say('AUTH', 'second');
		expect(open).toHaveLength(1);
		open[0]?.();
		await settled();
		expect([open.length, relay().frames('AUTH')]).toEqual([2, []]);
		open[1]?.();
		await settled();
		expect(offered(relay()).tags).toContainEqual(['challenge', 'second']);
	});

	test('that the person declines ends what waited, and is not asked again until the next act', async () => {
		let asked = 0;
		const me = createPerson(() => {
			asked += 1;
			return Promise.reject(new AppError('signer-refused', 'now'));
		});
		const { connection, relay } = connect({ me });
		connection.allowAuth();
		const heard = ask(connection);
		relay().open();
		relay().say('AUTH', 'challenge');
		relay().say('CLOSED', nameOf(relay()), 'auth-required: please');
		await settled();
		expect(heard.closed?.code).toBe('signer-refused');
		ask(connection);
		relay().drop();
		await vi.advanceTimersByTimeAsync(1_000);
		relay().open();
		relay().say('AUTH', 'again');
		await settled();
		expect(asked).toBe(1);
		connection.allowAuth();
		await settled();
		expect(asked).toBe(2);
	});

	test('that the relay refuses is told in its words', async () => {
		const me = createPerson();
		const { connection, relay } = connect({ me });
		const heard = ask(connection);
		relay().open();
		relay().say('AUTH', 'challenge');
		const result = connection.authenticate();
		relay().say('CLOSED', nameOf(relay()), 'auth-required: please');
		await settled();
		relay().say('OK', offered(relay()).id, false, 'error: failed to authenticate: too late');
		expect(await result).toMatchObject({ code: 'auth-refused', words: 'failed to authenticate: too late' });
		expect(heard.closed?.code).toBe('auth-refused');
		expect(connection.status.auth).toBe('refused');
	});

	test('that no relay asks for is no failure', async () => {
		const { connection, relay } = connect({ me: createPerson() });
		const result = connection.authenticate();
		relay().open();
		await vi.advanceTimersByTimeAsync(5_000);
		expect(await result).toBeUndefined();
	});
});
