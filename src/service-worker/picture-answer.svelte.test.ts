import { Router } from 'workbox-routing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PictureAnswer } from './picture-answer';

/** A picture of the media server behind this origin, one of another host, and a file of the app. */
const own = `/${'a1'.repeat(32)}.webp`;
const foreign = 'https://media.example/cat.png';
const icon = '/icon-192.png';
const account = 'b2'.repeat(32);

let isOnline: boolean;
/** Who is signed in. */
let who: string | undefined;
let works: Promise<unknown>[];

beforeEach(() => {
	[isOnline, who, works] = [true, account, []];
	vi.spyOn(globalThis, 'fetch').mockImplementation((input) => {
		const { pathname } = new URL(input instanceof Request ? input.url : input.toString(), location.href);
		if (!isOnline) return Promise.reject(new TypeError('no network'));
		return Promise.resolve(new Response(`in ${pathname}`, { headers: { 'Content-Type': 'image/webp' } }));
	});
});

afterEach(async () => {
	vi.restoreAllMocks();
	for (const name of await caches.keys()) await caches.delete(name);
});

/** A request as a browser makes it for an element of a page, or a tab. */
function requestFor(path: string, how: { destination: string; mode: string }): Request {
	return Object.defineProperties(new Request(path), {
		destination: { value: how.destination },
		mode: { value: how.mode }
	});
}
const image = (path: string): Request => requestFor(path, { destination: 'image', mode: 'no-cors' });
const tab = (path: string): Request => requestFor(path, { destination: 'document', mode: 'navigate' });

/** What a worker that has just started answers; undefined is left to others. */
async function answer(request: Request): Promise<string | undefined> {
	const pictures = new PictureAnswer(() => ({ find: () => Promise.resolve(who) as Promise<never> }));
	const router = new Router();
	router.registerRoute(pictures.route());
	const event = Object.assign(new Event('fetch'), {
		waitUntil: (work: Promise<unknown>) => void works.push(work)
	}) as ExtendableEvent;
	const response = await router.handleRequest({ request, event });
	const text = await response?.text();
	await Promise.all(works);
	return text;
}

test.each([
	['another host', foreign],
	['the media server behind this origin', own]
])('a picture of %s that was seen is there without a network', async (_, path) => {
	expect(await answer(image(path))).toContain('in /');
	isOnline = false;
	expect(await answer(image(path))).toContain('in /');
});

test('a picture of this origin that is opened by itself is the picture, offline too once it was seen', async () => {
	expect(await answer(tab(own))).toBe(`in ${own}`);
	isOnline = false;
	await expect(answer(tab(own))).rejects.toThrow();
	isOnline = true;
	await answer(image(own));
	isOnline = false;
	expect(await answer(tab(own))).toBe(`in ${own}`);
});

test('nobody keeps pictures of somebody else', async () => {
	await answer(image(own));
	who = undefined;
	isOnline = false;
	await expect(answer(image(own))).rejects.toThrow();
});

test('files of the app, its pages, and what is no picture to the page are left alone', async () => {
	expect(await answer(image(icon))).toBeUndefined();
	expect(await answer(tab('/relay.example/street'))).toBeUndefined();
	expect(await answer(new Request(own))).toBeUndefined();
	expect(await answer(tab(foreign))).toBeUndefined();
});
