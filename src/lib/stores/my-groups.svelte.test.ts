import { expect, test, vi } from 'vitest';
import { alice, porch } from '../../../tests/fixtures/cached-events.ts';
import { openTestStorage } from '../../../tests/fixtures/storage.ts';
import type { CurrentAccount } from '../identity/identity.ts';
import type { Storage } from '../storage/open-storage.ts';
import { MyGroups } from './my-groups.svelte.ts';

/** An account whose list's relays and signer do as told. */
function accountOf(load: () => Promise<unknown>, add: () => Promise<unknown> = () => Promise.resolve()) {
	const known = () => Promise.resolve({ groups: [], isPartial: false, isHere: false });
	// Only what the list of groups is made of.
	return { pubkey: alice, lists: { load }, groups: { known, add } } as unknown as CurrentAccount;
}

async function wish({ lists }: Storage): Promise<void> {
	const { wishes } = await lists();
	await wishes.put({ account: alice, relay: porch.relay, id: 'porch', wanted: true, hidden: false });
}

test('whether the relays of the list answered is known of the last time, and not before they were asked', async () => {
	const storage = await openTestStorage();
	const load = vi.fn().mockRejectedValueOnce(new Error('away')).mockResolvedValue(undefined);
	const account = accountOf(load);
	const mine = new MyGroups({ storage, account: () => account });
	await mine.load();
	expect([mine.answered, mine.loaded]).toEqual([undefined, false]);
	expect(await mine.refresh()).toBe(false);
	expect([mine.answered, mine.loaded, mine.isHere]).toEqual([false, true, false]);
	expect(await mine.refresh()).toBe(true);
	expect(mine.answered).toBe(true);
});

test('nobody asks the relays again while a person is asked to sign what was changed', async () => {
	const storage = await openTestStorage();
	await wish(storage);
	const prompt = Promise.withResolvers<undefined>();
	const add = vi.fn(() => prompt.promise);
	const account = accountOf(() => Promise.resolve(), add);
	const mine = new MyGroups({ storage, account: () => account });
	await mine.load();
	const refreshed = mine.refresh();
	await vi.waitFor(() => expect(add).toHaveBeenCalledOnce());
	expect(mine.answered).toBe(true);
	prompt.reject(new Error('closed'));
	expect(await refreshed).toBe(true);
	expect(mine.entries).toHaveLength(1);
	expect(mine.isHere).toBe(true);
});

test('what the relays told a session that is over says nothing of the next one', async () => {
	const storage = await openTestStorage();
	await wish(storage);
	const answer = Promise.withResolvers<undefined>();
	const add = vi.fn(() => Promise.resolve());
	let account: CurrentAccount | undefined = accountOf(() => answer.promise, add);
	const mine = new MyGroups({ storage, account: () => account });
	await mine.load();
	const refreshed = mine.refresh();
	account = undefined;
	await mine.load();
	account = accountOf(() => Promise.resolve());
	await mine.load();
	answer.resolve(undefined);
	await refreshed;
	expect([mine.answered, add.mock.calls.length]).toEqual([undefined, 0]);
});
