import type { NostrEvent } from './event.ts';
import { tokenizeText } from './message-text.ts';
import { encodeNpub } from './nostr-address.ts';

/** Writes people by key (`nostr:npub1...`, NIP-27) where a text has them by name: `@Mara`. */
export function hideMentions(text: string, people: ReadonlyMap<string, string>): string {
	let hidden = text;
	// The longest first, so that `@Mara Lind` is not taken for `@Mara`.
	for (const [name, pubkey] of [...people].sort(([a], [b]) => b.length - a.length)) {
		const parts = hidden.split(`@${name}`);
		hidden = parts.reduce((before, after) =>
			/^[\p{L}\p{N}_]/u.test(after)
				? `${before}@${name}${after}`
				: `${before}nostr:${encodeNpub(pubkey)}${after}`
		);
	}
	return hidden;
}

/** Writes people by name where a text has them by key; the inverse of {@link hideMentions}. */
export function showMentions(text: string, nameOf: (pubkey: string) => string): string {
	return tokenizeText(text)
		.map((token) => (token.type === 'mention' ? `@${nameOf(token.pubkey)}` : token.text))
		.join('');
}

/** Whether a message mentions somebody (`p`) or answers them (`q`, whose fourth item is who wrote the answered one). */
export function namesPerson(event: NostrEvent, pubkey: string): boolean {
	return event.tags.some(
		([name, value, , author]) => (name === 'p' && value === pubkey) || (name === 'q' && author === pubkey)
	);
}
