import { describe, expect, test, vi } from 'vitest';
import { AppError, isAppError } from '$lib/app-error';
import type { NostrEvent } from '$lib/protocol/event';
import type { Signer } from '$lib/protocol/signer';
import { probeRoomSupport, refusalOf, requestGrant, type TokenPorts } from './call-token';

const alice = 'a'.repeat(64);
const key = { relay: 'wss://groups.example.com', id: 'kitchen table' };
const now = 1_800_000_000;

const signer = {
	pubkey: alice,
	signEvent: (template) => Promise.resolve({ ...template, id: 'i', pubkey: alice, sig: 's' })
} as Signer;

/** An unsigned stand-in: the header and signature are for the relay to check, not for the client. */
function tokenOf(claims: object): string {
	const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
	return `${part({ alg: 'HS256' })}.${part(claims)}.sig`;
}

function grantJson(claims: object = {}, server = 'wss://media.example.com') {
	const video = { roomJoin: true, canPublish: true };
	return {
		server_url: server,
		participant_token: tokenOf({ sub: `${alice}:x`, exp: now + 600, video, ...claims })
	};
}

function world(answer: () => Response | Promise<Response>, online = true) {
	const fetch = vi.fn<TokenPorts['fetch']>(async () => answer());
	return { fetch, clock: () => now, isOnline: () => online } satisfies TokenPorts;
}

const json = (value: unknown) => () => Response.json(value);
const refusal = (status: number, words: string) => () => new Response(`${words}\n`, { status });

async function codeOf(ports: TokenPorts, by = signer): Promise<string> {
	const grant = await requestGrant(key, by, ports);
	return isAppError(grant) ? grant.code : 'granted';
}

describe('the request', () => {
	test('goes to the host of the group alone, signed for exactly that address and method, in padded base64', async () => {
		const ports = world(json(grantJson()));
		await requestGrant(key, signer, ports);
		const [url, init] = ports.fetch.mock.calls[0] ?? [];
		expect(url).toBe('https://groups.example.com/.well-known/nip29/livekit/kitchen%20table');
		expect(init).toMatchObject({ redirect: 'error', credentials: 'omit', cache: 'no-store' });
		const [scheme, base64 = ''] = (new Headers(init?.headers).get('Authorization') ?? '').split(' ');
		expect(scheme).toBe('Nostr');
		expect(base64.length % 4).toBe(0);
		const event = JSON.parse(Buffer.from(base64, 'base64').toString()) as NostrEvent;
		expect(event).toMatchObject({ kind: 27235, content: '', created_at: now, pubkey: alice });
		const signedFor = event.tags.find(([name]) => name === 'u')?.[1] ?? '';
		expect(decodeURIComponent(signedFor)).toBe(
			'https://groups.example.com/.well-known/nip29/livekit/kitchen table'
		);
		expect(event.tags).toContainEqual(['method', 'GET']);
	});

	test('a signer that declines is the reason', async () => {
		const declining = { ...signer, signEvent: () => Promise.reject(new AppError('signer-refused', 'now')) };
		const ports = world(json(grantJson()));
		expect(await codeOf(ports, declining)).toBe('signer-refused');
		expect(ports.fetch).not.toHaveBeenCalled();
	});
});

describe('the answer', () => {
	test('grants are read', async () => {
		const listening = grantJson({ video: { roomJoin: true, canPublish: false, canPublishData: false } });
		expect(await requestGrant(key, signer, world(json(listening)))).toMatchObject({
			serverUrl: 'wss://media.example.com',
			canPublish: false,
			pubkey: alice
		});
	});

	test.each([
		['plain text to loopback', grantJson({}, 'ws://127.0.0.1:7880'), 'granted'],
		['plain text elsewhere', grantJson({}, 'ws://media.example.com'), 'relay-bad-data'],
		['https, as LiveKit also takes it', grantJson({}, 'https://media.example.com'), 'granted'],
		['a script', grantJson({}, 'javascript:alert(1)'), 'relay-bad-data'],
		['no token', { server_url: 'wss://media.example.com' }, 'relay-bad-data'],
		['no object', ['wss://media.example.com'], 'relay-bad-data'],
		['a token in somebody else’s name', grantJson({ sub: `${'b'.repeat(64)}:x` }), 'relay-bad-data'],
		['a token of yesterday', grantJson({ exp: now - 1 }), 'room-expired']
	])('%s', async (_, answer, expected) => expect(await codeOf(world(json(answer)))).toBe(expected));

	test('text that is no JSON is bad data', async () => {
		expect(await codeOf(world(() => new Response('<html>')))).toBe('relay-bad-data');
	});
});

describe('a refusal', () => {
	test.each([
		[401, 'invalid event signature', 'room-refused'],
		[401, 'event expired', 'room-expired'],
		[401, 'created_at is too far in the past', 'room-expired'],
		[403, 'not allowed to access livekit for this group', 'room-no-permission'],
		[403, 'livekit not enabled for this group', 'room-not-offered'],
		[404, '404 page not found', 'room-not-offered'],
		[400, 'group id required', 'room-refused'],
		[405, 'method not allowed', 'room-refused'],
		[429, 'slow down', 'rate-limited'],
		[500, 'failed to ensure livekit room: no route', 'room-no-server'],
		[503, '', 'room-no-server']
	] as const)('%i %s: %s', (status, words, code) => expect(refusalOf(status, words).code).toBe(code));

	test('keeps the words of the relay, on one line and short', async () => {
		const grant = await requestGrant(key, signer, world(refusal(401, `no\n\nway ${'x'.repeat(9_000)}`)));
		expect(isAppError(grant) && grant.words).toMatch(/^no way x{193}$/);
	});

	test('a page is nobody’s words', async () => {
		const page = () => new Response('<h1>Oops', { status: 500, headers: { 'content-type': 'text/html' } });
		const grant = await requestGrant(key, signer, world(page));
		expect(isAppError(grant) && grant.words).toBe('');
	});
});

describe('no answer', () => {
	const broken = () => Promise.reject(new TypeError('Failed to fetch'));
	const hidden: TokenPorts['fetch'] = (_, init) =>
		init?.mode === 'no-cors' ? Promise.resolve(new Response()) : broken();

	test.each([
		['without a network', world(broken, false), 'offline'],
		['nobody at that address', world(broken), 'relay-unreachable'],
		['too slow', world(() => Promise.reject(new DOMException('', 'TimeoutError'))), 'timeout'],
		['an answer that the page may not see', { ...world(broken), fetch: hidden }, 'room-not-offered']
	])('%s: %s', async (_, ports, code) => expect(await codeOf(ports)).toBe(code));
});

describe('the probe', () => {
	const html = { headers: { 'content-type': 'text/html' } };
	test.each([
		['204', () => new Response(null, { status: 204 }), true],
		['404', () => new Response('', { status: 404 }), false],
		['a landing page', () => new Response('<html>', html), false]
	])('%s', async (_, answer, expected) =>
		expect(await probeRoomSupport(key.relay, world(answer))).toBe(expected)
	);

	test('says when it could not ask', async () => {
		const ports = world(() => Promise.reject(new TypeError('Failed to fetch')), false);
		expect(await probeRoomSupport(key.relay, ports)).toMatchObject({ code: 'offline' });
	});
});
