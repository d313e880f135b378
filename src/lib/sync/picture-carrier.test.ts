import { expect, test, vi } from 'vitest';
import { createFlush, messagesOf, queue, street as id } from '../../../tests/fixtures/flush-stand.ts';
import { hexOf } from '../../../tests/fixtures/events.ts';
import { createPerson, type Person } from '../../../tests/fixtures/person.ts';
import {
	createGroup,
	eventually,
	openDevice,
	openRelay,
	type Device
} from '../../../tests/fixtures/relay-stand.ts';
import { signIn } from '../../../tests/fixtures/storage.ts';
import { AppError } from '../app-error.ts';
import { systemClock, type Clock } from '../clock.ts';
import { pause } from '../pause.ts';
import { parseChatMessage } from '../protocol/chat-message.ts';
import { signEvent } from '../protocol/signature.ts';
import { LocalLocks } from './local-locks.ts';
import type { PicturePorts, Upload } from './picture-carrier.ts';

const hash = hexOf('plums');
const url = (server: string) => `${server}/${hash}.jpg`;
const one = ['https://one.example'];

/** Puts a picture and words into the outbox; gives the intent's id. */
async function queuePicture(device: Device, who: Person, relay: string, text = ''): Promise<string> {
	await signIn(device.storage, who.pubkey);
	const { outbox } = device.storage;
	const pictures = await device.storage.pictures();
	const facts = { type: 'image/jpeg', hash, size: 4, width: 4, height: 3, blurhash: 'L00000fQfQ' };
	await pictures.add({ scope: who.pubkey, relay, id }, [{ id: hash, ...facts, bytes: new Blob(['jpeg']) }]);
	const draft = { kind: 9, content: text, tags: [['h', id]] };
	const base = { id: crypto.randomUUID(), account: who.pubkey, relay, group: id, draft };
	await outbox.add({ ...base, createdAt: systemClock() }, undefined, [hash]);
	return base.id;
}

/** A relay with a group, a device of one of its people, and media servers that do as they are told. */
async function openStand(
	answer: (upload: Upload) => Promise<string | AppError> | string | AppError,
	me = createPerson()
) {
	const relay = await openRelay();
	createGroup(relay, createPerson(), id);
	const device = await openDevice({ people: [me] });
	const uploads: Upload[] = [];
	const shares: (number | undefined)[] = [];
	const pictures: PicturePorts = {
		bytesOf: async (picture) => (await (await device.storage.pictures()).find(picture))?.bytes,
		serversOf: () => Promise.resolve(one),
		upload: async (upload) => {
			uploads.push(upload);
			return answer(upload);
		},
		onProgress: (_, share) => void shares.push(share)
	};
	const locks = new LocalLocks();
	const openFlush = ({ clock = systemClock, ...ports }: Partial<PicturePorts> & { clock?: Clock } = {}) =>
		createFlush(device, [me], { clock, locks, pictures: { ...pictures, ...ports } });
	const flush = (ports: Partial<PicturePorts> = {}) =>
		openFlush(ports).flush(me.pubkey, { relay: relay.url, id });
	return { me, relay, device, uploads, shares, openFlush, flush };
}

test('a picture is uploaded with a permission of its own, then the message is signed once, with what it is', async () => {
	const { me, relay, device, uploads, shares, flush } = await openStand((upload) => {
		upload.onProgress(2);
		return url(upload.server);
	});
	await queuePicture(device, me, relay.url, 'Two buckets');
	await flush();
	const [event, ...more] = await messagesOf(relay);
	expect(more).toEqual([]);
	expect(event?.content).toBe(`Two buckets\n${url(one[0]!)}`);
	expect(event && parseChatMessage(event)?.pictures).toEqual([
		expect.objectContaining({ url: url(one[0]!), width: 4, height: 3, hash, blurhash: 'L00000fQfQ' })
	]);
	expect(uploads).toHaveLength(1);
	const permission = JSON.parse(atob(uploads[0]!.authorization.slice(6))) as {
		kind: number;
		tags: string[][];
	};
	expect(permission.kind).toBe(24242);
	expect(permission.tags).toContainEqual(['x', hash]);
	expect(shares).toEqual([0, 0.5, undefined]);
	expect(await (await device.storage.pictures()).find(hash)).toBeUndefined();
});

test('what a server refuses stays with its words; tried again, nobody is asked to sign again', async () => {
	const answers = [new AppError('upload-refused', 'later', { words: 'not today' }), url(one[0]!)];
	const { me, relay, device, uploads, flush } = await openStand(() => answers.shift()!);
	const intent = await queuePicture(device, me, relay.url);
	const sending = flush();
	await queue(device, me, relay.url, 'words behind it');
	await sending;
	await flush();
	expect(await device.storage.outbox.find(intent)).toMatchObject({
		state: 'refused',
		attempts: [],
		error: { code: 'upload-refused', words: 'not today' }
	});
	expect((await messagesOf(relay)).map(({ content }) => content)).toEqual(['words behind it']);
	expect(uploads).toHaveLength(1);
	await device.storage.outbox.mark(intent, 'queued');
	await flush();
	expect(await messagesOf(relay)).toHaveLength(2);
});

test('the next server is asked when the preferred one does not take it, and the first reason is told', async () => {
	const servers = ['https://one.example', 'https://two.example'];
	const serversOf = () => Promise.resolve(servers);
	const { me, relay, device, flush } = await openStand(({ server }) =>
		server === servers[1] ? url(server) : new AppError('upload-failed', 'now')
	);
	await queuePicture(device, me, relay.url);
	await flush({ serversOf });
	expect((await messagesOf(relay))[0]?.content).toBe(url(servers[1]!));

	const intent = await queuePicture(device, me, relay.url, 'again');
	const upload = ({ server }: Upload) =>
		Promise.resolve(new AppError(server === servers[0] ? 'upload-too-large' : 'upload-failed', 'later'));
	await flush({ serversOf, upload });
	expect((await device.storage.outbox.find(intent))?.error?.code).toBe('upload-too-large');
});

test('a server that does not answer is tried again by itself', async () => {
	let away = true;
	const { me, relay, device, flush } = await openStand(({ server }) =>
		away ? new AppError('upload-unreachable', 'now') : url(server)
	);
	const intent = await queuePicture(device, me, relay.url);
	await flush();
	const { state, error } = (await device.storage.outbox.find(intent)) ?? {};
	expect([state, error?.code]).toEqual(['queued', 'upload-unreachable']);
	away = false;
	await flush();
	expect(await messagesOf(relay)).toHaveLength(1);
});

test('without a server it says so', async () => {
	const { me, relay, device, flush } = await openStand(() => url(one[0]!));
	const intent = await queuePicture(device, me, relay.url);
	await flush({ serversOf: () => Promise.resolve([]) });
	const { state, error } = (await device.storage.outbox.find(intent)) ?? {};
	expect([state, error?.code]).toEqual(['refused', 'upload-no-server']);
});

/** An upload that goes on until it is told otherwise. */
function openUpload() {
	const { promise, resolve } = Promise.withResolvers<Upload>();
	const answer = Promise.withResolvers<string | AppError>();
	const upload = (asked: Upload) => {
		resolve(asked);
		asked.signal.addEventListener('abort', () => answer.resolve(new AppError('aborted', 'never')));
		return answer.promise;
	};
	return { upload, asked: promise, finish: () => answer.resolve(url(one[0]!)) };
}

test('words wait for the pictures before them as long as these get on, in any tab; a sign does not', async () => {
	const { upload, asked, finish } = openUpload();
	const { me, relay, device, openFlush } = await openStand(upload);
	const clock = { now: systemClock() };
	const [flush, other] = [openFlush({ clock: () => clock.now }), openFlush({ clock: () => clock.now })];
	const key = { relay: relay.url, id };
	await queuePicture(device, me, relay.url, 'Look');
	const words = await queue(device, me, relay.url, 'at these plums');
	const sending = flush.flush(me.pubkey, key);
	const { onProgress } = await asked;
	const inOther = other.flush(me.pubkey, key);
	const sign = await queue(device, me, relay.url, '+', 7);
	void flush.flush(me.pubkey, key);
	// Slow, but it gets on.
	for (let sent = 1; sent < 4; sent += 1) {
		clock.now += 14;
		onProgress(sent);
	}
	await eventually(async () => expect(await device.storage.outbox.find(sign)).toBeUndefined());
	expect((await device.storage.outbox.find(words))?.state).toBe('queued');
	finish();
	await Promise.all([sending, inOther]);
	const said = await messagesOf(relay);
	expect(said.map(({ content }) => content)).toEqual(['at these plums', `Look\n${url(one[0]!)}`]);
});

test('an upload that stands still is passed by words, in any tab, and ends when its message is given up', async () => {
	const { upload, asked } = openUpload();
	const { me, relay, device, uploads, openFlush } = await openStand(upload);
	const clock = { now: systemClock() };
	const [flush, other] = [openFlush({ clock: () => clock.now }), openFlush({ clock: () => clock.now })];
	const key = { relay: relay.url, id };
	const intent = await queuePicture(device, me, relay.url);
	await queue(device, me, relay.url, 'words behind it');
	const sending = flush.flush(me.pubkey, key);
	await asked;
	clock.now += 15;
	await sending;
	expect(await device.storage.outbox.find(intent)).toMatchObject({
		state: 'queued',
		error: { code: 'upload-unreachable' }
	});
	await queue(device, me, relay.url, 'and in another tab');
	using act = vi.spyOn(device.pool.connection(me.pubkey, relay.url), 'allowAuth');
	await other.flush(me.pubkey, key);
	// To look again what the first tab is at is no act of the person.
	expect(act).toHaveBeenCalledOnce();
	const said = await messagesOf(relay);
	expect(said.map(({ content }) => content)).toEqual(['and in another tab', 'words behind it']);
	expect(uploads[0]?.signal.aborted).toBe(false);
	await device.storage.outbox.discard(intent);
	await eventually(() => expect(uploads[0]?.signal.aborted).toBe(true));
	expect(await device.storage.outbox.ofAccount(me.pubkey)).toEqual([]);
});

test('who uploads nothing leaves it as it is, and what is said after it', async () => {
	const { me, relay, device } = await openStand(() => url(one[0]!));
	await queue(device, me, relay.url, 'before');
	const intent = await queuePicture(device, me, relay.url);
	const words = await queue(device, me, relay.url, 'after');
	await createFlush(device, [me]).flush(me.pubkey, { relay: relay.url, id });
	expect((await messagesOf(relay)).map(({ content }) => content)).toEqual(['before']);
	for (const left of [intent, words])
		expect(await device.storage.outbox.find(left)).toMatchObject({ state: 'queued', attempts: [] });
});

/** Words that are said behind a picture stand behind it. */
async function expectInOrder(
	{ me, relay, device, openFlush }: Awaited<ReturnType<typeof openStand>>,
	ports: Partial<PicturePorts> = {}
): Promise<void> {
	const flush = openFlush(ports);
	await queuePicture(device, me, relay.url, 'First');
	await queue(device, me, relay.url, 'Second');
	await flush.flush(me.pubkey, { relay: relay.url, id });
	await flush.idle();
	const said = await messagesOf(relay);
	expect(said.map(({ content }) => content)).toEqual(['Second', `First\n${url(one[0]!)}`]);
}

test('a signer that is asked late for a picture is given its time before words pass it', async () => {
	// A moment at the signer, in which the patience with what came before it ends.
	const slow = createPerson(async (template, key) => {
		if (template.kind === 24242) await pause(1_000);
		return signEvent(template, key);
	});
	const stand = await openStand(({ server }) => url(server), slow);
	await expectInOrder(stand, { serversOf: () => pause(2_700).then(() => one) });
});

test('what waits for its turn at a signer with a picture is not passed', async () => {
	// Longer than anything is waited for that may be passed.
	const busy = pause(4_000);
	const person = createPerson(async (template, key) => {
		await busy;
		return signEvent(template, key);
	});
	const waiting = { ...person, signer: { ...person.signer, turn: () => busy } };
	await expectInOrder(await openStand(({ server }) => url(server), waiting));
});
