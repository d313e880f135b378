import { expect, test } from 'vitest';
import { createSecretKey, eventId, pubkeyOf, signEvent, verifyEvent } from './signature.ts';

const key = new Uint8Array(32).fill(7);
const template = { kind: 9, created_at: 1_700_000_000, tags: [['h', 'pizza']], content: 'zażółć 👋 "\\\n' };
const signed = signEvent(template, key);

test('what a key signs holds, and names its author', () => {
	expect(signed).toMatchObject({ ...template, pubkey: pubkeyOf(key) });
	expect(signed.id).toBe(eventId({ ...template, pubkey: pubkeyOf(key) }));
	expect(verifyEvent(signed)).toBe(true);
});

test('public keys are those of BIP-340 (its first test vector)', () => {
	const three = new Uint8Array(32).fill(3, 31);
	expect(pubkeyOf(three)).toBe('f9308a019258c31049344f85f89d5229b531c845836f99b08601f113bce036f9');
});

test.each([
	['the content', { content: 'other' }],
	['the time', { created_at: 1_700_000_001 }],
	['a tag', { tags: [['h', 'soup']] }],
	['the kind', { kind: 11 }],
	['the author', { pubkey: pubkeyOf(new Uint8Array(32).fill(8)) }],
	['the id', { id: '0'.repeat(64) }],
	['the signature', { sig: '0'.repeat(128) }],
	['the author, to no point of the curve', { pubkey: 'f'.repeat(64) }]
])('a change of %s is noticed', (_, change) => {
	expect(verifyEvent({ ...signed, ...change })).toBe(false);
});

test('a verdict is not carried over to an altered copy', () => {
	expect(verifyEvent(signed)).toBe(true);
	expect(Object.getOwnPropertySymbols(signed)).toEqual([]);
	expect(verifyEvent({ ...signed, content: 'other' })).toBe(false);
});

test('every new key is another one of 32 bytes', () => {
	const [one, two] = [createSecretKey(), createSecretKey()];
	expect([one.length, two.length]).toEqual([32, 32]);
	expect(pubkeyOf(one)).not.toBe(pubkeyOf(two));
});

test.each([[new Uint8Array(32)], [new Uint8Array(31).fill(1)], [new Uint8Array(32).fill(255)]])(
	'%o is refused as a key',
	(bytes) => {
		expect(() => signEvent(template, bytes)).toThrow();
	}
);
