import type { EventCache } from '$lib/storage/event-cache';
import type { Outbox } from '$lib/storage/outbox';
import type { Place } from '$lib/storage/place';

interface Ports {
	outbox: Pick<Outbox, 'ofGroup'>;
	cache: Pick<EventCache, 'newest'>;
}

/** Whether I have sent these words since then (unix seconds), from whichever tab. */
export async function wasSaid(
	{ outbox, cache }: Ports,
	place: Place,
	words: string,
	since: number
): Promise<boolean> {
	const said = words.trim();
	// An answer begins with the line that names what it answers.
	const is = (content: string): boolean => content === said || content.endsWith(`\n${said}`);
	// In this order: what leaves the outbox is in the cache before.
	const line = await outbox.ofGroup(place.scope, place);
	if (line.some(({ draft, createdAt }) => createdAt >= since && is(draft.content))) return true;
	const newest = await cache.newest(place, 50);
	return newest.some(
		({ pubkey, created_at, content }) => pubkey === place.scope && created_at >= since && is(content)
	);
}
