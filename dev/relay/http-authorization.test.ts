import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { encodeAuthorization } from '../../src/lib/protocol/http-auth.ts';
import { signEvent } from '../../src/lib/protocol/signature.ts';
import { readAuthorization } from './http-authorization.ts';
import { alice, bob } from './relay-story.ts';

const url = 'http://localhost:7447/.well-known/nip29/livekit/porch';
const now = 1_780_000_000;
const request = { url, method: 'GET', now };

function sign({ kind = 27235, u = url, method = 'GET', age = 0, more = [] as string[][] } = {}) {
	const tags = [['u', u], ['method', method], ...more];
	return signEvent({ kind, tags, content: '', created_at: now - age }, alice.secretKey);
}

const base64 = (text: string) => `Nostr ${Buffer.from(text).toString('base64')}`;

test('a fresh signature for this request proves who makes it', () => {
	expect(readAuthorization(encodeAuthorization(sign()), request)).toEqual({ pubkey: alice.pubkey });
});

test.each<[string, string | undefined, string]>([
	['no header', undefined, 'authorization header required'],
	['another scheme', 'Bearer abc', 'invalid authorization header format'],
	[
		'a scheme in small letters',
		encodeAuthorization(sign()).replace('Nostr', 'nostr'),
		'invalid authorization header format'
	],
	['base64 of the wrong alphabet', 'Nostr a_b-', 'invalid base64 encoding'],
	['base64 without its padding', 'Nostr YWI', 'invalid base64 encoding'],
	['no JSON', base64('hello'), 'invalid event json'],
	['no event', base64('{"kind":27235}'), 'invalid event json'],
	['another kind', encodeAuthorization(sign({ kind: 1 })), 'invalid event kind'],
	['another author', encodeAuthorization({ ...sign(), pubkey: bob.pubkey }), 'invalid event signature'],
	['a signature of two minutes ago', encodeAuthorization(sign({ age: 120 })), 'event is too old'],
	['a signature of the future', encodeAuthorization(sign({ age: -120 })), 'event is too much in the future'],
	['another room', encodeAuthorization(sign({ u: `${url}2` })), 'invalid u tag'],
	[
		'another scheme of the URL',
		encodeAuthorization(sign({ u: url.replace('http', 'https') })),
		'invalid u tag'
	],
	['no URL', encodeAuthorization(sign({ u: 'porch' })), 'invalid u tag'],
	['another method', encodeAuthorization(sign({ method: 'POST' })), 'invalid method tag']
])('%s is refused in words of its own', (_, header, error) => {
	expect(readAuthorization(header, request)).toEqual({ error });
});

test('how the group id is percent-encoded makes no difference', () => {
	const header = encodeAuthorization(sign({ u: url.replace('porch', "it's me") }));
	expect(readAuthorization(header, { ...request, url: url.replace('porch', 'it%27s%20me') })).toHaveProperty(
		'pubkey'
	);
});

test('a body has to be vouched for where there is one', () => {
	const body = '{"method":"supportedmethods"}';
	const hash = createHash('sha256').update(body).digest('hex');
	const vouched = encodeAuthorization(sign({ more: [['payload', hash]] }));
	expect(readAuthorization(vouched, { ...request, body })).toHaveProperty('pubkey');
	expect(readAuthorization(vouched, { ...request, body: 'other' })).toEqual({ error: 'invalid payload tag' });
	expect(readAuthorization(encodeAuthorization(sign()), { ...request, body })).toEqual({
		error: 'invalid payload tag'
	});
});
