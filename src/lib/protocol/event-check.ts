/**
 * Whether an event is what it says (NIP-01), for the verifier's worker. `@noble/secp256k1` does one curve and is half
 * of what `signature.ts` loads for all that a key can do; every visitor waits for this before the first message.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { hashes, schnorr } from '@noble/secp256k1';
import type { NostrEvent } from './event.ts';

hashes.sha256 = (message) => new Uint8Array(sha256(message));

function bytesOf(hex: string, length: number): Uint8Array | undefined {
	if (hex.length !== length * 2 || !/^[0-9a-f]*$/.test(hex)) return undefined;
	return Uint8Array.from({ length }, (_, at) => parseInt(hex.slice(at * 2, at * 2 + 2), 16));
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
	return one.every((byte, at) => byte === other[at]);
}

/** Whether the id is the hash of the event and the signature is its author's. Never throws. */
export function checkEvent(event: NostrEvent): boolean {
	const id = bytesOf(event.id, 32);
	const pubkey = bytesOf(event.pubkey, 32);
	const sig = bytesOf(event.sig, 64);
	if (!id || !pubkey || !sig) return false;
	const text = JSON.stringify([0, event.pubkey, event.created_at, event.kind, event.tags, event.content]);
	if (!isSame(sha256(new TextEncoder().encode(text)), id)) return false;
	try {
		return schnorr.verify(sig, id, pubkey);
	} catch {
		return false;
	}
}
