import { expect, test, vi } from 'vitest';
import { alice, porch } from '../../../tests/fixtures/cached-events.ts';
import { openTestStorage, findDraft } from '../../../tests/fixtures/storage.ts';
import { AppError } from '../app-error.ts';
import { longestMessage } from '../protocol/message-length.ts';
import type { SharedItems } from '../storage/shared-items.ts';
import { SharedIn } from './shared-in.svelte.ts';

const { relay, id } = porch;
const picture = new File(['not looked into'], 'cat.png', { type: 'image/png' });
const item = {
	id: 'a',
	title: 'A page',
	text: 'https://a.example',
	url: '',
	pictures: [],
	refused: [],
	at: 1
};

async function open() {
	const storage = await openTestStorage();
	return { ...storage, sharedIn: new SharedIn({ ...storage, clock: () => 7 }) };
}

test('words go after what was being written, and then wait no longer', async () => {
	const { shared, drafts, sharedIn } = await open();
	await drafts.put({ account: alice, relay, id, text: 'Look:\n', at: 1 });
	await shared.put(item);
	await sharedIn.load('a');
	await sharedIn.give(alice, { relay, id });
	expect((await findDraft({ drafts }, porch))?.text).toBe('Look:\nA page\nhttps://a.example');
	expect(await shared.all()).toEqual([]);
	expect(sharedIn.item).toBeUndefined();
});

test('pictures wait for the conversation that was chosen', async () => {
	const { shared, sharedIn } = await open();
	await shared.put({ ...item, pictures: [picture] });
	await sharedIn.load(undefined);
	await sharedIn.give(alice, { relay, id });
	expect(await shared.all()).toMatchObject([
		{ text: '', pictures: [{ name: 'cat.png' }], addressee: { account: alice, relay, id } }
	]);
});

test('what is too long for a message stays where it is', async () => {
	const { shared, sharedIn } = await open();
	await sharedIn.take('x'.repeat(longestMessage + 1));
	expect([sharedIn.tooLong, sharedIn.sendable]).toEqual([true, false]);
	await sharedIn.give(alice, { relay, id });
	expect(await shared.all()).toHaveLength(1);
});

test('the next one that waits takes the place of the one discarded', async () => {
	const { shared, sharedIn } = await open();
	await shared.put(item);
	await shared.put({ ...item, id: 'b', text: 'later', at: 2 });
	await sharedIn.load('gone');
	expect(sharedIn.item?.id).toBe('b');
	await sharedIn.discard();
	expect(sharedIn.text).toBe('A page\nhttps://a.example');
});

test('two tabs that hand over the same do so once', async () => {
	const { shared, drafts, sharedIn, ...storage } = await open();
	await shared.put({ ...item, pictures: [picture] });
	await sharedIn.load('a');
	const other = new SharedIn({ ...storage, shared, clock: () => 7 });
	await other.load('a');
	await sharedIn.give(alice, { relay, id });
	await other.give(alice, { relay, id: 'elsewhere' });
	expect(await findDraft({ drafts }, porch)).toBeDefined();
	expect(await drafts.ofGroup(alice, { relay, id: 'elsewhere' })).toEqual([]);
	expect((await shared.all()).map(({ addressee }) => addressee?.id)).toEqual([id]);
});

test('what the device had no room for is handed over once there is', async () => {
	const { shared, drafts, sharedIn } = await open();
	const full = new AppError('storage-full', 'later');
	vi.spyOn(shared, 'put').mockImplementationOnce(() => Promise.reject(full));
	await expect(sharedIn.take('Eggs')).rejects.toBe(full);
	await sharedIn.give(alice, { relay, id });
	expect((await findDraft({ drafts }, porch))?.text).toBe('Eggs');
	expect(await shared.all()).toEqual([]);
});

/** A device that is busy making room while it is asked to keep something. Returns how to let it go on. */
function makeRoomSlowly(shared: SharedItems): () => void {
	const put = shared.put.bind(shared);
	const room = Promise.withResolvers<undefined>();
	vi.spyOn(shared, 'put').mockImplementationOnce(async (item) => {
		await room.promise;
		await put(item);
	});
	return () => room.resolve(undefined);
}

/** Whatever waits for nobody is stored by then. */
async function roundTrips(shared: SharedItems): Promise<void> {
	for (let trip = 0; trip < 5; trip += 1) await shared.forget('nothing');
}

test('what was handed over while room was made for it does not wait as well', async () => {
	const { shared, drafts, sharedIn } = await open();
	const goOn = makeRoomSlowly(shared);
	const taking = sharedIn.take('Eggs');
	const giving = sharedIn.give(alice, { relay, id });
	await roundTrips(shared);
	goOn();
	await Promise.all([taking, giving]);
	expect((await findDraft({ drafts }, porch))?.text).toBe('Eggs');
	expect(await shared.all()).toEqual([]);
});

test('what was discarded while room was made for it does not wait as well', async () => {
	const { shared, sharedIn } = await open();
	const goOn = makeRoomSlowly(shared);
	const taking = sharedIn.take('Eggs');
	const discarding = sharedIn.discard();
	await roundTrips(shared);
	goOn();
	await Promise.all([taking, discarding]);
	expect(await shared.all()).toEqual([]);
	expect(sharedIn.item).toBeUndefined();
});

test('what waits in the group that was chosen is not offered to another one', async () => {
	const { shared, sharedIn } = await open();
	await shared.put({ ...item, pictures: [picture] });
	await sharedIn.load('a');
	await sharedIn.give(alice, { relay, id });
	await sharedIn.load(undefined);
	expect(sharedIn.item).toBeUndefined();
	expect(await shared.all()).toHaveLength(1);
});
