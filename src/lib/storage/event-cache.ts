import { systemClock, type Clock } from '$lib/clock';
import type { NostrEvent } from '$lib/protocol/event';
import { isRelayState, kinds } from '$lib/protocol/kinds';
import { writeBatch } from './batch-transaction.ts';
import type { CacheSchema } from './cache-schema.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { Database } from './database.ts';
import {
	buildEventRecord,
	compareNewestFirst,
	isEventRecord,
	isExpired,
	MENTION,
	membershipKinds,
	type EventPosition,
	type EventRecord
} from './event-record.ts';
import { startingWith } from './key-range.ts';
import { placeKey, shelfKey, type Place } from './place.ts';
import type { Scope } from './scope.ts';
import { newestIn, oldestAfter, olderRange, type Timeline } from './timeline.ts';

/** What became of a batch; what was there already counts nowhere. */
export interface PutResult {
	/** The events that are new to the cache. */
	stored: NostrEvent[];
	/** Ids of events that left it: deleted, or replaced by a newer version. */
	removed: string[];
	/** How many were not taken: without a group, ephemeral, expired, deleted, or older than what is kept. */
	dropped: number;
}

/** The newest state events of a group, signed by its relay (39000-39005). */
export interface GroupStateEvents {
	metadata?: NostrEvent;
	admins?: NostrEvent;
	members?: NostrEvent;
	roles?: NostrEvent;
	presence?: NostrEvent;
	pins?: NostrEvent;
}

/** What a conversation is made of (NIP-C7), unless somebody asks for more. */
const conversation: readonly number[] = [kinds.chat];

/** In the order of {@link GroupStateEvents}. */
const stateKinds = [
	kinds.groupMetadata,
	kinds.groupAdmins,
	kinds.groupMembers,
	kinds.groupRoles,
	kinds.livekitParticipants,
	kinds.groupPins
];

/**
 * The events of groups, by (account or nobody, relay, group). It takes only events that were verified, and whose
 * right to be there sync has checked (39000-39005 by the relay's key). Nothing in it is the only copy.
 */
export class EventCache {
	readonly #database: Database<CacheSchema>;
	readonly #changes: ChangeFeed;
	readonly #clock: Clock;

	constructor(database: Database<CacheSchema>, changes: ChangeFeed, clock: Clock = systemClock) {
		this.#database = database;
		this.#changes = changes;
		this.#clock = clock;
	}

	/**
	 * Puts a batch in one transaction: replaceable events, deletions (kinds 5 and 9005, which are remembered) and
	 * counters included. Watchers of `place:` (and `shelf:`, for 39000-39005) are told once. Rejects with
	 * `storage-full`, `storage-closed`, `storage-refused`.
	 */
	async put(scope: Scope, relay: string, events: readonly NostrEvent[]): Promise<PutResult> {
		const now = this.#clock();
		const shelf = shelfKey(scope, relay);
		const records = events
			.filter((event) => !isExpired(event, now))
			.map((event) => buildEventRecord(scope, relay, event))
			.filter((record) => record !== undefined);
		const refused = events.length - records.length;
		if (records.length === 0) return { stored: [], removed: [], dropped: refused };
		const { stored, removed, dropped, changes } = await this.#database.write(
			['events', 'places'],
			(transaction) => writeBatch(transaction, shelf, records),
			{ durability: 'relaxed' }
		);
		const topics = [...changes.keys()].map((place) => `place:${place}`);
		if (stored.some((event) => isRelayState(event.kind))) topics.push(`shelf:${shelf}`);
		this.#changes.notify(...topics);
		return { stored, removed, dropped: refused + dropped };
	}

	/**
	 * The newest events of a place, newest first, at most `limit`; with `before`, those older than that position.
	 * Usually one read for each kind. Fewer than `limit` means that the device has no more, not that the group has.
	 */
	newest(
		place: Place,
		limit: number,
		{ before, kinds = conversation }: { before?: EventPosition; kinds?: readonly number[] } = {}
	): Promise<NostrEvent[]> {
		const key = placeKey(place);
		return this.#collect(limit, before, compareNewestFirst, (timeline, position) =>
			kinds.map((kind) => newestIn(timeline, olderRange(key, kind, position), limit))
		);
	}

	/** The events of a place right after a position, oldest first, at most `limit`. */
	following(
		place: Place,
		after: EventPosition,
		limit: number,
		kinds: readonly number[] = conversation
	): Promise<NostrEvent[]> {
		const key = placeKey(place);
		const oldestFirst = (a: EventPosition, b: EventPosition) => compareNewestFirst(b, a);
		return this.#collect(limit, after, oldestFirst, (timeline, position = after) =>
			kinds.map((kind) => oldestAfter(timeline, key, kind, position, limit))
		);
	}

	/** One event of a place by its id. */
	async find(place: Place, id: string): Promise<NostrEvent | undefined> {
		const [event] = await this.findAll(place, [id]);
		return event;
	}

	/** Those of some events of a place that the device has, in one transaction. */
	async findAll(place: Place, ids: readonly string[]): Promise<NostrEvent[]> {
		if (ids.length === 0) return [];
		const now = this.#clock();
		const records = await this.#database.read(['events'], ({ store }) =>
			Promise.all(ids.map((id) => store.get([placeKey(place), id])))
		);
		const events = records.filter(isEventRecord).map(({ event }) => event);
		return events.filter((event) => !isExpired(event, now));
	}

	/** What refers to any of these events by `e` or `q` (reactions, replies), of the given kinds, oldest first. */
	async referring(place: Place, ids: readonly string[], kinds: readonly number[]): Promise<NostrEvent[]> {
		const key = placeKey(place);
		const now = this.#clock();
		const pages = await this.#database.read(['events'], ({ store }) =>
			Promise.all(ids.map((id) => store.index('references').getAll([key, id])))
		);
		const found = pages.flat().filter(isEventRecord);
		const byId = new Map(found.map(({ event }) => [event.id, event])); // one may refer to several
		return [...byId.values()]
			.filter((event) => kinds.includes(event.kind) && !isExpired(event, now))
			.sort((a, b) => compareNewestFirst(b, a));
	}

	/** The newest messages of others that name the account whose place it is, as {@link newest} gives them. */
	mentions(place: Place, limit: number, before?: EventPosition): Promise<NostrEvent[]> {
		const key = placeKey(place);
		return this.#collect(limit, before, compareNewestFirst, ({ objectStore }, position) => [
			newestIn(objectStore.index('references'), olderRange(key, MENTION, position), limit)
		]);
	}

	/** The newest of each state event of a group. */
	async groupState(place: Place): Promise<GroupStateEvents> {
		const shelf = shelfKey(place.scope, place.relay);
		const records = await this.#database.read(['events'], ({ store }) =>
			Promise.all(stateKinds.map((kind) => store.index('address').get([shelf, kind, '', place.id])))
		);
		const events = records.map((record) => (isEventRecord(record) ? record.event : undefined));
		const [metadata, admins, members, roles, presence, pins] = events;
		return { metadata, admins, members, roles, presence, pins };
	}

	/** The state events of one kind (39000, unless told otherwise) of all groups on a relay. */
	async groupsOnRelay(
		scope: Scope,
		relay: string,
		kind: number = kinds.groupMetadata
	): Promise<NostrEvent[]> {
		const shelf = shelfKey(scope, relay);
		const records = await this.#database.read(['events'], ({ store }) =>
			store.index('address').getAll(startingWith(shelf, kind))
		);
		return records.filter(isEventRecord).map((record) => record.event);
	}

	/** 9000 and 9001 that name the person, and their own 9021 and 9022, oldest first. */
	async membershipHistory(place: Place, pubkey: string): Promise<NostrEvent[]> {
		return this.referring(place, [pubkey], membershipKinds);
	}

	/** Remembers that somebody looks at the place now; eviction begins with those nobody looked at. */
	async markOpened(place: Place): Promise<void> {
		const key = placeKey(place);
		await this.#database.write(['places'], async ({ store }) => {
			const known = (await store.get(key)) ?? { place: key, bytes: 0, events: 0 };
			await store.put({ ...known, openedAt: this.#clock() });
		});
	}

	/** About how much the cached events take on the device. */
	async usage(): Promise<{ bytes: number; events: number }> {
		const places = await this.#database.read(['places'], ({ store }) => store.getAll());
		return {
			bytes: places.reduce((sum, place) => sum + place.bytes, 0),
			events: places.reduce((sum, place) => sum + place.events, 0)
		};
	}

	/** Forgets everything of a place, its deletions and coverage included. */
	async forgetPlace(place: Place): Promise<void> {
		const key = placeKey(place);
		const range = startingWith(key);
		await this.#database.write(['events', 'coverage', 'places'], async (transaction) => {
			await Promise.all([
				transaction.objectStore('events').delete(range),
				transaction.objectStore('coverage').delete(range),
				transaction.objectStore('places').delete(key)
			]);
		});
		this.#changes.notify(`place:${key}`, `shelf:${shelfKey(place.scope, place.relay)}`);
	}

	/** Merges one page of each kind, and reads on only when expired events left room. */
	async #collect(
		limit: number,
		start: EventPosition | undefined,
		compare: (a: EventPosition, b: EventPosition) => number,
		readPages: (timeline: Timeline, position: EventPosition | undefined) => Promise<EventRecord[]>[]
	): Promise<NostrEvent[]> {
		const now = this.#clock();
		const found: NostrEvent[] = [];
		for (let position = start; ;) {
			const pages = await this.#database.read(['events'], ({ store }) =>
				Promise.all(readPages(store.index('timeline'), position))
			);
			const events = pages.flat().map((record) => record.event);
			const page = events.sort(compare).slice(0, limit);
			found.push(...page.filter((event) => !isExpired(event, now)));
			position = page.at(-1);
			if (page.length < limit || found.length >= limit) return found.slice(0, limit);
		}
	}
}
