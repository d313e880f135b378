import { expect, test } from 'vitest';
import { alice, bob, porch } from '../../../tests/fixtures/cached-events.ts';
import { openTestStorage } from '../../../tests/fixtures/storage.ts';
import { sharedPictures } from './shared-handover.ts';

const { relay, id } = porch;
const group = { relay, id };
const garden = { relay, id: 'garden' };
const picture = {
	id: 'a',
	type: 'image/jpeg',
	hash: 'a'.repeat(64),
	size: 6,
	width: 4,
	height: 3,
	bytes: new Blob(['a jpeg'], { type: 'image/jpeg' })
};
const shared = { title: '', text: '', url: '', pictures: [], refused: [], at: 1 };
const draft = { kind: 9, content: 'unsent', tags: [] };
const nothing = { unsent: 0, begun: 0, unlisted: 0 };

/** A device that holds something of everybody. */
async function openShared() {
	const storage = await openTestStorage();
	const [vault, pictures, { wishes }] = await Promise.all([
		storage.vault(),
		storage.pictures(),
		storage.lists()
	]);
	return { ...storage, vault, pictures, wishes };
}

test('what was shared in stays, unless it is for a group of who signs out', async () => {
	const storage = await openShared();
	await storage.shared.put({ ...shared, id: 'for everybody' });
	await storage.shared.put({ ...shared, id: 'for alice', addressee: { account: alice, ...group } });
	await storage.shared.put({ ...shared, id: 'for bob', addressee: { account: bob, ...group } });
	await storage.eraseAccount(alice);
	const left = (await storage.shared.all()).map((item) => item.id);
	expect(left.toSorted()).toEqual(['for bob', 'for everybody']);
});

test('what would be lost is known before: unsent, begun in a group by words or pictures, not on the list', async () => {
	const storage = await openShared();
	const { vault, drafts, pictures, outbox, wishes } = storage;
	expect(await vault.lossOf(alice)).toEqual(nothing);
	await drafts.put({ account: alice, ...group, text: 'one', at: 1 });
	await drafts.put({ account: alice, ...group, replyTo: 'e', text: 'two', at: 1 });
	await pictures.add(porch, [picture]);
	await storage.shared.put({ ...shared, id: 'for alice', addressee: { account: alice, ...garden } });
	await storage.shared.put({ ...shared, id: 'for everybody' });
	const intent = { account: alice, relay, group: id, draft, createdAt: 1 };
	await outbox.add({ ...intent, id: 'i' });
	await pictures.add({ ...porch, id: 'attic' }, [{ ...picture, id: 'b' }]);
	await outbox.add({ ...intent, group: 'attic', id: 'with a picture' }, undefined, ['b']);
	await wishes.put({ account: alice, ...group, wanted: true, hidden: false });
	expect(await vault.lossOf(alice)).toEqual({ unsent: 2, begun: 2, unlisted: 1 });
	expect(await vault.lossOf(bob)).toEqual(nothing);
	// The settings say the same of what is on this device only.
	expect(await (await storage.care()).lossOf(alice)).toEqual(await vault.lossOf(alice));
	await storage.eraseAccount(alice);
	expect(await vault.lossOf(alice)).toEqual(nothing);
});

test('no picture is stored behind the erasure, however late it is ready', async () => {
	const storage = await openShared();
	const { vault, pictures } = storage;
	await storage.shared.put({ ...shared, id: 'for everybody', pictures: [new File(['a'], 'a.jpg')] });
	await pictures.shared.give('for everybody', alice, group, 1);
	const [item] = await storage.shared.all();
	await storage.eraseAccount(alice);
	await storage.shared.put(item!);

	const gone = { code: 'signer-missing' };
	await expect(pictures.add(porch, [picture])).rejects.toMatchObject(gone);
	await expect(pictures.shared.give(item!.id, alice, group, 1)).rejects.toMatchObject(gone);
	const [waiting] = sharedPictures(item!);
	await expect(pictures.shared.take(porch, waiting!, picture, 9)).rejects.toMatchObject(gone);
	await storage.shared.forget(item!.id);
	expect(await vault.lossOf(alice)).toEqual(nothing);
});
