/**
 * Sealing: a secret key encrypted for rest with AES-GCM. The AES key comes from a passkey's PRF bytes by HKDF, or
 * is the device's own non-extractable key. The public key is authenticated with it, so that a sealed key moved to
 * another account's record does not open.
 */
import { AppError } from '../app-error.ts';
import type { SealedKey } from '../storage/kept-records.ts';
import { decodeBase64Url, encodeBase64Url } from './base64url.ts';

/** What a sealed key opens with: 32 bytes from a passkey's PRF, or an AES-GCM key that never leaves the device. */
export type Seal = Uint8Array<ArrayBuffer> | CryptoKey;

const purpose = new TextEncoder().encode('porch/key/1');
const saltBytes = 16;
const nonceBytes = 12;

/** Encrypts a secret key (32 bytes) of `pubkey` for rest. */
export async function sealKey(secret: Uint8Array, pubkey: string, seal: Seal): Promise<SealedKey> {
	const salt = crypto.getRandomValues(new Uint8Array(saltBytes));
	const nonce = crypto.getRandomValues(new Uint8Array(nonceBytes));
	const key = await aesKey(seal, salt);
	const ciphertext = await crypto.subtle.encrypt(gcm(nonce, pubkey), key, Uint8Array.from(secret));
	return {
		salt: encodeBase64Url(salt),
		nonce: encodeBase64Url(nonce),
		ciphertext: encodeBase64Url(new Uint8Array(ciphertext))
	};
}

/** Opens a sealed key. Rejects with `signer-wrong-key` when the seal, the account or the bytes are not the right ones. */
export async function openSealedKey(sealed: SealedKey, pubkey: string, seal: Seal): Promise<Uint8Array> {
	const [salt, nonce, ciphertext] = [sealed.salt, sealed.nonce, sealed.ciphertext].map(decodeBase64Url);
	if (!salt || !nonce || !ciphertext) throw new AppError('key-unreadable', 'never');
	try {
		const key = await aesKey(seal, salt);
		return new Uint8Array(await crypto.subtle.decrypt(gcm(nonce, pubkey), key, ciphertext));
	} catch (cause) {
		throw new AppError('signer-wrong-key', 'never', { cause });
	}
}

async function aesKey(seal: Seal, salt: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
	if (!(seal instanceof Uint8Array)) return seal;
	const source = await crypto.subtle.importKey('raw', seal, 'HKDF', false, ['deriveKey']);
	const derivation = { name: 'HKDF', hash: 'SHA-256', salt, info: purpose };
	const shape = { name: 'AES-GCM', length: 256 };
	return crypto.subtle.deriveKey(derivation, source, shape, false, ['encrypt', 'decrypt']);
}

function gcm(iv: Uint8Array<ArrayBuffer>, pubkey: string): AesGcmParams {
	return { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(pubkey) };
}
