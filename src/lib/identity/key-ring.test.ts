import { nsecEncode } from 'nostr-tools/nip19';
import { describe, expect, test } from 'vitest';
import { verifyEvent } from '../protocol/signature.ts';
import { parseEncryptedKey } from './encrypted-key-text.ts';
import { KeyRing } from './key-ring.ts';

// The test vector of NIP-49.
const vector = {
	ncryptsec:
		'ncryptsec1qgg9947rlpvqu76pj5ecreduf9jxhselq2nae2kghhvd5g7dgjtcxfqtd67p9m0w57lspw8gsq6yphnm8623nsl8xn9j4jdzz84zm3frztj3z7s35vpzmqf6ksu8r89qk5z2zxfmu5gv8th8wclt0h4p',
	password: 'nostr',
	hex: '3501454135014541350145413501453fefb02227e449e57cf4d3a3ce05378683'
};
const bytes = Uint8Array.from(vector.hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const template = { kind: 9, created_at: 1_790_000_000, tags: [['h', 'garden']], content: 'hello' };

describe('a key that somebody brings', () => {
	test('is the same key as nsec, as hex and as ncryptsec', () => {
		const keys = new KeyRing();
		const pubkeys = [
			nsecEncode(bytes),
			` ${vector.hex.toUpperCase()}\n`,
			nsecEncode(bytes).toUpperCase()
		].map((text) => keys.import({ text }));
		pubkeys.push(keys.import({ text: vector.ncryptsec, password: vector.password }));
		expect(new Set(pubkeys).size).toBe(1);
	});

	test('opens with a password that is written in another Unicode form', () => {
		const keys = new KeyRing();
		const pubkey = keys.import({ text: vector.hex });
		const ncryptsec = keys.encryptKey({ pubkey, password: 'ÅΩẛ̣' });
		expect(new KeyRing().import({ text: ncryptsec, password: 'ÅΩẛ̣'.normalize('NFKC') })).toBe(pubkey);
	});

	test.each([
		['nothing', ''],
		['words', 'correct horse battery staple'],
		['a public key', 'npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg'],
		['an nsec with a typing mistake', nsecEncode(bytes).replace(/.$/, (char) => (char === 'q' ? 'p' : 'q'))],
		['zero, which is no key', '0'.repeat(64)],
		['an ncryptsec with a typing mistake', vector.ncryptsec.replace('9947', '9974')],
		['a very long text', 'nsec1'.repeat(10_000)]
	])('is refused when it is %s', (_, text) => {
		expect(() => new KeyRing().import({ text, password: 'nostr' })).toThrow(
			expect.objectContaining({ code: 'key-unreadable' })
		);
	});

	test('is told apart from a wrong password', () => {
		expect(() => new KeyRing().import({ text: vector.ncryptsec, password: 'Nostr' })).toThrow(
			expect.objectContaining({ code: 'password-wrong' })
		);
	});

	test('says what opening it costs before it is opened', () => {
		expect(parseEncryptedKey(vector.ncryptsec)).toEqual({ scryptLog: 16 });
		expect(parseEncryptedKey(vector.ncryptsec.slice(0, -1))).toBeUndefined();
	});
});

describe('an open key', () => {
	test('signs what verifies', () => {
		const keys = new KeyRing();
		const event = keys.sign({ pubkey: keys.create(), template });
		expect(verifyEvent(event)).toBe(true);
	});

	test('writes to another key and reads the answer', () => {
		const keys = new KeyRing();
		const [alice, bob] = [keys.create(), keys.create()];
		const text = keys.encrypt({ pubkey: alice, peer: bob, text: 'to you' });
		expect(keys.decrypt({ pubkey: bob, peer: alice, text })).toBe('to you');
	});

	test('is gone after it was locked', () => {
		const keys = new KeyRing();
		const pubkey = keys.create();
		keys.lock({ pubkey });
		expect(keys.holds({ pubkey })).toBe(false);
		expect(() => keys.sign({ pubkey, template })).toThrow(expect.objectContaining({ code: 'signer-locked' }));
	});
});

describe('a sealed key', () => {
	const seal = crypto.getRandomValues(new Uint8Array(32));

	test('opens with the bytes that sealed it', async () => {
		const keys = new KeyRing();
		const pubkey = keys.create();
		const sealed = await keys.seal({ pubkey, seal });
		keys.lock({ pubkey });
		await keys.openSealed({ pubkey, sealed, seal });
		expect(keys.holds({ pubkey })).toBe(true);
	});

	test('opens with the key of the device', async () => {
		const device = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
			'encrypt',
			'decrypt'
		]);
		const keys = new KeyRing();
		const pubkey = keys.create();
		const sealed = await keys.seal({ pubkey, seal: device });
		keys.lock({ pubkey });
		await keys.openSealed({ pubkey, sealed, seal: device });
		expect(keys.holds({ pubkey })).toBe(true);
	});

	test('opens with no other bytes, and for no other account', async () => {
		const keys = new KeyRing();
		const [pubkey, other] = [keys.create(), keys.create()];
		const sealed = await keys.seal({ pubkey, seal });
		const refused = expect.objectContaining({ code: 'signer-wrong-key' }) as unknown;
		await expect(keys.openSealed({ pubkey, sealed, seal: new Uint8Array(32) })).rejects.toEqual(refused);
		await expect(keys.openSealed({ pubkey: other, sealed, seal })).rejects.toEqual(refused);
	});

	test('holds nothing of the key in the clear', async () => {
		const keys = new KeyRing();
		const pubkey = keys.import({ text: vector.hex });
		const sealed = await keys.seal({ pubkey, seal });
		const plain = btoa(String.fromCharCode(...bytes)).slice(0, 20);
		expect(JSON.stringify(sealed)).not.toContain(plain);
	});
});
