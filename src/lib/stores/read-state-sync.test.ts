import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { ChangeFeed } from '$lib/storage/change-feed';
import { LocalLocks } from '$lib/sync/local-locks';
import { ReadStateSync } from './read-state-sync.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function openSync({ needsPerson = false } = {}) {
	const changes = new ChangeFeed(false);
	const state = { take: vi.fn(() => Promise.resolve()), give: vi.fn(() => Promise.resolve()) };
	const listeners = new Set<() => void>();
	const lists = {
		load: vi.fn(() => Promise.resolve()),
		onChange: (callback: () => void) => {
			listeners.add(callback);
			return () => void listeners.delete(callback);
		}
	};
	const signer = { pubkey: 'me', needsPerson };
	const steady = () => performance.now();
	const sync = new ReadStateSync({ state, lists, signer, changes, locks: new LocalLocks(), steady });
	onTestFinished(sync.follow());
	const tell = () => listeners.forEach((callback) => callback());
	return { sync, state, lists, tell, read: () => changes.notify('marks:me') };
}

test('tells once of all that is read in a while', async () => {
	const { state, read } = openSync();
	for (let second = 0; second < 19; second += 1) {
		read();
		await vi.advanceTimersByTimeAsync(1_000);
	}
	expect(state.give).not.toHaveBeenCalled();
	await vi.advanceTimersByTimeAsync(1_000);
	expect(state.give).toHaveBeenCalledOnce();
	await vi.advanceTimersByTimeAsync(60_000);
	expect(state.give).toHaveBeenCalledOnce();
	read();
	await vi.advanceTimersByTimeAsync(20_000);
	expect(state.give).toHaveBeenCalledTimes(2);
});

test('takes what relays tell, and looks at it before it tells of its own', async () => {
	const { sync, state, tell } = openSync();
	await vi.advanceTimersByTimeAsync(0);
	expect(state.take).toHaveBeenCalledTimes(1);
	tell();
	await vi.advanceTimersByTimeAsync(0);
	expect(state.take).toHaveBeenCalledTimes(2);
	await sync.give();
	expect(state.take).toHaveBeenCalledTimes(3);
	expect(state.give).toHaveBeenCalledOnce();
});

test('asks again when the page comes back after five minutes, and not for a locked key', async () => {
	const { sync, lists } = openSync();
	await sync.refresh();
	expect(lists.load).not.toHaveBeenCalled();
	await vi.advanceTimersByTimeAsync(300_000);
	await sync.refresh();
	await sync.refresh();
	expect(lists.load).toHaveBeenCalledOnce();
	const locked = openSync({ needsPerson: true });
	await vi.advanceTimersByTimeAsync(300_000);
	await locked.sync.refresh();
	expect(locked.lists.load).not.toHaveBeenCalled();
});

test('a failure is tried again with what is read next', async () => {
	const { state, read } = openSync();
	state.give.mockRejectedValueOnce(new Error('no relay'));
	read();
	await vi.advanceTimersByTimeAsync(20_000);
	read();
	await vi.advanceTimersByTimeAsync(20_000);
	expect(state.give).toHaveBeenCalledTimes(2);
});
