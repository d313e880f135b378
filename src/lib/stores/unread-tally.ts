import type { NostrEvent } from '$lib/protocol/event';
import type { EventCache } from '$lib/storage/event-cache';
import type { EventPosition } from '$lib/storage/event-record';
import type { Place } from '$lib/storage/place';

/** Unread messages are counted exactly up to here. */
export const UNREAD_LIMIT = 99;

/** What others said after a position. */
export interface UnreadTally {
	/** At most {@link UNREAD_LIMIT} + 1, which means "or more". */
	readonly count: number;
	/** How many of those that were counted name the account. */
	readonly mentions: number;
}

/** Events that are read at a time. */
const PAGE = 100;

/** Counts what others said after `mark`, as the device knows it; my own messages take no place in the count. */
export async function tallyUnread(
	cache: Pick<EventCache, 'following'>,
	place: Place,
	mark: EventPosition
): Promise<UnreadTally> {
	const others: NostrEvent[] = [];
	for (let after: EventPosition | undefined = mark; after && others.length <= UNREAD_LIMIT;) {
		const page: NostrEvent[] = await cache.following(place, after, PAGE);
		others.push(...page.filter((event) => event.pubkey !== place.scope));
		after = page.length === PAGE ? page.at(-1) : undefined;
	}
	return tally(others.slice(0, UNREAD_LIMIT + 1), place.scope);
}

/** The same where nothing may have been read yet: then the newest message stands for all. */
export async function tallyPlace(
	cache: Pick<EventCache, 'following' | 'newest'>,
	place: Place,
	mark: EventPosition | undefined
): Promise<UnreadTally> {
	if (mark) return tallyUnread(cache, place, mark);
	const newest = await cache.newest(place, 1);
	return tally(
		newest.filter((event) => event.pubkey !== place.scope),
		place.scope
	);
}

/** The same of messages that are at hand. */
export function tally(others: readonly NostrEvent[], me: string): UnreadTally {
	return { count: others.length, mentions: others.filter((event) => namesPerson(event, me)).length };
}

/** Whether a message mentions somebody (`p`) or answers them (`q`, whose fourth item is who wrote the answered one). */
export function namesPerson(event: NostrEvent, pubkey: string): boolean {
	return event.tags.some(
		([name, value, , author]) => (name === 'p' && value === pubkey) || (name === 'q' && author === pubkey)
	);
}
