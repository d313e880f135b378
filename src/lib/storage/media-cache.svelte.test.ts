import { afterEach, expect, test, vi } from 'vitest';
import { forgetMedia, MediaCache, mediaUsage } from './media-cache.ts';

const limits = { bytes: 100, count: 3, each: 60 };
const address = (name: string): string => `https://media.example/${name}.png`;
const picture = (bytes = 10, type = 'image/png'): Response =>
	new Response(new Uint8Array(bytes), { headers: { 'Content-Type': type } });

afterEach(() => Promise.all(['alice', 'bob'].map(forgetMedia)));

async function keptOf(scope: string, names: string[]): Promise<string[]> {
	const media = new MediaCache(scope, limits);
	const found = await Promise.all(names.map(async (name) => (await media.find(address(name))) && name));
	return found.filter((name) => name !== undefined);
}

test('a picture that was seen is there, in its own scope only', async () => {
	await new MediaCache('alice', limits).keep(address('a'), picture(7));
	const kept = await new MediaCache('alice', limits).find(address('a'));
	expect((await kept?.blob())?.size).toBe(7);
	expect(kept?.headers.get('Content-Type')).toBe('image/png');
	expect(await keptOf('bob', ['a'])).toEqual([]);
});

test('no more than so many are kept: the longest unused goes first, whoever counted', async () => {
	const media = new MediaCache('alice', limits);
	for (const name of ['a', 'b', 'c']) await media.keep(address(name), picture());
	await media.find(address('a'));
	await media.keep(address('d'), picture());
	expect(await keptOf('alice', ['a', 'b', 'c', 'd'])).toEqual(['a', 'c', 'd']);
	await new MediaCache('alice', limits).keep(address('e'), picture());
	expect(await keptOf('alice', ['a', 'b', 'c', 'd', 'e'])).toEqual(['a', 'd', 'e']);
});

test('no more than so many bytes are kept, and none that is large', async () => {
	const media = new MediaCache('alice', limits);
	for (const name of ['a', 'b']) await media.keep(address(name), picture(55));
	await media.keep(address('large'), picture(61));
	expect(await keptOf('alice', ['a', 'b', 'large'])).toEqual(['b']);
});

test('what comes twice counts once', async () => {
	const media = new MediaCache('alice', limits);
	await media.keep(address('a'), picture(10));
	for (let times = 0; times < 4; times += 1) await media.keep(address('b'), picture(40));
	expect(await keptOf('alice', ['a', 'b'])).toEqual(['a', 'b']);
});

test('what is no shared picture is not kept', async () => {
	const media = new MediaCache('alice', limits);
	await media.keep(address('page'), picture(10, 'text/html'));
	await media.keep(
		address('gone'),
		new Response('', { status: 404, headers: { 'Content-Type': 'image/png' } })
	);
	await media.keep(address('opaque'), Object.defineProperty(picture(), 'type', { value: 'opaque' }));
	expect(await keptOf('alice', ['page', 'gone', 'opaque'])).toEqual([]);
});

test('what is forgotten is gone, and counts no more', async () => {
	const media = new MediaCache('alice', limits);
	await media.keep(address('a'), picture(60));
	await forgetMedia('alice');
	await media.keep(address('b'), picture(60));
	expect(await keptOf('alice', ['a', 'b'])).toEqual(['b']);
});

test('a device that is full keeps nothing, and nobody is bothered', async () => {
	const said = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
	const put = vi
		.spyOn(Cache.prototype, 'put')
		.mockRejectedValue(new DOMException('full', 'QuotaExceededError'));
	const media = new MediaCache('alice', limits);
	await media.keep(address('a'), picture());
	put.mockRestore();
	expect(said).toHaveBeenCalledOnce();
	await media.keep(address('b'), picture());
	expect(await keptOf('alice', ['a', 'b'])).toEqual(['b']);
	said.mockRestore();
});

test('what comes slowly is not kept after its account has gone', async () => {
	const media = new MediaCache('alice', limits);
	let signedIn = true;
	const { readable, writable } = new TransformStream<Uint8Array>();
	const slow = new Response(readable, { headers: { 'Content-Type': 'image/png' } });
	const keeping = media.keep(address('slow'), slow, () => Promise.resolve(signedIn));
	signedIn = false;
	await forgetMedia('alice');
	const writer = writable.getWriter();
	await writer.write(new Uint8Array(10));
	await writer.close();
	await keeping;
	expect(await caches.has('media-alice')).toBe(false);
});

test('what is being kept when its account goes is forgotten, too', async () => {
	const media = new MediaCache('alice', limits);
	let forgetting: Promise<void> | undefined;
	await media.keep(address('a'), picture(), () => {
		forgetting = forgetMedia('alice');
		return Promise.resolve(true);
	});
	await forgetting;
	expect(await caches.has('media-alice')).toBe(false);
});

test('a look for what is not there leaves nothing', async () => {
	expect(await new MediaCache('alice', limits).find(address('a'))).toBeUndefined();
	expect(await caches.has('media-alice')).toBe(false);
});

/** A picture of a host that sends a little and then nothing. Returns also how to let the rest come. */
function slowPicture(bytes = 10) {
	const { readable, writable } = new TransformStream<Uint8Array>();
	const writer = writable.getWriter();
	const finish = () => Promise.all([writer.write(new Uint8Array(bytes)), writer.close()]);
	return { response: new Response(readable, { headers: { 'Content-Type': 'image/png' } }), finish };
}

test('a host that is slow keeps nobody else waiting', async () => {
	const media = new MediaCache('alice', limits);
	const slow = slowPicture();
	const keeping = media.keep(address('slow'), slow.response);
	await media.keep(address('a'), picture());
	expect(await keptOf('alice', ['a', 'slow'])).toEqual(['a']);
	await Promise.all([slow.finish(), keeping]);
	expect(await keptOf('alice', ['a', 'slow'])).toEqual(['a', 'slow']);
});

test('of pictures that come side by side no more than so many bytes are kept', async () => {
	const media = new MediaCache('alice', limits);
	const slow = ['a', 'b', 'c'].map((name) => ({ name, ...slowPicture(40) }));
	const keeping = slow.map(({ name, response }) => media.keep(address(name), response));
	await Promise.all(slow.map(({ finish }) => finish()));
	await Promise.all(keeping);
	expect(await keptOf('alice', ['a', 'b', 'c'])).toHaveLength(2);
	expect(await mediaUsage(['alice'])).toEqual({ count: 2, bytes: 80 });
});

test('of one that turns out to be large no more is read than can be kept', async () => {
	const media = new MediaCache('alice', limits);
	const cancelled = vi.fn();
	const body = new ReadableStream<Uint8Array>({
		pull: (controller) => controller.enqueue(new Uint8Array(20)),
		cancel: cancelled
	});
	await media.keep(address('endless'), new Response(body, { headers: { 'Content-Type': 'image/png' } }));
	expect(cancelled).toHaveBeenCalledOnce();
	expect(await keptOf('alice', ['endless'])).toEqual([]);
});
