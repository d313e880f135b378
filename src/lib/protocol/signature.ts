/**
 * Signatures (NIP-01), and the only place that loads elliptic curves: workers, the dev relay and tests import it,
 * the page does not.
 */
import {
	finalizeEvent,
	generateSecretKey,
	getEventHash,
	getPublicKey,
	verifyEvent as verify
} from 'nostr-tools/pure';
import type { EventTemplate, NostrEvent } from './event.ts';

/** Whether the id is the hash of the event and the signature is its author's. Never throws. */
export function verifyEvent(event: NostrEvent): boolean {
	// nostr-tools remembers its verdict on the object under a symbol, which a spread copies to an altered event.
	const { id, pubkey, created_at, kind, tags, content, sig } = event;
	return verify({ id, pubkey, created_at, kind, tags, content, sig });
}

/** Signs with a plain key of 32 bytes. Throws when the key is none or the template is malformed. */
export function signEvent(template: EventTemplate, secretKey: Uint8Array): NostrEvent {
	const { created_at, kind, tags, content } = template;
	const signed = finalizeEvent({ created_at, kind, tags: tags.map((tag) => [...tag]), content }, secretKey);
	const { id, pubkey, sig } = signed;
	return { id, pubkey, created_at, kind, tags: signed.tags, content, sig };
}

/** The public key, 64 lower-case hex characters. Throws when the key is none. */
export function pubkeyOf(secretKey: Uint8Array): string {
	return getPublicKey(secretKey);
}

/** A new key: 32 bytes from the platform's random source. */
export function createSecretKey(): Uint8Array {
	return generateSecretKey();
}

/** The id of an event that is stamped and has an author, signed or not. */
export function eventId(event: EventTemplate & { readonly pubkey: string }): string {
	const { pubkey, created_at, kind, tags, content } = event;
	return getEventHash({ pubkey, created_at, kind, tags, content });
}
