import { Router } from 'workbox-routing';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { shellName } from '$lib/shell-version';
import { AppShell } from './app-shell';

const styles = '/_app/immutable/assets/a.css';
const chunk = '/_app/immutable/chunks/b.js';
/** What the host serves, by path; '404' for what is missing. */
let host: Record<string, string>;
let asked: string[];

beforeEach(() => {
	asked = [];
	host = { '/': '<p>one', '/manifest.webmanifest': '{}', [styles]: 'a', [chunk]: 'b' };
	host['/precache.json'] = JSON.stringify({ files: [styles, chunk] });
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

async function storedShell(version: string): Promise<AppShell> {
	const shell = new AppShell(version);
	await shell.store();
	return shell;
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
	expect(await (await answer(shell, navigation('/relay.example/street')))?.text()).toBe('<p>one');
	expect(await textOf(shell, chunk)).toBe('b');
});

test('who opens a file sees the file, and a relay may be called like one', async () => {
	host = { ...host, '/icon-192.png': 'picture' };
	const shell = await storedShell('1');
	expect(await (await answer(shell, navigation('/icon-192.png')))?.text()).toBe('picture');
	expect(await (await answer(shell, navigation('/icon.example/street')))?.text()).toBe('<p>one');
});

test('a deploy that is not whole is not stored', async () => {
	delete host[chunk];
	await expect(storedShell('1')).rejects.toThrow(chunk);
	expect(await caches.has(shellName('1'))).toBe(false);
});

test('a page in the place of a file is no file', async () => {
	vi.mocked(globalThis.fetch).mockImplementation((input) =>
		Promise.resolve(
			input === '/precache.json'
				? Response.json({ files: [chunk] })
				: new Response('<p>page', { headers: { 'Content-Type': 'text/html; charset=utf-8' } })
		)
	);
	await expect(storedShell('1')).rejects.toThrow();
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
	const renamed = '/_app/immutable/chunks/c.js';
	host = { ...host, '/': '<p>two', '/precache.json': JSON.stringify({ files: [renamed] }), [renamed]: 'c' };
	delete host[chunk];
	const shell = await storedShell('2');
	expect(await textOf(shell, chunk)).toBe('b');
	expect(await (await answer(shell, navigation('/')))?.text()).toBe('<p>two');
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
	const room = '/_app/immutable/chunks/room.js';
	host[room] = 'room';
	expect(await textOf(shell, room)).toBe('room');
	delete host[room];
	expect(await textOf(shell, room)).toBe('room');
	expect((await answer(shell, new Request('/_app/immutable/chunks/gone.js')))?.status).toBe(404);
});

test('on a full device, where nothing can be stored or not even read, the host still answers', async () => {
	const late = '/_app/immutable/chunks/late.js';
	const shell = await storedShell('1');
	host[late] = 'late';
	vi.spyOn(Cache.prototype, 'put').mockRejectedValue(new DOMException('full', 'QuotaExceededError'));
	expect(await textOf(shell, late)).toBe('late');
	vi.spyOn(Cache.prototype, 'match').mockRejectedValue(new DOMException('full', 'QuotaExceededError'));
	expect(await textOf(shell, chunk)).toBe('b');
});

test('what is asked of others, posted, or told about the version is left to the network', () => {
	const shell = new AppShell('1');
	expect(answer(shell, new Request('https://media.example/a.png'))).toBeUndefined();
	expect(answer(shell, new Request('/share', { method: 'POST' }))).toBeUndefined();
	expect(answer(shell, new Request('/version.json'))).toBeUndefined();
});
