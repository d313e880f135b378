import { isAppError, type AppError } from '../app-error.ts';
import { log } from '../log.ts';
import type { NostrEvent } from '../protocol/event.ts';
import { kinds } from '../protocol/kinds.ts';
import type { EventCache } from '$lib/storage/event-cache';
import type { EventPosition } from '$lib/storage/event-record';
import type { Gap, Interval } from '$lib/storage/intervals';
import type { Place } from '$lib/storage/place';
import { actions, attachments, messages, type Track } from './group-tracks.ts';
import { fetchPage, HistoryWalk, type Stretch, type WalkPorts } from './history-walk.ts';

interface Ports extends WalkPorts {
	cache: Pick<EventCache, 'newest' | 'following' | 'find'>;
	/** What hangs on some messages was fetched, or could not be. */
	onAttachments?(): void;
}

/** Messages: what is shown at a time, so what must be on the device before a step back or forth is done. */
const STEP = 50;
/** Ids of one `#e` condition. */
const IDS = 100;
/** Events that a gap may have before it is left to whoever scrolls there. */
const LARGEST_GAP = 1_500;
/** Seconds: the first stretch that is asked for towards the present, and the shortest. */
const WINDOW = 6 * 3_600;
const SHORTEST_WINDOW = 60;

/**
 * The past of one group: pages back and forth from any message, and gaps closed. Which stretches are complete is kept
 * as coverage; what lies in them is read from the cache, everything else is asked of the relay.
 */
export class GroupHistory {
	readonly #ports: Ports;
	readonly #place: Place;
	readonly #refreshed = new Set<string>();
	/** Messages whose reactions could not be fetched. */
	readonly #owed = new Set<string>();
	/** Events in the longest answer so far: where a relay cuts is not announced, but one that is shorter was not cut. */
	#longest = 0;

	constructor(ports: Ports, place: Place) {
		this.#ports = ports;
		this.#place = place;
	}

	/** Makes sure that the messages right before a position are on the device. `start`: there are none. */
	async loadOlder(before: EventPosition): Promise<'more' | 'start' | AppError> {
		const interval = await this.#intervalAt(before.created_at);
		if (interval) {
			const cached = await this.#ports.cache.newest(this.#place, STEP, { before });
			const known = cached.filter((event) => event.created_at >= interval.since);
			if (known.length === STEP || interval.since === 0) void this.#refresh(known);
			if (known.length === STEP) return 'more';
			if (interval.since === 0) return known.length > 0 ? 'more' : 'start';
		}
		const from = interval ? interval.since - 1 : before.created_at;
		const walk = await this.#walk(messages, { from }, STEP);
		if (isAppError(walk)) return walk;
		const more = await this.#ports.cache.newest(this.#place, 1, { before });
		return walk.end === 'dry' && more.length === 0 ? 'start' : 'more';
	}

	/** Makes sure that the messages right after a position are on the device. `live`: up to now, there are none. */
	async loadNewer(after: EventPosition): Promise<'more' | 'live' | AppError> {
		const interval = await this.#intervalAt(after.created_at);
		const cached = await this.#ports.cache.following(this.#place, after, STEP);
		if (cached.filter((event) => event.created_at <= (interval?.until ?? 0)).length === STEP) return 'more';
		let floor = interval ? interval.until + 1 : after.created_at;
		// By a slow clock, the present is where the newest message is.
		const [newest] = await this.#ports.cache.newest(this.#place, 1);
		const now = Math.max(this.#ports.clock(), newest?.created_at ?? 0);
		// No relay counts upwards in time, so stretches are asked for whole: longer where it is quiet.
		for (let window = WINDOW; floor <= now;) {
			const until = Math.min(floor + window, now);
			const walk = await this.#walk(messages, { from: until, floor }, LARGEST_GAP);
			if (isAppError(walk)) return walk;
			if (walk.end === 'enough' && window > SHORTEST_WINDOW) window = Math.max(window / 8, SHORTEST_WINDOW);
			else {
				// Only what lies in the stretches walked: beyond may be a gap, and messages behind it.
				const following = await this.#ports.cache.following(this.#place, after, STEP);
				if (following.filter((event) => event.created_at <= until).length === STEP) return 'more';
				floor = until + 1;
				window *= 4;
			}
		}
		const following = await this.#ports.cache.following(this.#place, after, 1);
		return following.length > 0 ? 'more' : 'live';
	}

	/** Brings a message and what stands around it onto the device; false when the relay does not have it. */
	async loadAround(eventId: string): Promise<boolean | AppError> {
		const { cache } = this.#ports;
		let event = await cache.find(this.#place, eventId);
		if (!event) {
			const page = await fetchPage(this.#ports, { ids: [eventId] });
			if (isAppError(page)) return page;
			event = await cache.find(this.#place, eventId);
		}
		if (!event) return false;
		const position = { created_at: event.created_at, id: event.id };
		const results = [await this.loadOlder(position), await this.loadNewer(position)];
		return results.find(isAppError) ?? true;
	}

	/**
	 * Closes a gap in a track, newest first, unless it is too large: then whoever scrolls there closes it. Gives what
	 * is left of it, with the error.
	 */
	async closeGap(track: Track, gap: Gap): Promise<{ error: AppError; left: Gap } | undefined> {
		const walk = new HistoryWalk(this.#ports, this.#place, track, { ...gap, throughKnown: true });
		const result = await walk.run(LARGEST_GAP);
		if (isAppError(result)) return { error: result, left: { ...gap, from: walk.edge } };
		// What happened to messages that the device had is in the other track.
		void this.loadAttachments(result.stored);
		return undefined;
	}

	/** The relay has given so many events in one answer. */
	learnCap(count: number): void {
		this.#longest = Math.max(this.#longest, count);
	}

	/** Fetches what hangs on these messages: reactions, and deletions the device may have missed. */
	async loadAttachments(events: readonly Pick<NostrEvent, 'id' | 'kind'>[]): Promise<void> {
		for (const id of await this.#fetchAttachments(events)) this.#owed.add(id);
	}

	/** Gives the ids of those for which that failed. */
	async #fetchAttachments(events: readonly Pick<NostrEvent, 'id' | 'kind'>[]): Promise<string[]> {
		const ids = events.filter((event) => event.kind === kinds.chat).map((event) => event.id);
		const failed: string[] = [];
		for (let at = 0; at < ids.length; at += IDS) {
			const some = ids.slice(at, at + IDS);
			const error = await this.#attachmentsOf(some);
			if (error) failed.push(...some);
			if (error && error.code !== 'aborted') log('group-history', `reactions of ${this.#place.relay}`, error);
		}
		if (ids.length > 0) this.#ports.onAttachments?.();
		return failed;
	}

	async #attachmentsOf(ids: string[]): Promise<AppError | undefined> {
		const filter = { kinds: attachments, '#h': [this.#place.id], '#e': ids };
		for (let until: number | undefined; ;) {
			const page = await fetchPage(this.#ports, until === undefined ? filter : { ...filter, until });
			if (isAppError(page)) return page;
			const end = until ?? Infinity;
			const times = page.seen.map((event) => event.created_at).filter((at) => at <= end);
			if (page.hint === 'finish' || times.length === 0 || times.length < this.#longest) return undefined;
			this.learnCap(times.length);
			const oldest = Math.min(...times);
			// Its own second may hold more than the page did; where that fills pages, there is no way to the rest of it.
			until = oldest === until ? oldest - 1 : oldest;
		}
	}

	/** The same for the newest messages of the device, where it may lack some, and for what failed before. */
	async refreshNewest(): Promise<void> {
		const owed = [...this.#owed].map((id) => ({ id, kind: kinds.chat }));
		this.#owed.clear();
		await this.loadAttachments(owed);
		await this.#refresh(await this.#ports.cache.newest(this.#place, STEP));
	}

	/** Where there is a hole in what happened to messages, those of the cache are asked about once, while it is there. */
	async #refresh(cached: readonly NostrEvent[]): Promise<void> {
		const intervals = await this.#ports.coverage.intervals(this.#place, actions.name);
		if (intervals.length < 2) return;
		const unasked = cached.filter(({ id }) => !this.#refreshed.has(id));
		for (const { id } of unasked) this.#refreshed.add(id);
		for (const id of await this.#fetchAttachments(unasked)) this.#refreshed.delete(id);
	}

	/** The stretch of complete history that holds a second. */
	async #intervalAt(second: number): Promise<Interval | undefined> {
		const intervals = await this.#ports.coverage.intervals(this.#place, messages.name);
		return intervals.find(({ since, until }) => since <= second && second <= until);
	}

	async #walk(track: Track, stretch: Stretch, count: number) {
		const walk = await new HistoryWalk(this.#ports, this.#place, track, stretch).run(count);
		if (!isAppError(walk)) void this.loadAttachments(walk.fresh);
		return walk;
	}
}
