import type { NostrEvent } from '$lib/protocol/event';
import type { EventCache } from '$lib/storage/event-cache';
import type { EventPosition } from '$lib/storage/event-record';
import type { Place } from '$lib/storage/place';
import { isSettled, type Settled } from '$lib/storage/settled';

/** Unread messages are counted exactly up to here. */
export const UNREAD_LIMIT = 99;

/** Events that are read at a time. */
const PAGE = 100;

/**
 * What others said after `mark`, as the device knows it, the oldest first; my own messages take no place in the count.
 * At most {@link UNREAD_LIMIT} + 1, which means "or more".
 */
export async function unreadAfter(
	cache: Pick<EventCache, 'following'>,
	place: Place,
	mark: Settled
): Promise<NostrEvent[]> {
	const others: NostrEvent[] = [];
	for (let after: EventPosition | undefined = mark; after && others.length <= UNREAD_LIMIT;) {
		const page: NostrEvent[] = await cache.following(place, after, PAGE);
		others.push(...page.filter((event) => event.pubkey !== place.scope && !isSettled(mark, event)));
		after = page.length === PAGE ? page.at(-1) : undefined;
	}
	return others.slice(0, UNREAD_LIMIT + 1);
}
