import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveBuild, type StaticServer } from './serve-build.ts';

let folder = '';
let server: StaticServer;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'porch-build-'));
	const workers = join(folder, '_app', 'immutable', 'workers');
	await mkdir(workers, { recursive: true });
	await writeFile(join(folder, '200.html'), '<title>shell</title>');
	await writeFile(join(folder, 'service-worker.js'), '1');
	await writeFile(join(workers, 'verifier.js'), '2');
	await writeFile(join(folder, '_app', 'immutable', 'chunk.js'), 'plain');
	await writeFile(join(folder, '_app', 'immutable', 'chunk.js.br'), brotliCompressSync('packed'));
	server = await serveBuild({ folder, port: 4880 });
});

afterAll(async () => {
	await server.stop();
	await rm(folder, { recursive: true });
});

const get = (path: string, init?: RequestInit): Promise<Response> => fetch(server.url + path, init);

test.each([
	'/',
	'/groups.example.com',
	'/groups.example.com/garden.v2',
	'/localhost:4710/~2E~2E/room',
	'/example.com%2Frelay/a~2Fb',
	'/.well-known'
])('%s is answered with the shell', async (path) => {
	const response = await get(path);
	expect(response.status).toBe(200);
	expect(await response.text()).toBe('<title>shell</title>');
	expect(response.headers.get('cache-control')).toBe('no-cache');
	expect(response.headers.get('content-security-policy')).toBe("frame-ancestors 'none'");
});

describe('a chunk', () => {
	test('is kept for ever, and comes packed', async () => {
		const response = await get('/_app/immutable/chunk.js', { headers: { 'Accept-Encoding': 'br' } });
		expect(response.headers.get('cache-control')).toContain('immutable');
		expect(response.headers.get('content-encoding')).toBe('br');
		expect(await response.text()).toBe('packed');
	});

	test('that a deploy removed is missing, not the shell', async () => {
		expect((await get('/_app/immutable/gone.js')).status).toBe(404);
	});
});

test.each(['/service-worker.js', '/_app/immutable/workers/verifier.js'])(
	'%s brings the whole policy: a worker sees no meta element',
	async (path) => {
		const policy = (await get(path)).headers.get('content-security-policy');
		expect(policy).toContain("script-src 'self'");
		expect(policy).toContain("require-trusted-types-for 'script'");
	}
);

test('nothing can be posted', async () => {
	expect((await get('/', { method: 'POST' })).status).toBe(405);
});

test('a busy port is no obstacle', async () => {
	const second = await serveBuild({ folder, port: server.port });
	expect(second.port).toBeGreaterThan(server.port);
	await second.stop();
});

test('after a deploy the files of the build before are gone', async () => {
	const next = await mkdtemp(join(tmpdir(), 'porch-next-'));
	await writeFile(join(next, '200.html'), '<title>next</title>');
	server.deploy(next);
	expect((await get('/_app/immutable/chunk.js')).status).toBe(404);
	expect(await (await get('/')).text()).toBe('<title>next</title>');
	server.deploy(folder);
	expect((await get('/_app/immutable/chunk.js')).status).toBe(200);
	await rm(next, { recursive: true });
});
