import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildHttpAuth, encodeAuthorization } from '../../src/lib/protocol/http-auth.ts';
import { parseRelayInformation } from '../../src/lib/protocol/relay-information.ts';
import { signEvent } from '../../src/lib/protocol/signature.ts';
import { alice, bob, type Person } from './relay-story.ts';
import { startRelay, type RunningRelay } from './start-relay.ts';

let relay: RunningRelay;
let folder: string;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'relay-files-'));
	await writeFile(join(folder, 'porch.png'), 'a picture');
	await writeFile(join(folder, 'notes.txt'), 'private');
	relay = await startRelay({ files: join(folder, '.'), owner: alice.pubkey, control: true, name: 'Porch' });
});
afterAll(async () => {
	await relay.stop();
	await rm(folder, { recursive: true });
});

/** The status of a path sent as it is: `fetch` would fold it first. */
function rawStatus(path: string): Promise<number | undefined> {
	return new Promise((done, fail) => {
		const { port } = new URL(relay.httpUrl);
		const call = request({ host: '127.0.0.1', port, path }, (response) => {
			response.resume();
			done(response.statusCode);
		});
		call.on('error', fail);
		call.end();
	});
}

describe('the NIP-11 document', () => {
	test('says what the relay is', async () => {
		const response = await fetch(relay.httpUrl, { headers: { Accept: 'application/nostr+json' } });
		expect(response.headers.get('content-type')).toBe('application/nostr+json');
		expect(parseRelayInformation(await response.json())).toMatchObject({
			name: 'Porch',
			self: relay.self,
			pubkey: alice.pubkey,
			subgroups: true,
			supportedNips: [1, 9, 11, 29, 40, 42, 45, 50, 70, 86],
			limitation: { maxSubscriptions: 200 }
		});
	});

	test('is sent for its own media type only', async () => {
		const response = await fetch(relay.httpUrl, { headers: { Accept: 'application/nostr+json, text/html' } });
		expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
	});
});

describe('pictures', () => {
	test('are served with their type', async () => {
		const response = await fetch(`${relay.httpUrl}/files/porch.png`);
		expect([response.headers.get('content-type'), await response.text()]).toEqual(['image/png', 'a picture']);
	});

	test.each([
		'/files/notes.txt',
		'/files/none.png',
		'/files/',
		'/files/../http-routes.test.ts',
		'/files/..%2f..%2fetc%2fpasswd.png',
		'/files/%00.png',
		'/files/%ff.png',
		'//',
		'/unknown'
	])('%s is not one', async (path) => {
		expect(await rawStatus(path)).toBe(404);
	});
});

describe('management (NIP-86)', () => {
	async function manage(who: Person, method: string, ...params: string[]): Promise<[number, unknown]> {
		const body = JSON.stringify({ method, params });
		const hash = createHash('sha256').update(body).digest('hex');
		const draft = {
			...buildHttpAuth(`${relay.httpUrl}/`, 'POST', hash),
			created_at: Math.floor(Date.now() / 1000)
		};
		const response = await fetch(relay.httpUrl, {
			method: 'POST',
			body,
			headers: {
				'Content-Type': 'application/nostr+json+rpc',
				Authorization: encodeAuthorization(signEvent(draft, who.secretKey))
			}
		});
		return [response.status, await response.json()];
	}

	test("is the owner's", async () => {
		expect(await manage(bob, 'supportedmethods')).toEqual([
			403,
			{ error: 'only the owner of this relay manages it' }
		]);
		const [status, answer] = await manage(alice, 'supportedmethods');
		expect(status).toBe(200);
		expect(answer).toMatchObject({
			result: expect.arrayContaining(['banpubkey', 'supportedmethods']) as unknown
		});
	});

	test('bans and pardons', async () => {
		expect(await manage(alice, 'banpubkey', bob.pubkey, 'spam')).toEqual([200, { result: true }]);
		const draft = { kind: 1, content: '', tags: [] };
		expect(relay.publishAs(bob.secretKey, draft).outcome.words).toBe(
			'blocked: you are banned from this relay'
		);
		expect(await manage(alice, 'listbannedpubkeys')).toEqual([
			200,
			{ result: [{ pubkey: bob.pubkey, reason: 'spam' }] }
		]);
		await manage(alice, 'unbanpubkey', bob.pubkey);
		expect(relay.publishAs(bob.secretKey, draft).outcome.accepted).toBe(true);
	});

	test('renames the relay, and refuses what it does not understand', async () => {
		expect(await manage(alice, 'changerelaydescription', 'New')).toEqual([200, { result: true }]);
		const response = await fetch(relay.httpUrl, { headers: { Accept: 'application/nostr+json' } });
		expect(await response.json()).toMatchObject({ description: 'New' });
		expect(await manage(alice, 'changerelayname')).toEqual([
			200,
			{ result: null, error: 'invalid parameters' }
		]);
		expect(await manage(alice, 'explode')).toEqual([200, { result: null, error: 'unknown method' }]);
	});
});

describe('control', () => {
	const order = (body: unknown, type = 'application/json') =>
		fetch(`${relay.httpUrl}/dev/misbehave`, {
			method: 'POST',
			body: JSON.stringify(body),
			headers: { 'Content-Type': type }
		});

	test('misbehaves and behaves over HTTP', async () => {
		const probe = async () => (await fetch(relay.httpUrl)).status;
		const options = { verbs: ['HTTP'], status: 418 };
		expect((await order({ name: 'refuse', options })).status).toBe(204);
		expect(await probe()).toBe(418);
		await fetch(`${relay.httpUrl}/dev/misbehave?name=refuse`, { method: 'DELETE' });
		expect(await probe()).toBe(200);
		await order({ name: 'refuse', options });
		await fetch(`${relay.httpUrl}/dev/misbehave`, { method: 'DELETE' });
		expect(await probe()).toBe(200);
	});

	test('knows the misbehaviours, and no form of a web page reaches it', async () => {
		expect((await order({ name: 'explode' })).status).toBe(400);
		expect((await order({ name: 'refuse' }, 'text/plain')).status).toBe(405);
		const preflight = await fetch(`${relay.httpUrl}/dev/misbehave`, { method: 'OPTIONS' });
		expect(preflight.headers.get('access-control-allow-origin')).toBe('null');
	});

	test('is not there unless it was asked for', async () => {
		const other = await startRelay();
		const response = await fetch(`${other.httpUrl}/dev/misbehave`, { method: 'POST' });
		expect(response.status).toBe(404);
		await other.stop();
	});
});
