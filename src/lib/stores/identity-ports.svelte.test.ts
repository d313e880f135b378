import { expect, test, vi } from 'vitest';
import { alice, bob, porch } from '../../../tests/fixtures/cached-events.ts';
import { createFactory, openTestStorage, signIn } from '../../../tests/fixtures/storage.ts';
import { KeyVault } from '$lib/storage/key-vault';
import type { Storage } from '$lib/storage/open-storage';
import type { RelayPool } from '$lib/sync/relay-pool';
import type { Verifier } from '$lib/sync/verifier';
import { openIdentity } from './identity-ports';

const { relay, id } = porch;
const group = { relay, id };

/** A tab in which alice is signed in, and another one of the same device. */
async function openTabs() {
	const factory = createFactory();
	const [here, there] = [await openTestStorage({ factory }), await openTestStorage({ factory })];
	await here.settings.put('account', alice);
	const pool = { closeScope: vi.fn() };
	const { identity } = await openIdentity({
		storage: here,
		pool: pool as unknown as RelayPool,
		verifier: { verify: () => Promise.resolve([]) } as unknown as Verifier,
		clock: () => 1_700_000_000,
		askUnlock: () => Promise.reject(new Error('nothing is signed here'))
	});
	await identity.restore();
	expect(identity.current?.pubkey).toBe(alice);
	return { here, there, identity, pool };
}

/** What is typed and sent in a tab that has not heard of anything yet. */
async function writeOn({ drafts, outbox }: Storage): Promise<void> {
	await drafts.put({ account: alice, ...group, text: 'hello', at: 1 });
	const draft = { kind: 9, content: 'unsent', tags: [] };
	await outbox.add({ id: 'i', account: alice, relay, group: id, draft, createdAt: 1 });
}

const lossIn = async (storage: Storage) => (await storage.vault()).lossOf(alice);

test('a tab that hears of a sign-out in another one erases what it stored behind it', async () => {
	const { here, there, identity, pool } = await openTabs();
	await there.settings.put('account', undefined);
	await there.eraseAccount(alice);
	await writeOn(here);
	await identity.restore();
	expect(pool.closeScope).toHaveBeenCalledWith(alice);
	await vi.waitFor(async () => expect(await lossIn(there)).toEqual({ unsent: 0, begun: 0, unlisted: 0 }));
});

test.each([
	['that is here still', () => Promise.resolve()],
	[
		'that came back meanwhile',
		async (storage: Storage) => {
			await storage.eraseAccount(alice);
			await signIn(storage, alice);
		}
	]
])('it leaves alone what is of an account %s', async (_, change) => {
	const { here, there, identity, pool } = await openTabs();
	await change(there);
	await there.settings.put('account', bob);
	await writeOn(here);
	const swept = vi.spyOn(KeyVault.prototype, 'eraseBehind').mockClear();
	await identity.restore();
	expect(pool.closeScope).toHaveBeenCalledWith(alice);
	await vi.waitFor(() => expect(swept).toHaveBeenCalled());
	await Promise.all(swept.mock.results.map(({ value }) => value as Promise<void>));
	expect(await lossIn(there)).toEqual({ unsent: 1, begun: 1, unlisted: 0 });
});
