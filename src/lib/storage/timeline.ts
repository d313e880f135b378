import type { IDBPIndex } from 'idb';
import type { CacheSchema } from './cache-schema.ts';
import {
	isEventRecord,
	type EventPosition,
	type EventRecord,
	type MENTION,
	type StoredRecord
} from './event-record.ts';

/** The index that holds the events of a place by kind, newest first. */
export type Timeline = IDBPIndex<CacheSchema, ['events'], 'events', 'timeline'>;

/** The same in any transaction. */
interface Pages {
	getAll(range: IDBKeyRange, limit: number): Promise<StoredRecord[]>;
}

/** What lies after a position in the order newest first, or everything of the kind; or of what names the account. */
export function olderRange(
	place: string,
	kind: number | typeof MENTION,
	before?: EventPosition
): IDBKeyRange {
	const from = before ? [place, kind, -before.created_at, before.id] : [place, kind];
	return IDBKeyRange.bound(from, [place, kind, []], true); // an array sorts after every number
}

/** The newest events of a range, newest first. One indexed read. */
export async function newestIn(timeline: Pages, range: IDBKeyRange, limit: number): Promise<EventRecord[]> {
	return (await timeline.getAll(range, limit)).filter(isEventRecord);
}

/** The events of one kind right after a position, in no promised order: the oldest `limit` of those that follow. */
export async function oldestAfter(
	timeline: Timeline,
	place: string,
	kind: number,
	after: EventPosition,
	limit: number
): Promise<EventRecord[]> {
	const range = IDBKeyRange.bound([place, kind], [place, kind, -after.created_at, after.id], false, true);
	const following = await newestIn(timeline, range, limit + 1);
	if (following.length <= limit) return following;
	// More follow than were asked for: walk back from the position. Not every browser has `getAll` in reverse.
	const oldest: EventRecord[] = [];
	for (let cursor = await timeline.openCursor(range, 'prev'); cursor; cursor = await cursor.continue()) {
		if (isEventRecord(cursor.value)) oldest.push(cursor.value);
		if (oldest.length === limit) break;
	}
	return oldest;
}
