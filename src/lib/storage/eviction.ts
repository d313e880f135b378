import { isAppError } from '$lib/app-error';
import { isAddressable, isReplaceable, kinds } from '$lib/protocol/kinds';
import type { CacheSchema, Claim, PlaceRecord } from './cache-schema.ts';
import type { Database } from './database.ts';
import { membershipKinds, sizeOf } from './event-record.ts';
import { addInterval, cutBefore } from './intervals.ts';
import { startingWith } from './key-range.ts';
import { newestIn, olderRange } from './timeline.ts';

/** What an eviction did. */
export interface Eviction {
	/** Bytes freed, as counted. */
	freed: number;
	/** Keys of the places that lost events. */
	places: string[];
}

type Cache = Database<CacheSchema>;

/** What a place keeps of each kind: enough for its first screen. */
const keptOfKind = 50;
/** Events removed in one transaction: few enough that readers and writers need not wait for it. */
const chunkSize = 500;
/** Sorts after every event id. */
const afterAnyId = '~';

/**
 * Removes old events until about `maxBytes` are left, place by place, the least recently opened first. Unless told,
 * half of the cache goes at once: asking again for every write would stall a full device.
 */
export async function evict(cache: Cache, maxBytes?: number): Promise<Eviction> {
	const places = await cache.read(['places'], ({ store }) => store.getAll());
	let bytes = places.reduce((sum, place) => sum + place.bytes, 0);
	const wanted = maxBytes ?? bytes / 2;
	const eviction: Eviction = { freed: 0, places: [] };
	for (const { place } of places.sort((a, b) => a.openedAt - b.openedAt)) {
		if (bytes <= wanted) break;
		const freed = await thin(cache, place);
		if (freed === 0) continue;
		bytes -= freed;
		eviction.freed += freed;
		eviction.places.push(place);
	}
	return eviction;
}

/** Leaves a place its newest events. Gives the bytes freed. */
async function thin(cache: Cache, place: string): Promise<number> {
	let freed = 0;
	for (const range of await removableRanges(cache, place)) {
		for (;;) {
			const chunk = await removeChunk(cache, place, range);
			freed += chunk.bytes;
			if (chunk.events < chunkSize) break;
		}
	}
	return freed;
}

/** What may go, by kind: what is older than the newest 50 of the kind and than the oldest message that stays. */
function removableRanges(cache: Cache, place: string): Promise<IDBKeyRange[]> {
	return cache.read(['events'], async ({ store }) => {
		const timeline = store.index('timeline');
		const found: number[] = [];
		let cursor = await timeline.openKeyCursor(startingWith(place));
		while (cursor) {
			const kind = cursor.key[1];
			found.push(kind);
			cursor = await cursor.continue([place, kind + 1, -Infinity, '']); // on to the next kind there is
		}
		const lastKept = async (kind: number) =>
			(await newestIn(timeline, olderRange(place, kind), keptOfKind)).at(-1)?.event;
		const floor = (await lastKept(kinds.chat))?.created_at ?? Infinity;
		const removable = found.filter(
			(kind) => !isReplaceable(kind) && !isAddressable(kind) && !membershipKinds.includes(kind)
		);
		return Promise.all(
			removable.map(async (kind) => {
				const last = await lastKept(kind);
				const isOlder = last && last.created_at < floor;
				return olderRange(place, kind, isOlder ? last : { created_at: floor, id: afterAnyId });
			})
		);
	});
}

/** What a chunk took out of a place, with what was counted and claimed before. */
interface Taken {
	bytes: number;
	events: number;
	/** `created_at` of the newest event taken. */
	newest: number;
	counters?: PlaceRecord;
	claims: Claim[];
}

/** Removes the newest of what may go. */
async function removeChunk(
	cache: Cache,
	place: string,
	range: IDBKeyRange
): Promise<{ bytes: number; events: number }> {
	const taken = await take(cache, place, range);
	if (!taken) return { bytes: 0, events: 0 };
	try {
		await giveBack(cache, place, taken);
	} catch (cause) {
		// Still no room for them. Then the claims are made again by fetching, and the counters begin at what comes.
		if (!isAppError(cause) || cause.code !== 'storage-full') throw cause;
	}
	return taken;
}

/**
 * A transaction that only deletes: on a full device a browser accepts no other. The claims of coverage go with the
 * events, so that no interval is ever claimed complete that has lost one, and so do the counters.
 */
function take(cache: Cache, place: string, range: IDBKeyRange): Promise<Taken | undefined> {
	const ofPlace = startingWith(place);
	return cache.write(
		['events', 'places', 'coverage'],
		async (transaction) => {
			const events = transaction.objectStore('events');
			const places = transaction.objectStore('places');
			const coverage = transaction.objectStore('coverage');
			const records = await newestIn(events.index('timeline'), range, chunkSize);
			const newest = records[0]?.event.created_at;
			if (newest === undefined) return undefined;
			const [counters, claims] = await Promise.all([places.get(place), coverage.getAll(ofPlace)]);
			const gone = records.map((record) => events.delete([place, record.event.id]));
			await Promise.all([...gone, places.delete(place), coverage.delete(ofPlace)]);
			const bytes = records.reduce((sum, record) => sum + sizeOf(record), 0);
			return { bytes, events: records.length, newest, counters, claims };
		},
		{ whenFull: 'fail' }
	);
}

/** Counters without what was taken, and claims cut above it; added to what came since. */
function giveBack(
	cache: Cache,
	place: string,
	{ bytes, events, newest, counters, claims }: Taken
): Promise<void> {
	return cache.write(
		['places', 'coverage'],
		async (transaction) => {
			const places = transaction.objectStore('places');
			const coverage = transaction.objectStore('coverage');
			const since = await places.get(place);
			await places.put({
				...counters,
				place,
				bytes: Math.max(0, (counters?.bytes ?? 0) - bytes) + (since?.bytes ?? 0),
				events: Math.max(0, (counters?.events ?? 0) - events) + (since?.events ?? 0),
				openedAt: Math.max(counters?.openedAt ?? 0, since?.openedAt ?? 0)
			});
			for (const claim of claims) {
				const fresh = await coverage.get([place, claim.name]);
				const left = cutBefore(claim.intervals, newest + 1);
				await coverage.put({ ...claim, intervals: left.reduce(addInterval, fresh?.intervals ?? []) });
			}
		},
		{ whenFull: 'fail' }
	);
}
