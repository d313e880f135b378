import { expect, test, vi } from 'vitest';
import { alice, bob, porch } from '../../../tests/fixtures/cached-events.ts';
import { openTestStorage } from '../../../tests/fixtures/storage.ts';
import { placeKey } from './place.ts';
import type { NewIntent } from './outbox.ts';

const pictureOf = (id: string) => ({
	id,
	type: 'image/jpeg',
	hash: id.repeat(64).slice(0, 64),
	size: 6,
	width: 4,
	height: 3,
	bytes: new Blob([`${id} jpeg`], { type: 'image/jpeg' })
});
const intentOf = (id: string, content = ''): NewIntent => ({
	id,
	account: alice,
	relay: porch.relay,
	group: porch.id,
	draft: { kind: 9, content, tags: [['h', porch.id]] },
	createdAt: 1_700_000_000
});
const url = 'https://media.example/a.jpg';
const idsOf = (pictures: { id: string }[]) => pictures.map(({ id }) => id);

test('pictures wait in the composer of one account and group, in the order in which they were added', async () => {
	const storage = await openTestStorage();
	const { changes } = storage;
	const pictures = await storage.pictures();
	const onChange = vi.fn();
	changes.watch(`pictures:${placeKey(porch)}`, onChange);
	await pictures.add(porch, [pictureOf('b'), pictureOf('c')]);
	await pictures.add({ ...porch, scope: bob }, [pictureOf('d')]);
	await pictures.add(porch, [pictureOf('a')]);
	await pictures.describe('c', 'Two buckets');
	await pictures.forget('b');
	const waiting = await pictures.inComposer(porch);
	expect(idsOf(waiting)).toEqual(['c', 'a']);
	expect(waiting[0]?.alt).toBe('Two buckets');
	expect(await waiting[0]?.bytes.text()).toBe('c jpeg');
	expect(onChange).toHaveBeenCalledTimes(4);
});

test('the outbox takes them along with the words, and they go when the relay has the message', async () => {
	const storage = await openTestStorage();
	const { outbox } = storage;
	const pictures = await storage.pictures();
	await pictures.add(porch, [pictureOf('a'), pictureOf('b')]);
	await pictures.describe('a', 'Two buckets');
	const intent = await outbox.add(intentOf('one', 'look'), undefined, ['b', 'a']);
	expect(await pictures.inComposer(porch)).toEqual([]);
	expect(intent.pictures?.map(({ id, alt, width }) => [id, alt, width])).toEqual([
		['b', undefined, 4],
		['a', 'Two buckets', 4]
	]);
	// What goes with an intent is not the composer's to change.
	await pictures.forget('a');
	expect(await (await pictures.find('a'))?.bytes.text()).toBe('a jpeg');
	await outbox.recordUpload('one', 'a', url);
	expect((await outbox.find('one'))?.pictures?.map((picture) => picture.url)).toEqual([undefined, url]);
	await outbox.settle('one');
	expect([await pictures.find('a'), await pictures.find('b')]).toEqual([undefined, undefined]);
});

test('two tabs that send the same picture send it once, and no empty message', async () => {
	const storage = await openTestStorage();
	const { outbox } = storage;
	const pictures = await storage.pictures();
	await pictures.add(porch, [pictureOf('a')]);
	await outbox.add(intentOf('one'), undefined, ['a']);
	await expect(outbox.add(intentOf('two'), undefined, ['a'])).rejects.toMatchObject({ code: 'already-done' });
	const worded = await outbox.add(intentOf('three', 'with words'), undefined, ['a']);
	expect(worded.pictures).toBeUndefined();
	expect(idsOf(await outbox.ofGroup(alice, porch))).toEqual(['one', 'three']);
	expect(await pictures.find('a')).toBeDefined();
});

test('it can be stopped until it is signed, and not after', async () => {
	const { outbox } = await openTestStorage();
	const error = { code: 'upload-stopped', retry: 'now' } as const;
	await outbox.add(intentOf('one', 'words'));
	expect(await outbox.hold('one', error)).toMatchObject({ state: 'refused', error });
	await outbox.mark('one', 'queued');
	const event = { ...intentOf('one').draft, id: 'e', pubkey: alice, created_at: 1, sig: '' };
	await outbox.recordAttempt('one', event);
	expect(await outbox.hold('one', error)).toBeUndefined();
	expect((await outbox.find('one'))?.state).toBe('sending');
});

test('signing out takes them away, a copy has only what a server has', async () => {
	const storage = await openTestStorage();
	const { outbox } = storage;
	const pictures = await storage.pictures();
	await pictures.add(porch, [pictureOf('a'), pictureOf('b'), pictureOf('c')]);
	await outbox.add(intentOf('no words'), undefined, ['a']);
	await outbox.add(intentOf('uploaded'), undefined, ['b']);
	await outbox.recordUpload('uploaded', 'b', url);
	const copy = await (await storage.care()).copyOf(alice, 5);
	expect(copy).toContain(`"content":"${url}"`);
	expect(copy).not.toContain('no words');
	await storage.eraseAccount(alice);
	for (const id of ['a', 'b', 'c']) expect(await pictures.find(id)).toBeUndefined();
});
