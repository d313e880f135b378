import { namesPerson } from '$lib/protocol/mention';
import type { EventCache } from '$lib/storage/event-cache';
import type { Place } from '$lib/storage/place';
import { isSettled, type Settled } from '$lib/storage/settled';
import { UNREAD_LIMIT, unreadAfter } from './unread-tally';

/** What others said after a position. */
export interface UnreadTally {
	/** At most {@link UNREAD_LIMIT} + 1, which means "or more". */
	readonly count: number;
	/** How many messages name the account, however many others lie before them; at most as many as are counted. */
	readonly mentions: number;
}

/** Tallies what is unread in a place. Where nothing may have been read yet, the newest message stands for all. */
export async function tallyPlace(
	cache: Pick<EventCache, 'following' | 'newest' | 'mentions'>,
	place: Place,
	mark: Settled | undefined
): Promise<UnreadTally> {
	const { scope } = place;
	const others = mark
		? await unreadAfter(cache, place, mark)
		: (await cache.newest(place, 1)).filter((event) => event.pubkey !== scope);
	const naming = others.filter((event) => namesPerson(event, scope));
	// Beyond what was read only the index knows; it is not asked where all is at hand, as in most groups at a start.
	if (mark && others.length > UNREAD_LIMIT) {
		const newest = await cache.mentions(place, UNREAD_LIMIT + 1);
		naming.push(...newest.filter((event) => !isSettled(mark, event)));
	}
	const mentions = new Set(naming.map(({ id }) => id)).size;
	return { count: others.length, mentions: Math.min(mentions, UNREAD_LIMIT + 1) };
}
