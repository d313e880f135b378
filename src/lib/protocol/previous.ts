/** Timeline references (NIP-29): what a message was written after, so that it cannot be moved to another place. */
import type { NostrEvent } from './event.ts';

const windowSize = 50;
const prefixLength = 8;

/**
 * The values of the `previous` tag: the first 8 characters of up to `count` events by others among the last 50 seen
 * from this relay in this group. The newest are taken, for relays look no further back than 50 themselves.
 */
export function pickPrevious(
	seen: readonly Pick<NostrEvent, 'id' | 'pubkey'>[],
	me: string,
	count = 3
): string[] {
	const others = seen.slice(0, windowSize).filter((event) => event.pubkey !== me);
	const prefixes = new Set(others.map((event) => event.id.slice(0, prefixLength)));
	return [...prefixes].slice(0, count);
}

/**
 * Whether the references of an event point at events known from this relay: `none` when it has none, `unknown` when
 * one is not known or is no prefix of an id. `isKnownPrefix` gets 8 lower-case hex characters.
 */
export function checkPrevious(
	event: Pick<NostrEvent, 'tags'>,
	isKnownPrefix: (prefix: string) => boolean
): 'known' | 'unknown' | 'none' {
	const references = event.tags.flatMap((tag) => (tag[0] === 'previous' ? tag.slice(1) : []));
	if (references.length === 0) return 'none';
	const isKnown = (reference: string): boolean =>
		/^[0-9a-f]{8,64}$/.test(reference) && isKnownPrefix(reference.slice(0, prefixLength));
	return references.every(isKnown) ? 'known' : 'unknown';
}
