import { Router } from 'workbox-routing';
import { afterEach, expect, test, vi } from 'vitest';
import { PictureAnswer } from './picture-answer';

const alice = 'a'.repeat(64);

afterEach(async () => {
	vi.restoreAllMocks();
	for (const name of await caches.keys()) await caches.delete(name);
});

/** A worker whose device is alice's, and a picture whose bytes are still to come. */
async function askForPicture() {
	const device: { account: string | undefined } = { account: alice };
	const { readable, writable } = new TransformStream<Uint8Array>();
	const headers = { 'Content-Type': 'image/png' };
	vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response(readable, { headers }));
	const works: Promise<unknown>[] = [];
	const event = Object.assign(new Event('fetch'), {
		waitUntil: (work: Promise<unknown>) => works.push(work)
	});
	const request = Object.defineProperty(new Request('https://media.example/a.png'), 'destination', {
		value: 'image'
	});
	const router = new Router();
	router.registerRoute(
		new PictureAnswer(() => ({ find: () => Promise.resolve(device.account as never) })).route()
	);
	const answer = await router.handleRequest({ request, event: event });
	/** All of it comes, and whatever is kept of it is kept. */
	const finish = async (): Promise<void> => {
		const writer = writable.getWriter();
		await Promise.all([writer.write(new Uint8Array(7)), writer.close(), answer?.blob(), ...works]);
	};
	return { device, finish };
}

test('a picture that was seen is kept for who is signed in', async () => {
	const { finish } = await askForPicture();
	await finish();
	expect(await caches.keys()).toEqual([`media-${alice}`]);
});

test('of one that came after the sign-out nothing is kept, for nobody', async () => {
	const { device, finish } = await askForPicture();
	device.account = undefined;
	await caches.delete(`media-${alice}`);
	await finish();
	expect(await caches.keys()).toEqual([]);
});
