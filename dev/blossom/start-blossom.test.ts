import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createPerson } from '../../tests/fixtures/person.ts';
import { hexOf } from '../../tests/fixtures/events.ts';
import { buildUploadAuth, parseBlobDescriptor } from '../../src/lib/protocol/blossom.ts';
import { encodeAuthorization } from '../../src/lib/protocol/http-auth.ts';
import { signEvent } from '../../src/lib/protocol/signature.ts';
import { startBlossom, type RunningBlossom } from './start-blossom.ts';

const now = 1_700_000_000;
let blossom: RunningBlossom;
let folder: string;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'blossom-'));
	blossom = await startBlossom({ folder: join(folder, 'blobs'), maxBytes: 20, clock: () => now });
});
afterEach(() => blossom.behave());
afterAll(async () => {
	await blossom.stop();
	await rm(folder, { recursive: true });
});

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

function upload(
	text: string,
	headers: Record<string, string> = {},
	{ secretKey } = createPerson()
): Promise<Response> {
	const template = { ...buildUploadAuth([hashOf(text)], now + 60), created_at: now };
	const authorization = encodeAuthorization(signEvent(template, secretKey));
	return fetch(`${blossom.url}/upload`, {
		method: 'PUT',
		body: text,
		headers: { 'Content-Type': 'image/png', Authorization: authorization, ...headers }
	});
}

test('what is uploaded is there under its hash, with and without an ending', async () => {
	const response = await upload('plums');
	expect(response.status).toBe(201);
	const answer = await response.text();
	expect(JSON.parse(answer)).toMatchObject({
		sha256: hashOf('plums'),
		size: 5,
		type: 'image/png',
		uploaded: now
	});
	const url = parseBlobDescriptor(answer, hashOf('plums'), 'png');
	expect(url).toBe(`${blossom.url}/${hashOf('plums')}.png`);
	for (const address of [url ?? '', `${blossom.url}/${hashOf('plums')}`]) {
		const found = await fetch(address);
		expect(found.headers.get('content-type')).toBe('image/png');
		expect(found.headers.get('content-security-policy')).toContain('sandbox');
		expect(await found.text()).toBe('plums');
		const head = await fetch(address, { method: 'HEAD' });
		expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '5', '']);
	}
	expect((await upload('plums')).status).toBe(200);
});

test.each([
	['no permission', 'pears', { Authorization: '' }, 401, 'Missing Auth event'],
	['another type', 'pears', { 'Content-Type': 'text/html' }, 415, 'Only pictures are kept here'],
	['another hash', 'pears', { 'X-SHA-256': hexOf('plums') }, 409, 'The file is not what X-SHA-256 says'],
	['too much', 'a pear that is much too large', {}, 413, 'A file may have 20 bytes']
])('an upload with %s is refused with a reason', async (_, text, headers, status, words) => {
	const response = await upload(text, headers);
	expect(response.status).toBe(status);
	expect(response.headers.get('x-reason')).toBe(words);
	expect(await response.json()).toEqual({ message: words });
	expect((await fetch(`${blossom.url}/${hashOf(text)}`)).status).toBe(404);
});

test.each(['/', '/upload', '/%2e%2e/etc/passwd', `/${hexOf('nothing')}`, `/${hexOf('nothing')}/..`])(
	'there is nothing at %s',
	async (path) => {
		expect((await fetch(blossom.url + path)).status).toBe(404);
	}
);

test('pages of any origin may ask first', async () => {
	const response = await fetch(`${blossom.url}/upload`, { method: 'OPTIONS' });
	expect(response.status).toBe(204);
	expect(response.headers.get('access-control-allow-origin')).toBe('*');
	expect(response.headers.get('access-control-allow-methods')).toContain('PUT');
	expect(response.headers.get('access-control-allow-headers')).toContain('Authorization');
});

describe('on demand', () => {
	test('it refuses, as often as it is told', async () => {
		blossom.misbehave({ status: 503, words: 'moving house', times: 1 });
		const response = await upload('apples');
		expect([response.status, response.headers.get('x-reason')]).toEqual([503, 'moving house']);
		expect((await upload('apples')).ok).toBe(true);
	});

	test('it answers something else', async () => {
		blossom.misbehave({ body: '<h1>Welcome' });
		expect(await (await upload('apples')).text()).toBe('<h1>Welcome');
	});

	test('it ends the line in the middle of a file', async () => {
		blossom.misbehave({ drop: 'middle', times: 1 });
		await expect(upload('cherries')).rejects.toThrow();
		expect((await fetch(`${blossom.url}/${hashOf('cherries')}`)).status).toBe(404);
		expect((await upload('cherries')).status).toBe(201);
	});

	test('it ends the line once a file is kept', async () => {
		blossom.misbehave({ drop: 'kept', times: 1 });
		await expect(upload('grapes')).rejects.toThrow();
		expect((await upload('grapes')).status).toBe(200);
	});

	test('it fails the uploads of one person only', async () => {
		const [mara, theo] = [createPerson(), createPerson()];
		blossom.misbehave({ status: 503, by: mara.pubkey, times: 1 });
		expect((await upload('quinces', {}, theo)).ok).toBe(true);
		expect((await upload('quinces', {}, mara)).status).toBe(503);
		expect((await upload('quinces', {}, mara)).ok).toBe(true);
	});

	test('it never answers', async () => {
		blossom.misbehave({ silent: true });
		const signal = AbortSignal.timeout(200);
		const { url } = blossom;
		await expect(fetch(`${url}/upload`, { method: 'PUT', body: 'apples', signal })).rejects.toThrow();
	});
});
