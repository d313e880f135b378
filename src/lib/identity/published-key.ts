/**
 * The sealed key as an event (kind 30078, NIP-78) on the account's relays: a synced passkey on a new device names
 * the account, and what it opens is fetched from there. The seal is 256 bits from an authenticator, which no amount
 * of guessing opens; a key under a password is never published (NIP-49).
 */
import { isHexKey, type EventDraft, type NostrEvent } from '../protocol/event.ts';
import type { Filter } from '../protocol/filter.ts';
import { kinds } from '../protocol/kinds.ts';
import type { SealedKey, WrappedKey } from '../storage/kept-records.ts';

/** The `d` tag of the published key. */
export const publishedKeyName = 'porch/key';

type PasskeyWrapped = Extract<WrappedKey, { by: 'passkey' }>;

/** The event that carries a key sealed by a passkey. */
export function buildPublishedKey(wrapped: PasskeyWrapped): EventDraft {
	const content = JSON.stringify({ credential: wrapped.credential, ...wrapped.sealed });
	return { kind: kinds.appData, tags: [['d', publishedKeyName]], content };
}

/** Where the published key of `pubkey` is found. */
export function publishedKeyFilter(pubkey: string): Filter {
	return isHexKey(pubkey)
		? { kinds: [kinds.appData], authors: [pubkey], '#d': [publishedKeyName] }
		: { ids: [] };
}

/** The sealed key of an event; undefined when it carries none. */
export function parsePublishedKey(event: NostrEvent): PasskeyWrapped | undefined {
	try {
		const value = JSON.parse(event.content) as Partial<
			Record<keyof SealedKey | 'credential', unknown>
		> | null;
		const { credential, salt, nonce, ciphertext } = value ?? {};
		if (![credential, salt, nonce, ciphertext].every((part) => typeof part === 'string')) return undefined;
		return { by: 'passkey', credential, sealed: { salt, nonce, ciphertext } } as PasskeyWrapped;
	} catch {
		return undefined;
	}
}
