import { expect, test } from 'vitest';
import { createSecretKey, pubkeyOf, verifyEvent } from '../protocol/signature.ts';
import type { VaultRecord } from '../storage/kept-records.ts';
import { sealKey } from './key-sealing.ts';
import { openUnattendedSigner } from './unattended-signer.ts';

const secret = createSecretKey();
const pubkey = pubkeyOf(secret);
const template = { kind: 9, content: 'hello', tags: [], created_at: 1_700_000_000 };

function deviceKey(): Promise<CryptoKey> {
	return crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

function vaultOf(record: Partial<VaultRecord>, key: CryptoKey) {
	const whole = { pubkey, kind: 'password', createdAt: 1, backedUp: false, ...record } as const;
	return { find: () => Promise.resolve(whole), deviceKey: () => Promise.resolve(key) };
}

test('a key that stays unlocked on this device signs without anybody', async () => {
	const key = await deviceKey();
	const signer = await openUnattendedSigner(
		vaultOf({ device: await sealKey(secret, pubkey, key) }, key),
		pubkey
	);
	const event = await signer?.signEvent(template);
	expect(event && verifyEvent(event)).toBe(true);
	signer?.close();
	await expect(signer?.signEvent(template)).rejects.toThrow();
});

test('every other account waits for its person', async () => {
	const key = await deviceKey();
	const wrapped = { by: 'password', ncryptsec: 'ncryptsec1' } as const;
	expect(await openUnattendedSigner(vaultOf({ wrapped }, key), pubkey)).toBeUndefined();
	expect(await openUnattendedSigner(vaultOf({ kind: 'extension' }, key), pubkey)).toBeUndefined();
	const sealedElsewhere = await sealKey(secret, pubkey, await deviceKey());
	expect(await openUnattendedSigner(vaultOf({ device: sealedElsewhere }, key), pubkey)).toBeUndefined();
});
