import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { RelayConnection } from './relay-connection.ts';
import { ask, connect, nameOf } from '../../../tests/fixtures/scripted-connection.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('the line', () => {
	test('is tried again later and later, by chance up to half as late, and at once on waking', () => {
		const { connection, relay, sockets } = connect({ random: () => 0.5 });
		ask(connection);
		const waits: number[] = [];
		for (let tries = 0; tries < 8; tries += 1) {
			relay().drop();
			waits.push((connection.status.retryAt ?? 0) - Date.now());
			vi.advanceTimersByTime(waits.at(-1) ?? 0);
		}
		expect(waits).toEqual([750, 1500, 3000, 6000, 12_000, 24_000, 45_000, 45_000]);
		relay().drop();
		const before = sockets.length;
		connection.wake();
		expect(sockets).toHaveLength(before + 1);
		relay().drop();
		expect((connection.status.retryAt ?? 0) - Date.now()).toBe(750);
	});

	test('that does not open within ten seconds is given up', () => {
		const { connection, relay } = connect();
		ask(connection);
		vi.advanceTimersByTime(10_000);
		expect(relay().isClosed).toBe(true);
		expect(connection.status).toMatchObject({ phase: 'waiting', error: { code: 'relay-unreachable' } });
	});

	test('that is cut every five minutes is back within a second each time', () => {
		const { connection, relay, sockets } = connect();
		ask(connection);
		for (let round = 0; round < 5; round += 1) {
			relay().open();
			relay().say('EOSE', nameOf(relay()));
			for (let minute = 0; minute < 5; minute += 1) {
				vi.advanceTimersByTime(60_000);
				relay().say('NOTICE', 'still here');
			}
			relay().drop();
			vi.advanceTimersByTime(1_000);
		}
		expect(sockets).toHaveLength(6);
	});

	test('that died in silence is found out on waking, and replaced', () => {
		const { connection, relay, sockets } = connect();
		ask(connection);
		relay().open();
		vi.advanceTimersByTime(30_000);
		connection.wake();
		expect(relay().sent.at(-1)?.slice(0, 2)).toEqual(['REQ', 'probe']);
		vi.advanceTimersByTime(6_000);
		expect(connection.status.phase).toBe('waiting');
		vi.advanceTimersByTime(1_000);
		relay().open();
		expect(relay().frames('REQ')).toHaveLength(1);
		expect(sockets).toHaveLength(2);
	});

	test.each([
		['died is found out', false, 'waiting'],
		['lives is kept', true, 'open']
	])('that %s by a clock that was set back while the device slept, too', (_, lives, phase) => {
		const { connection, relay } = connect();
		ask(connection);
		relay().open();
		vi.advanceTimersByTime(30_000);
		vi.setSystemTime(Date.now() - 300_000);
		connection.wake();
		expect(relay().sent.at(-1)?.slice(0, 2)).toEqual(['REQ', 'probe']);
		if (lives) relay().say('EOSE', 'probe');
		vi.advanceTimersByTime(6_000);
		expect(connection.status.phase).toBe(phase);
	});

	test('that answers the question is kept, whatever the answer; a long silence asks it, too', () => {
		const { connection, relay, sockets } = connect();
		ask(connection);
		relay().open();
		for (const answer of [
			['EOSE', 'probe'],
			['CLOSED', 'probe', 'blocked: no'],
			['NOTICE', 'what?']
		]) {
			const asked = relay().frames('REQ').length;
			for (let second = 0; relay().frames('REQ').length === asked && second < 80; second += 1) {
				vi.advanceTimersByTime(1_000);
			}
			expect(relay().frames('REQ')).toHaveLength(asked + 1);
			relay().say(...answer);
			vi.advanceTimersByTime(6_000);
		}
		expect([connection.status.phase, sockets.length]).toEqual(['open', 1]);
	});

	test('is let go when nothing is wanted of it, and comes back when something is', () => {
		const { connection, relay, sockets } = connect();
		const { request } = ask(connection);
		relay().open();
		request.close();
		vi.advanceTimersByTime(20_000);
		expect([connection.status.phase, relay().isClosed]).toEqual(['idle', true]);
		ask(connection);
		expect(sockets).toHaveLength(2);
	});

	test('whose address the platform refuses is an unreachable relay, not an exception', () => {
		function Refusing(): never {
			throw new DOMException('insecure', 'SecurityError');
		}
		const ports = {
			signerOf: () => undefined,
			clock: () => 0,
			random: () => 0,
			WebSocket: Refusing as never
		};
		const connection = new RelayConnection('ws://plain.example', 'nobody', ports);
		ask(connection);
		expect(connection.status).toMatchObject({ phase: 'waiting', error: { code: 'relay-unreachable' } });
	});
});
