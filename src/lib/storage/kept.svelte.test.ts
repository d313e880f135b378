import { describe, expect, test, vi } from 'vitest';
import { alice, bob, eventOf, porch, stateOf } from '../../../tests/fixtures/cached-events.ts';
import { createFactory, openTestStorage, findDraft } from '../../../tests/fixtures/storage.ts';
import type { VaultRecord } from './kept-records.ts';
import type { Storage } from './open-storage.ts';
import { placeKey } from './place.ts';
import { NOBODY } from './scope.ts';

const { relay, id } = porch;
const twin = { relay: 'wss://fork.example.com', id };
const draftOf = (parts = {}) => ({ account: alice, relay, id, text: 'hello', at: 1, ...parts });
const recordOf = (parts: Partial<VaultRecord> = {}): VaultRecord => ({
	pubkey: alice,
	kind: 'password',
	wrapped: { by: 'password', ncryptsec: 'ncryptsec1' },
	createdAt: 1,
	backedUp: false,
	...parts
});
const sealed = { salt: 'a', nonce: 'b', ciphertext: 'c' };

describe('drafts', () => {
	test('are kept by account, relay, group and message replied to', async () => {
		const { drafts } = await openTestStorage();
		const all = [draftOf(), draftOf({ replyTo: 'x' }), draftOf({ ...twin }), draftOf({ account: NOBODY })];
		for (const [at, draft] of all.entries()) await drafts.put({ ...draft, text: `${at}` });
		expect((await findDraft({ drafts }, porch))?.text).toBe('0');
		expect(await findDraft({ drafts }, porch, 'x')).toEqual({ ...all[1], text: '1' });
		expect((await findDraft({ drafts }, { ...twin, scope: alice }))?.text).toBe('2');
		expect((await findDraft({ drafts }, { ...porch, scope: NOBODY }))?.text).toBe('3');
	});

	test('go when emptied or sent', async () => {
		const { drafts, changes } = await openTestStorage();
		const told = vi.fn();
		changes.watch(`drafts:${placeKey(porch)}`, told);
		await drafts.put(draftOf());
		await drafts.put(draftOf({ text: '' }));
		expect(await findDraft({ drafts }, porch)).toBeUndefined();
		await drafts.put(draftOf({ replyTo: 'x' }));
		await drafts.put(draftOf({ replyTo: 'x', text: '' }));
		expect(await drafts.ofGroup(alice, porch)).toEqual([]);
		expect(told).toHaveBeenCalledTimes(4);
	});

	test('move with what they answer, and are listed by group, the newest first', async () => {
		const { drafts } = await openTestStorage();
		await drafts.put(draftOf({ at: 1 }));
		await drafts.put(draftOf({ at: 2, replyTo: 'x' }), '');
		await drafts.put(draftOf({ at: 3, replyTo: 'y' }));
		await drafts.put(draftOf({ ...twin, at: 4 }));
		expect((await drafts.ofGroup(alice, porch)).map(({ replyTo }) => replyTo)).toEqual(['y', 'x']);
	});
});

describe('a read mark', () => {
	test('moves forwards only, from any tab', async () => {
		const factory = createFactory();
		const [{ marks: one, changes }, { marks: two }] = [
			await openTestStorage({ factory }),
			await openTestStorage({ factory })
		];
		const told = vi.fn();
		changes.watch(`marks:${alice}`, told);
		await one.put(alice, porch, { created_at: 5, id: 'b' });
		await two.put(alice, porch, { created_at: 9, id: 'b' });
		await one.put(alice, porch, { created_at: 7, id: 'a' });
		await one.put(alice, porch, { created_at: 9, id: 'b' });
		expect(await one.find(alice, porch)).toEqual({ created_at: 9, id: 'b' });
		await one.put(alice, porch, { created_at: 9, id: 'a' }); // of one second, the lower id is the later one
		expect(await two.find(alice, porch)).toEqual({ created_at: 9, id: 'a' });
		expect(told).toHaveBeenCalledTimes(2);
	});

	test('belongs to one account and group', async () => {
		const { marks } = await openTestStorage();
		const mark = { created_at: 5, id: 'b' };
		await marks.put(alice, porch, mark);
		await marks.put(bob, twin, mark);
		expect(await marks.find(alice, twin)).toBeUndefined();
		expect(await marks.find(bob, porch)).toBeUndefined();
		expect(await marks.ofAccount(alice)).toEqual([{ key: { relay, id }, mark }]);
	});
});

describe('the vault', () => {
	test('lists the accounts, the oldest first', async () => {
		const vault = await (await openTestStorage()).vault();
		const [hers, his] = [
			recordOf({ createdAt: 2 }),
			recordOf({ pubkey: bob, createdAt: 1, kind: 'extension' })
		];
		await vault.put(hers);
		await vault.put(his);
		expect(await vault.list()).toEqual([his, hers]);
		expect(await vault.find(alice)).toEqual(hers);
	});

	test('has one device key, which cannot be read and survives a restart', async () => {
		const factory = createFactory();
		const [one, two] = [await openTestStorage({ factory }), await openTestStorage({ factory })];
		const keyOf = async (device: Storage) => (await device.vault()).deviceKey();
		const [first, second] = await Promise.all([keyOf(one), keyOf(two)]);
		expect(first.extractable).toBe(false);
		await expect(crypto.subtle.exportKey('raw', first)).rejects.toThrow();
		const gcm = { name: 'AES-GCM', iv: new Uint8Array(12) };
		const hidden = await crypto.subtle.encrypt(gcm, first, new Uint8Array([1, 2, 3]));
		one.close();
		const third = await keyOf(await openTestStorage({ factory }));
		for (const key of [second, third]) {
			expect(new Uint8Array(await crypto.subtle.decrypt(gcm, key, hidden))).toEqual(
				new Uint8Array([1, 2, 3])
			);
		}
	});

	test('erases the device key with the last account that needs it', async () => {
		const vault = await (await openTestStorage()).vault();
		await vault.put(recordOf({ device: sealed }));
		await vault.put(
			recordOf({
				pubkey: bob,
				kind: 'remote',
				remote: { signer: 's', relays: [], client: 'c', clientKey: sealed }
			})
		);
		const gcm = { name: 'AES-GCM', iv: new Uint8Array(12) };
		const hidden = await crypto.subtle.encrypt(gcm, await vault.deviceKey(), new Uint8Array([1]));
		await vault.forget(alice);
		await crypto.subtle.decrypt(gcm, await vault.deviceKey(), hidden);
		await vault.forget(bob);
		await expect(crypto.subtle.decrypt(gcm, await vault.deviceKey(), hidden)).rejects.toThrow();
	});
});

describe('settings', () => {
	test('have defaults, keep what is set, and can be put back', async () => {
		const { settings, changes } = await openTestStorage();
		const told = vi.fn();
		changes.watch('settings', told);
		expect(await settings.all()).toEqual({
			theme: 'system',
			locale: undefined,
			account: undefined,
			media: 'always',
			installOffered: false,
			notify: false,
			toldPictures: false
		});
		await settings.put('theme', 'dark');
		await settings.put('account', alice);
		expect(await settings.find('theme')).toBe('dark');
		await settings.put('account', undefined);
		expect(await settings.find('account')).toBeUndefined();
		expect(told).toHaveBeenCalledTimes(3);
	});
});

describe('my lists', () => {
	test('keep the newest raw event of each kind', async () => {
		const lists = await (await openTestStorage()).lists();
		const [old, new_, other] = [1, 2, 3].map((created_at) =>
			eventOf({ kind: 10009, created_at, content: 'sealed', tags: [['x', 'foreign']] })
		);
		expect(await lists.put(alice, new_!)).toEqual(new_);
		expect(await lists.put(alice, old!)).toEqual(new_);
		expect(await lists.find(alice, 10009)).toEqual(new_);
		await lists.put(alice, { ...other!, kind: 10000 });
		expect(await lists.find(alice, 10009)).toEqual(new_);
		expect(await lists.find(bob, 10009)).toBeUndefined();
	});
});

describe('what was shared in', () => {
	const words = { title: '', text: 'come in', url: '' };
	const picture = new File(['not looked into'], 'cat.png', { type: 'image/png' });
	const item = (id: string, at: number) => ({ ...words, id, at, pictures: [picture], refused: [] });

	test('waits with its pictures, the newest first', async () => {
		const { shared } = await openTestStorage();
		await shared.put(item('a', 1));
		await shared.put(item('b', 2));
		expect((await shared.all()).map(({ id }) => id)).toEqual(['b', 'a']);
		const found = (await shared.all()).find((each) => each.id === 'a');
		expect(await found?.pictures[0]?.text()).toBe('not looked into');
		await shared.forget('a');
		expect((await shared.all()).map((each) => each.id)).not.toContain('a');
	});

	test('is answered by joining the group it invites to', async () => {
		const { shared } = await openTestStorage();
		await shared.put({ ...item('a', 1), reference: { relay, id, code: 'c' } });
		await shared.put({ ...item('b', 2), reference: { relay, id: 'another' } });
		await shared.put(item('c', 3));
		await shared.forgetInvites({ relay, id });
		expect((await shared.all()).map((each) => each.id)).toEqual(['c', 'b']);
	});
});

describe('profiles', () => {
	test('are the newest of each person, by scope', async () => {
		const { profiles, changes } = await openTestStorage();
		const told = vi.fn();
		changes.watch('profiles', told);
		const [old, new_] = [1, 2].map((created_at) => eventOf({ kind: 0, created_at, tags: [] }));
		const his = eventOf({ kind: 0, pubkey: bob, tags: [] });
		await profiles.put(alice, [new_!, old!, his, eventOf()]);
		await profiles.put(alice, [old!]);
		expect(await profiles.find(alice, [alice, bob, 'unknown'])).toEqual(
			new Map([
				[alice, new_],
				[bob, his]
			])
		);
		expect(await profiles.find(NOBODY, [alice])).toEqual(new Map());
		expect(told).toHaveBeenCalledOnce();
	});
});

test('what a relay says of itself is kept with its time', async () => {
	const { information } = await openTestStorage();
	expect(await information.find(relay)).toBeUndefined();
	await information.put(relay, { name: 'one' }, 1);
	await information.put(relay, { name: 'two' }, 2);
	expect(await information.find(relay)).toEqual({ json: { name: 'two' }, at: 2 });
});

test('an account is erased everywhere, and only that one', async () => {
	const storage = await openTestStorage();
	const { cache, drafts, marks, outbox, profiles } = storage;
	const vault = await storage.vault();
	const lists = await storage.lists();
	for (const account of [alice, bob]) {
		await cache.put(account, relay, [eventOf(), stateOf()]);
		await profiles.put(account, [eventOf({ kind: 0, tags: [] })]);
		await drafts.put(draftOf({ account }));
		await marks.put(account, porch, { created_at: 1, id: 'x' });
		await lists.put(account, eventOf({ kind: 10009, pubkey: account }));
		const draft = { kind: 9, content: 'unsent', tags: [] };
		await outbox.add({ id: account, account, relay, group: id, draft, createdAt: 1 });
		await vault.put(recordOf({ pubkey: account }));
	}
	await storage.eraseAccount(alice);
	const left = async (account: string) => [
		await cache.newest({ ...porch, scope: account }, 9),
		await cache.groupsOnRelay(account, relay),
		[...(await profiles.find(account, [alice])).values()],
		await drafts.ofGroup(account, porch),
		await marks.ofAccount(account),
		(await lists.find(account, 10009)) ?? [],
		await outbox.ofAccount(account),
		(await vault.find(account)) ?? []
	];
	expect(await left(alice)).toEqual([[], [], [], [], [], [], [], []]);
	for (const something of await left(bob)) expect(something).not.toEqual([]);
});
