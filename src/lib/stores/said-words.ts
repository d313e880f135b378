import type { EventDraft } from '$lib/protocol/event';
import type { EventCache } from '$lib/storage/event-cache';
import type { Intent } from '$lib/storage/kept-records';
import type { Outbox } from '$lib/storage/outbox';
import type { Place } from '$lib/storage/place';

interface Ports {
	outbox: Pick<Outbox, 'ofGroup'>;
	cache: Pick<EventCache, 'newest'>;
}

/** Whether I have sent these words since then (unix seconds), or in the place of those of an intent, from whichever tab. */
export async function wasSaid(
	{ outbox, cache }: Ports,
	place: Place,
	words: string,
	since: number,
	instead?: string
): Promise<boolean> {
	const said = words.trim();
	// An answer begins with the line that names what it answers, and pictures stand at the end, a line each.
	const is = ({ content, tags }: EventDraft): boolean => {
		const pictures = tags.filter(([name]) => name === 'imeta').length;
		const alone = pictures > 0 ? content.split('\n').slice(0, -pictures).join('\n') : content;
		return [content, alone].some((text) => text === said || text.endsWith(`\n${said}`));
	};
	// In this order: what leaves the outbox is in the cache before.
	const line = await outbox.ofGroup(place.scope, place);
	const isNew = ({ id, createdAt }: Intent): boolean => id === instead || createdAt >= since;
	if (line.some((intent) => isNew(intent) && is(intent.draft))) return true;
	const newest = await cache.newest(place, 50);
	return newest.some((event) => event.pubkey === place.scope && event.created_at >= since && is(event));
}
