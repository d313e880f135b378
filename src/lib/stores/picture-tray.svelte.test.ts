import { expect, onTestFinished, test, vi } from 'vitest';
import { alice, porch } from '../../../tests/fixtures/cached-events.ts';
import { createFactory, openTestStorage } from '../../../tests/fixtures/storage.ts';
import { AppError } from '../app-error.ts';
import type { PreparedPicture } from '../pictures/prepare-picture.ts';
import type { Storage } from '../storage/open-storage.ts';
import { Composition } from './composition.svelte';
import { MessageActs } from './message-acts';
import { mostPictures, PictureTray } from './picture-tray.svelte';

const fileOf = (name: string) => new File([name], name, { type: 'image/jpeg' });

/** As the real one, without the work: a file called `no` is no picture. */
async function prepare(file: Blob): Promise<PreparedPicture> {
	const text = await file.text();
	if (text === 'no') throw new AppError('picture-unreadable', 'never');
	if (text === 'full') throw new AppError('storage-full', 'later');
	const bytes = new Blob([text], { type: 'image/jpeg' });
	return { bytes, type: 'image/jpeg', hash: 'a'.repeat(64), size: bytes.size, width: 4, height: 3 };
}

function openTray(storage: Storage): PictureTray {
	const tray = new PictureTray({ ...storage, pictures: () => storage.pictures(), prepare }, porch);
	onTestFinished(tray.hold());
	return tray;
}

function compose(storage: Storage, tray: PictureTray): Composition {
	return new Composition({ ...storage, clock: () => 1_700_000_000, nameOf: () => 'Mara' }, porch, tray);
}

function deliverTo(storage: Storage) {
	const acts = new MessageActs(
		{ ...storage, flush: { flush: () => Promise.resolve() }, clock: () => 7 },
		porch
	);
	return acts.send.bind(acts);
}

const bytesOf = async (storage: Storage) => {
	const kept = await (await storage.pictures()).inComposer(porch);
	return Promise.all(kept.map(({ bytes }) => bytes.text()));
};

test('what is added is on the device, and the next start goes on there', async () => {
	const storage = await openTestStorage();
	const tray = openTray(storage);
	const adding = tray.add([fileOf('one'), fileOf('two')]);
	expect([tray.preparing, tray.ready]).toEqual([2, false]);
	await adding;
	expect([tray.count, tray.ready]).toEqual([2, true]);
	const next = openTray(storage);
	await vi.waitFor(() => expect(next.count).toBe(2));
	expect(await (await fetch(next.pictures[0]!.address)).text()).toBe('one');
	await next.describe(next.pictures[0]!.id, ' Two buckets ');
	await next.remove(next.pictures[1]!.id);
	await vi.waitFor(() => expect(tray.pictures.map(({ alt }) => alt)).toEqual(['Two buckets']));
});

test('of what is typed of a picture the last is kept, however fast it comes', async () => {
	const storage = await openTestStorage();
	const kept = await storage.pictures();
	const describe = vi.spyOn(kept, 'describe');
	const tray = new PictureTray({ ...storage, pictures: () => Promise.resolve(kept), prepare }, porch);
	onTestFinished(tray.hold());
	await tray.add([fileOf('one')]);
	const { id } = tray.pictures[0]!;
	await Promise.all(['T', 'Tw', 'Two', 'Two ', 'Two b'].map((words) => tray.describe(id, words)));
	await vi.waitFor(() => expect(tray.pictures[0]?.alt).toBe('Two b'));
	expect(describe.mock.calls.length).toBeLessThan(5);
});

test('what is typed last of a picture goes along, however soon it is sent', async () => {
	const storage = await openTestStorage();
	const tray = openTray(storage);
	const composition = compose(storage, tray);
	await tray.add([fileOf('one')]);
	const { id } = tray.pictures[0]!;
	for (const words of ['T', 'Tw', 'Two buckets']) void tray.describe(id, words);
	await composition.send(deliverTo(storage));
	const [intent] = await storage.outbox.ofAccount(alice);
	expect(intent?.pictures?.map(({ alt }) => alt)).toEqual(['Two buckets']);
});

test('what is no picture, and what is too many, is said; the others are added', async () => {
	const storage = await openTestStorage();
	const tray = openTray(storage);
	const many = Array.from({ length: mostPictures }, (_, at) => fileOf(`${at}`));
	await tray.add([fileOf('no'), ...many, fileOf('more'), fileOf('and more')]);
	expect(tray.count).toBe(mostPictures);
	expect(tray.troubles.map(({ name, error }) => [name, error.code])).toEqual([['no', 'picture-unreadable']]);
	expect(tray.tooMany).toBe(2);
	tray.dismiss();
	expect([tray.troubles, tray.tooMany]).toEqual([[], 0]);
});

test('pictures alone are a message; they leave with it at once, and are back when it could not be stored', async () => {
	const storage = await openTestStorage();
	const tray = openTray(storage);
	const composition = compose(storage, tray);
	expect(composition.sendable).toBe(false);
	await tray.add([fileOf('one')]);
	expect(composition.sendable).toBe(true);

	const full = new AppError('storage-full', 'later');
	const failing = composition.send(() => Promise.reject(full));
	expect(tray.count).toBe(0);
	await expect(failing).rejects.toBe(full);
	expect(tray.count).toBe(1);

	await composition.send(deliverTo(storage));
	expect(tray.count).toBe(0);
	const [intent, ...more] = await storage.outbox.ofGroup(alice, porch);
	expect(more).toEqual([]);
	expect(intent?.pictures).toHaveLength(1);
	expect(await bytesOf(storage)).toEqual([]);
});

test('another wording of a message leaves the pictures of the next one where they are', async () => {
	const storage = await openTestStorage();
	const tray = openTray(storage);
	const composition = compose(storage, tray);
	await tray.add([fileOf('one')]);
	composition.instead = 'an intent';
	expect(composition.sendable).toBe(false);
	composition.write('other words');
	const deliver = vi.fn(() => Promise.resolve());
	await composition.send(deliver);
	expect(deliver).toHaveBeenCalledWith(expect.objectContaining({ pictures: [] }));
	expect(tray.count).toBe(1);
});

test('what was shared in for this group comes by itself, once, into whatever tab', async () => {
	const factory = createFactory();
	const storage = await openTestStorage({ factory });
	const item = { id: 'shared', title: '', text: '', url: '', refused: [], at: 5 };
	const { relay, id } = porch;
	const pictures = [fileOf('one'), fileOf('no'), fileOf('two')];
	await storage.shared.put({ ...item, pictures, addressee: { account: alice, relay, id } });
	await storage.shared.put({
		...item,
		id: 'other',
		pictures,
		addressee: { account: alice, relay, id: 'other' }
	});
	const trays = [openTray(storage), openTray(await openTestStorage({ factory }))];
	await vi.waitFor(async () =>
		expect((await storage.shared.all()).map((each) => each.id)).toEqual(['other'])
	);
	await vi.waitFor(() => expect(trays.map(({ ready }) => ready)).toEqual([true, true]));
	expect(await bytesOf(storage)).toEqual(['one', 'two']);
});

/** Shares pictures into the group: `of` them, called `0`, `1` and so on. */
async function shareIn(storage: Storage, of: number, names = Array.from({ length: of }, (_, at) => `${at}`)) {
	const { relay, id } = porch;
	const item = { id: crypto.randomUUID(), title: '', text: '', url: '', refused: [], at: 5 };
	const pictures = names.map(fileOf);
	await storage.shared.put({ ...item, pictures, addressee: { account: alice, relay, id } });
}

/** The names of what waits outside, still. */
async function stillShared(storage: Storage): Promise<string[]> {
	const items = await storage.shared.all();
	return items.flatMap(({ pictures }) => pictures.map(({ name }) => name));
}

test('what does not fit stays where it was shared in, and comes when it is asked for', async () => {
	const storage = await openTestStorage();
	await shareIn(storage, mostPictures + 2);
	const tray = openTray(storage);
	await vi.waitFor(() => expect([tray.count, tray.waiting, tray.ready]).toEqual([mostPictures, 2, true]));
	expect([tray.hasRoom, tray.occupied, await stillShared(storage)]).toEqual([false, true, ['10', '11']]);

	await compose(storage, tray).send(deliverTo(storage));
	await vi.waitFor(() => expect(tray.hasRoom).toBe(true));
	// The next message may be about something else.
	const next = openTray(storage);
	await vi.waitFor(() => expect(next.waiting).toBe(2));
	expect(next.count).toBe(0);
	await next.takeWaiting();
	expect([next.count, next.waiting, await stillShared(storage)]).toEqual([2, 0, []]);
	expect(await bytesOf(storage)).toEqual(['10', '11']);
});

test('with no room at all nothing is lost; what waits can be discarded', async () => {
	const storage = await openTestStorage();
	const tray = openTray(storage);
	await tray.add(Array.from({ length: mostPictures }, (_, at) => fileOf(`own ${at}`)));
	await shareIn(storage, 3);
	await vi.waitFor(() => expect(tray.waiting).toBe(3));
	expect(await stillShared(storage)).toEqual(['0', '1', '2']);
	await tray.remove(tray.pictures[0]!.id);
	await vi.waitFor(() => expect(tray.hasRoom).toBe(true));
	await tray.takeWaiting();
	await vi.waitFor(() => expect([tray.count, tray.waiting]).toEqual([mostPictures, 2]));
	await tray.discardWaiting();
	await vi.waitFor(() => expect(tray.waiting).toBe(0));
	expect([tray.count, await stillShared(storage)]).toEqual([mostPictures, []]);
});

test('two tabs take each of the pictures once, and no more than a message holds', async () => {
	const factory = createFactory();
	const storage = await openTestStorage({ factory });
	await shareIn(storage, mostPictures + 3);
	const trays = [openTray(storage), openTray(await openTestStorage({ factory }))];
	// What comes by itself comes before what is added.
	await Promise.all(trays.map((tray) => tray.add([])));
	expect(trays.map(({ ready, count }) => ready && count > 0)).toEqual([true, true]);
	expect((await storage.shared.all()).map(({ waits }) => waits)).toEqual([true]);
	const kept = await bytesOf(storage);
	expect(kept).toHaveLength(mostPictures);
	const all = Array.from({ length: mostPictures + 3 }, (_, at) => `${at}`);
	expect([...kept, ...(await stillShared(storage))].sort()).toEqual(all.sort());
});

test('one that fails for now waits, and brings none of the others twice', async () => {
	const storage = await openTestStorage();
	await shareIn(storage, 3, ['one', 'full', 'no']);
	const tray = openTray(storage);
	await vi.waitFor(() => expect(tray.waiting).toBe(1));
	expect(tray.troubles.map(({ name }) => name)).toEqual(['full', 'no']);
	await compose(storage, tray).send(deliverTo(storage));
	const [intent] = await storage.outbox.ofGroup(alice, porch);
	await storage.outbox.settle(intent!.id);
	expect(await stillShared(storage)).toEqual(['full']);
	const next = openTray(storage);
	await vi.waitFor(() => expect(next.waiting).toBe(1));
	expect(await bytesOf(storage)).toEqual([]);
});

test('what is still made ready when its person signs out is not kept behind their back', async () => {
	const storage = await openTestStorage();
	const ready = Promise.withResolvers<undefined>();
	const slowly = async (file: Blob): Promise<PreparedPicture> => {
		await ready.promise;
		return prepare(file);
	};
	const tray = new PictureTray({ ...storage, pictures: () => storage.pictures(), prepare: slowly }, porch);
	onTestFinished(tray.hold());
	const adding = tray.add([fileOf('one'), fileOf('two')]);
	await storage.eraseAccount(alice);
	ready.resolve(undefined);
	await adding;
	expect(await bytesOf(storage)).toEqual([]);
	expect(await (await storage.vault()).lossOf(alice)).toMatchObject({ begun: 0 });
});
