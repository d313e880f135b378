import { expect, test } from 'vitest';
import { eventOf, hexOf } from '../../../tests/fixtures/events.ts';
import { anyJson, anyText, seededRandom } from '../../../tests/fixtures/hostile-values.ts';
import { parseCallGrant, probeUrl, tokenUrl, type CallGrant } from './call-grant.ts';
import { pubkeyOfIdentity } from './call-identity.ts';
import { buildHttpAuth, encodeAuthorization } from './http-auth.ts';

const ann = hexOf('ann');

function tokenOf(claims: unknown): string {
	const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
	return `${part({ alg: 'HS256' })}.${part(claims)}.c2lnbmF0dXJl`;
}

const answer = (claims: unknown, url = 'wss://live.example.com'): object => ({
	server_url: url,
	participant_token: tokenOf(claims)
});

test('the answer of pyramid is read', () => {
	const claims = {
		sub: `${ann}:a1B`,
		exp: 2_000_000_000,
		video: { room: 'pizza', roomJoin: true, canPublish: false, canPublishData: false }
	};
	expect(parseCallGrant(answer(claims))).toEqual({
		serverUrl: 'wss://live.example.com',
		token: tokenOf(claims),
		identity: `${ann}:a1B`,
		pubkey: ann,
		canPublish: false,
		canPublishData: false,
		expiresAt: 2_000_000_000
	});
});

test.each<[string, object, Partial<CallGrant>]>([
	[
		'by other names',
		{ url: 'wss://live.example.com', token: tokenOf({}) },
		{ serverUrl: 'wss://live.example.com' }
	],
	[
		'what a token does not mention is allowed',
		answer({ video: {} }),
		{ canPublish: true, canPublishData: true, identity: undefined, expiresAt: undefined }
	],
	['a token without a grant', answer({}), { canPublish: true }],
	[
		'data follows the rest',
		answer({ video: { canPublish: false } }),
		{ canPublish: false, canPublishData: false }
	],
	[
		'a listener who may send data',
		answer({ video: { canPublish: false, canPublishData: true } }),
		{ canPublish: false, canPublishData: true }
	],
	["an identity that is nobody's", answer({ sub: 'egress-1' }), { identity: 'egress-1', pubkey: undefined }],
	['names outside ASCII', answer({ sub: ann, name: 'zażółć 👋' }), { pubkey: ann }],
	['a time that is none', answer({ exp: 'tomorrow' }), { expiresAt: undefined }],
	[
		'a path and a port',
		answer({}, 'wss://live.example.com:7880/rtc/'),
		{ serverUrl: 'wss://live.example.com:7880/rtc' }
	],
	['a web address', answer({}, 'https://live.example.com'), { serverUrl: 'wss://live.example.com' }],
	['a server on this machine', answer({}, 'ws://127.0.0.1:7880'), { serverUrl: 'ws://127.0.0.1:7880' }]
])('a grant: %s', (_, json, expected) => {
	expect(parseCallGrant(json)).toMatchObject(expected);
});

test.each<[string, unknown]>([
	['nothing', undefined],
	['null', null],
	['a text', 'wss://live.example.com'],
	['a list', [answer({})]],
	['no server', { participant_token: tokenOf({}) }],
	['no token', { server_url: 'wss://live.example.com' }],
	['a server without encryption', answer({}, 'ws://live.example.com')],
	['a server with a fragment', answer({}, 'wss://live.example.com/#here')],
	['a server with an empty fragment', answer({}, 'wss://live.example.com#')],
	['a web server without encryption', answer({}, 'http://live.example.com')],
	['a script as server', answer({}, 'javascript:alert(1)')],
	['a server with a password', answer({}, 'wss://a:b@live.example.com')],
	['an endless server', answer({}, `wss://live.example.com/${'x'.repeat(5000)}`)],
	['a server that is a number', { server_url: 7, participant_token: tokenOf({}) }],
	['a token that is no JWT', { server_url: 'wss://live.example.com', participant_token: 'secret' }],
	['a token of no JSON', { server_url: 'wss://live.example.com', participant_token: 'a.b.c' }],
	['a token of a broken length', { server_url: 'wss://live.example.com', participant_token: 'a.abcde.c' }],
	['a token of a list', answer([1])],
	['an endless token', answer({ x: 'x'.repeat(100_000) })]
])('%s is no grant', (_, json) => {
	expect(parseCallGrant(json)).toBeUndefined();
});

test('no JSON value makes the parser throw', () => {
	const random = seededRandom(20);
	for (let round = 0; round < 2000; round += 1) {
		const json = random() < 0.5 ? anyJson(random) : answer(anyJson(random), anyText(random));
		expect(() => parseCallGrant(json)).not.toThrow();
	}
});

test.each([
	['wss://groups.example.com', 'pizza', 'https://groups.example.com/.well-known/nip29/livekit/pizza'],
	[
		'wss://groups.example.com/a',
		'a/b ü',
		'https://groups.example.com/a/.well-known/nip29/livekit/a%2Fb%20%C3%BC'
	],
	['ws://localhost:7777', 'x', 'http://localhost:7777/.well-known/nip29/livekit/x'],
	['wss://groups.example.com', '\ud800', 'https://groups.example.com/.well-known/nip29/livekit/%EF%BF%BD']
])('the tokens of %s for %j are at %s', (relay, id, url) => {
	expect(tokenUrl({ relay, id })).toBe(url);
});

test('whether a relay offers rooms is asked at', () => {
	expect(probeUrl('wss://groups.example.com')).toBe('https://groups.example.com/.well-known/nip29/livekit');
});

test.each<[string, string | undefined]>([
	[ann, ann],
	[`${ann}:a1B`, ann],
	[`${ann}abcdef0123456789`, ann],
	[`${ann.toUpperCase()}:x`, undefined],
	[ann.slice(1), undefined],
	['', undefined],
	['__proto__', undefined]
])('the identity %s belongs to %s', (identity, pubkey) => {
	expect(pubkeyOfIdentity(identity)).toBe(pubkey);
});

test('a request is signed for its address and method', () => {
	expect(buildHttpAuth('https://a.example/x', 'get')).toEqual({
		kind: 27235,
		content: '',
		tags: [
			['u', 'https://a.example/x'],
			['method', 'GET']
		]
	});
	expect(buildHttpAuth('https://a.example/x', 'POST', 'abc').tags[2]).toEqual(['payload', 'abc']);
});

test.each(['', 'a', 'ab', 'abc', 'zażółć 👋'])('the header holds the event with %j, padded', (content) => {
	const event = eventOf({ kind: 27235, content });
	const header = encodeAuthorization(event);
	expect(header).toMatch(/^Nostr [A-Za-z0-9+/]+={0,2}$/);
	expect(header.length % 4).toBe('Nostr '.length % 4);
	expect(JSON.parse(Buffer.from(header.slice(6), 'base64').toString())).toEqual(event);
});
