import { Router } from 'workbox-routing';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { shellName } from '$lib/shell-version';
import { AppShell } from './app-shell';

const chunks = '/_app/immutable/chunks';
const styles = '/_app/immutable/assets/a.css';
const chunk = `${chunks}/b.js`;
/** The composer of the first version, which brings an icon, and that of the second. */
const composer = {
	one: `${chunks}/composer-1.js`,
	two: `${chunks}/composer-2.js`,
	icon: `${chunks}/icon.js`
};
const withComposer = (asked: string): Record<string, string[]> => ({
	'Composer.svelte': [asked, composer.icon]
});
/** What the host serves, by path; what is not in it is missing. */
let host: Record<string, string>;
let asked: string[];

/** What a build writes: its page names what it starts from, its list what there is, and what for. */
function build(
	version: string,
	{ start = chunk, parts = {} }: { start?: string; parts?: Record<string, string[]> } = {}
): Record<string, string> {
	const files = [styles, start];
	const later = [...new Set(Object.values(parts).flat())];
	const places = new Map(
		Object.entries(parts).map(([name, of]) => [name, of.map((file) => later.indexOf(file))])
	);
	return {
		'/': `<p>${version}</p><script type="module" src="${start}"></script>`,
		'/manifest.webmanifest': '{}',
		'/precache.json': JSON.stringify({ version, files, later, parts: Object.fromEntries(places) }),
		...Object.fromEntries([...files, ...later].map((file) => [file, `in ${file}`]))
	};
}

beforeEach(() => {
	asked = [];
	host = build('1');
	vi.spyOn(globalThis, 'fetch').mockImplementation((input) => {
		const path = new URL(input instanceof Request ? input.url : input.toString(), location.href).pathname;
		asked.push(path);
		const body = host[path];
		const headers = { 'Content-Type': path === '/' ? 'text/html' : 'text/plain' };
		return Promise.resolve(new Response(body ?? '', { status: body === undefined ? 404 : 200, headers }));
	});
});

afterEach(async () => {
	vi.restoreAllMocks();
	for (const name of await caches.keys()) await caches.delete(name);
});

/** What the shell answers, as the worker asks it; undefined is left to the network. */
function answer(shell: AppShell, request: Request): Promise<Response> | undefined {
	const router = new Router();
	for (const route of [shell.files(), shell.page()]) router.registerRoute(route);
	return router.handleRequest({ request, event: new Event('fetch') as ExtendableEvent });
}

const textOf = async (shell: AppShell, path: string): Promise<string | undefined> =>
	(await answer(shell, new Request(path)))?.text();

/** A navigation, which no script may make. */
function navigation(path: string): Request {
	return Object.defineProperty(new Request(path), 'mode', { value: 'navigate' });
}

const pageOf = async (shell: AppShell, path = '/'): Promise<string | undefined> =>
	(await answer(shell, navigation(path)))?.text();

/** A device takes the build that the host serves. */
async function storedShell(version: string, built = build(version)): Promise<AppShell> {
	host = built;
	const shell = new AppShell(version);
	await shell.store();
	return shell;
}

/** What the device holds of a version, besides what every shell has. */
async function kept(version: string): Promise<string[]> {
	const requests = await (await caches.open(shellName(version))).keys();
	const usual = ['/', '/manifest.webmanifest', '/precache.json', styles];
	return requests
		.map(({ url }) => new URL(url).pathname)
		.filter((path) => !usual.includes(path))
		.sort();
}

/** A page of that version is open until the test is over or the returned function is called. */
async function openPage(version: string): Promise<() => void> {
	let close = (): void => undefined;
	await new Promise<void>((opened) => {
		void navigator.locks.request(shellName(version), { mode: 'shared' }, () => {
			opened();
			return new Promise<void>((resolve) => (close = resolve));
		});
	});
	onTestFinished(close);
	return close;
}

test('a stored shell answers any deep link and every file of it without the host', async () => {
	const shell = await storedShell('1');
	host = {};
	expect(await pageOf(shell, '/relay.example/street')).toContain('<p>1');
	expect(await textOf(shell, chunk)).toBe(`in ${chunk}`);
});

test('who opens a file sees the file, and a relay may be called like one', async () => {
	const shell = await storedShell('1', { ...build('1'), '/icon-192.png': 'picture' });
	expect(await pageOf(shell, '/icon-192.png')).toBe('picture');
	expect(await pageOf(shell, '/icon.example/street')).toContain('<p>1');
});

test('a deploy that is not whole is not stored, and is as soon as it is', async () => {
	const { [chunk]: missing, ...rest } = build('1');
	await expect(storedShell('1', rest)).rejects.toThrow(chunk);
	expect(await caches.has(shellName('1'))).toBe(false);
	const shell = await storedShell('1', { ...rest, [chunk]: missing ?? '' });
	expect(await pageOf(shell)).toContain('<p>1');
});

test.each(['/', '/precache.json'])('a host that still has the old %s has no new shell', async (old) => {
	const one = build('1');
	await storedShell('1', one);
	const two = build('2', { start: `${chunks}/c.js` });
	await expect(storedShell('2', { ...one, ...two, [old]: one[old] ?? '' })).rejects.toThrow();
	expect(await caches.keys()).toEqual([shellName('1')]);
	expect(await pageOf(await storedShell('2', two))).toContain('<p>2');
});

test('a page of somebody between here and the host is not ours', async () => {
	await expect(storedShell('1', { ...build('1'), '/': '<p>Pay for this network' })).rejects.toThrow();
});

test('a page in the place of a file is no file', async () => {
	const shell = await storedShell('1');
	const { '/precache.json': list = '' } = host;
	vi.mocked(globalThis.fetch).mockImplementation((input) =>
		Promise.resolve(
			new Response(input === '/precache.json' ? list : host['/'], {
				headers: { 'Content-Type': input === '/precache.json' ? 'text/plain' : 'text/html; charset=utf-8' }
			})
		)
	);
	await expect(storedShell('2')).rejects.toThrow();
	await answer(shell, new Request(composer.one));
	expect(await kept('1')).toEqual([chunk]);
});

test('what another version has is not fetched again', async () => {
	await storedShell('1');
	asked = [];
	await storedShell('2');
	expect(asked).not.toContain(chunk);
	expect(asked).toContain('/');
});

test('a page goes on with the files of its version, and the next start is the new one', async () => {
	await storedShell('1');
	const shell = await storedShell('2', build('2', { start: `${chunks}/c.js` }));
	expect(await textOf(shell, chunk)).toBe(`in ${chunk}`);
	expect(await pageOf(shell)).toContain('<p>2');
});

test('what came on demand is there in the new version, under its new name, before that takes over', async () => {
	const first = await storedShell('1', build('1', { parts: withComposer(composer.one) }));
	await textOf(first, composer.one);
	await textOf(first, composer.icon);
	const second = await storedShell('2', build('2', { parts: withComposer(composer.two) }));
	await second.dropOthers(() => false);
	expect(await caches.keys()).toEqual([shellName('2')]);
	host = {};
	expect(await textOf(second, composer.two)).toBe(`in ${composer.two}`);
	expect(await textOf(second, composer.icon)).toBe(`in ${composer.icon}`);
});

test('who never asked for a part is given the reading shell only', async () => {
	await storedShell('1', build('1', { parts: withComposer(composer.one) }));
	const second = await storedShell('2', build('2', { parts: withComposer(composer.two) }));
	await second.dropOthers(() => false);
	expect(await kept('2')).toEqual([chunk]);
});

test('a new version that lacks a part that somebody has is not whole', async () => {
	const first = await storedShell('1', build('1', { parts: withComposer(composer.one) }));
	await textOf(first, composer.one);
	const { [composer.two]: missing, ...rest } = build('2', { parts: withComposer(composer.two) });
	expect(missing).toBeDefined();
	await expect(storedShell('2', rest)).rejects.toThrow(composer.two);
	expect(await caches.keys()).toEqual([shellName('1')]);
});

test('a part that came while the new version was stored is taken over before the old shell goes', async () => {
	const one = build('1', { parts: withComposer(composer.one) });
	const first = await storedShell('1', one);
	const two = build('2', { parts: withComposer(composer.two) });
	const second = await storedShell('2', two);
	host = one;
	await textOf(first, composer.one);
	host = {};
	await second.dropOthers(() => false);
	expect(await caches.has(shellName('1'))).toBe(true);
	host = two;
	await second.dropOthers(() => false);
	expect(await caches.has(shellName('1'))).toBe(false);
	expect(await kept('2')).toEqual([chunk, composer.two, composer.icon].sort());
});

test('a piece that both versions have is not lost with the old one', async () => {
	const both = { 'Settings.svelte': [`${chunks}/settings.js`], ...withComposer(composer.one) };
	const first = await storedShell('1', build('1', { parts: both }));
	await textOf(first, composer.icon);
	const second = await storedShell('2', build('2', { parts: both }));
	await second.dropOthers(() => false);
	expect(await kept('2')).toEqual([chunk, composer.icon]);
});

test('a shell is dropped when the last page of it is gone', async () => {
	await storedShell('1');
	const shell = await storedShell('2');
	const close = await openPage('1');
	await shell.dropOthers(() => false);
	expect(await caches.has(shellName('1'))).toBe(true);
	close();
	await shell.dropOthers(() => false);
	expect(await caches.keys()).toEqual([shellName('2')]);
});

test('a shell that is on its way stays, and so does all that is no shell', async () => {
	const shell = await storedShell('1');
	await storedShell('2');
	await caches.open('pictures');
	await shell.dropOthers(() => true);
	expect(await caches.has(shellName('2'))).toBe(true);
	await shell.dropOthers(() => false);
	expect((await caches.keys()).sort()).toEqual(['pictures', shellName('1')]);
});

test('a part outside the shell stays once it was needed; a missing one is not made up', async () => {
	const shell = await storedShell('1');
	const room = `${chunks}/room.js`;
	host[room] = 'room';
	expect(await textOf(shell, room)).toBe('room');
	delete host[room];
	expect(await textOf(shell, room)).toBe('room');
	expect((await answer(shell, new Request(`${chunks}/gone.js`)))?.status).toBe(404);
});

test('a part of this version that came before the worker is kept when it is told, and nothing else', async () => {
	const shell = await storedShell('1', build('1', { parts: withComposer(composer.one) }));
	await shell.keep([composer.one, composer.two, chunk, '/icon-192.png', 'https://media.example/a.png']);
	expect(await kept('1')).toEqual([chunk, composer.one]);
});

test('on a full device, where nothing can be stored or not even read, the host still answers', async () => {
	const late = `${chunks}/late.js`;
	const shell = await storedShell('1');
	host[late] = 'late';
	vi.spyOn(Cache.prototype, 'put').mockRejectedValue(new DOMException('full', 'QuotaExceededError'));
	expect(await textOf(shell, late)).toBe('late');
	vi.spyOn(Cache.prototype, 'match').mockRejectedValue(new DOMException('full', 'QuotaExceededError'));
	expect(await textOf(shell, chunk)).toBe(`in ${chunk}`);
});

test('what is asked of others, posted, or told about the version, or a picture, is left to the network', () => {
	const shell = new AppShell('1');
	expect(answer(shell, new Request('https://media.example/a.png'))).toBeUndefined();
	expect(answer(shell, new Request('/share', { method: 'POST' }))).toBeUndefined();
	expect(answer(shell, new Request('/version.json'))).toBeUndefined();
	expect(answer(shell, navigation(`/${'a1'.repeat(32)}.webp`))).toBeUndefined();
});
