import { parseChatMessage } from '$lib/protocol/chat-message';
import type { NostrEvent } from '$lib/protocol/event';
import type { EventCache } from '$lib/storage/event-cache';
import type { EventPosition } from '$lib/storage/event-record';
import type { Place } from '$lib/storage/place';
import { including, isAfter, positionOf, reconcile, type Said } from './timeline';

/** Messages read at a time: one indexed read. */
export const PAGE = 50;
/** Messages held at a time; what is further from view than this is read again when it comes near. */
const CAPACITY = 600;
const TRIM = 200;

/**
 * The stretch of one conversation that is held in memory, oldest first. It is read from the cache in pages and
 * grows where one scrolls; the other end is let go, so that reading back through years costs no more than a day.
 */
export class MessageWindow {
	said: readonly Said[] = [];
	/** It reaches the newest message of the device. */
	live = true;

	#cache: Pick<EventCache, 'newest' | 'following'>;
	#place: Place;
	#keyOf: (eventId: string) => string;

	/** `keyOf`: the key of a message, which for one of mine is that of the intent it was. */
	constructor(
		cache: Pick<EventCache, 'newest' | 'following'>,
		place: Place,
		keyOf: (eventId: string) => string
	) {
		this.#cache = cache;
		this.#place = place;
		this.#keyOf = keyOf;
	}

	/** The oldest message held. */
	get oldest(): Said | undefined {
		return this.said[0];
	}

	/** The newest message held. */
	get newest(): Said | undefined {
		return this.said.at(-1);
	}

	/** Shows the end of the conversation. */
	async openNewest(): Promise<void> {
		const events = await this.#cache.newest(this.#place, PAGE);
		this.live = true;
		this.said = reconcile([], events, {}, this.#create);
	}

	/** Shows what stands around a position. */
	async openAround(position: EventPosition): Promise<void> {
		this.said = [];
		this.live = false;
		this.said = await this.readAround(position);
	}

	/** The pages before and after a position: where it is read for the second time, what has come between goes in. */
	async readAround(position: EventPosition): Promise<readonly Said[]> {
		const [before, after] = await Promise.all([
			this.#cache.newest(this.#place, PAGE, { before: including(position) }),
			this.#cache.following(this.#place, position, PAGE)
		]);
		const isStart = before.length < PAGE;
		const isEnd = after.length < PAGE;
		if (isEnd) this.live = true;
		const stretch = { from: isStart ? undefined : before.at(-1), to: isEnd ? undefined : after.at(-1) };
		return reconcile(this.said, [...before, ...after], stretch, this.#create);
	}

	/** The page before the oldest message; what it would become, for {@link commit}. */
	async readOlder(): Promise<readonly Said[]> {
		const { oldest } = this;
		if (!oldest) return this.said;
		const events = await this.#cache.newest(this.#place, PAGE, { before: positionOf(oldest) });
		const to = positionOf(oldest);
		const from = events.at(-1) ?? to;
		return reconcile(this.said, [...events, oldest.message.event], { from, to }, this.#create);
	}

	/** The page after the newest message. */
	async readNewer(): Promise<readonly Said[]> {
		const { newest } = this;
		if (!newest || this.live) return this.said;
		const events = await this.#cache.following(this.#place, positionOf(newest), PAGE);
		this.live = events.length < PAGE;
		return reconcile(
			this.said,
			[newest.message.event, ...events],
			{ from: positionOf(newest) },
			this.#create
		);
	}

	/**
	 * Reads again what may have changed: the end, where it is held, and the page that ends at `near`. Not the rest,
	 * which is read when one comes there.
	 */
	async readAgain(near: EventPosition | undefined): Promise<readonly Said[]> {
		const said = this.live ? await this.#readEnd() : this.said;
		const tail = said.at(-PAGE);
		const inTail = this.live && (tail === undefined || (near && isAfter(near, positionOf(tail))));
		return near && !inTail ? this.#readUpTo(said, near) : said;
	}

	/** Reads again all that is held: what was missed may have filled holes anywhere between its ends. */
	async readThrough(): Promise<readonly Said[]> {
		const { oldest, newest } = this;
		if (!oldest || !newest) return this.said;
		const to = this.live ? undefined : positionOf(newest);
		const limit = 2 * CAPACITY;
		const events = await this.#cache.newest(this.#place, limit, to && { before: including(to) });
		const last = events.length === limit ? events.at(-1) : undefined;
		const from = last && isAfter(last, positionOf(oldest)) ? last : positionOf(oldest);
		return reconcile(this.said, events, { from, to }, this.#create);
	}

	/** Takes what was read. Returns whether anything changed. */
	commit(said: readonly Said[]): boolean {
		if (said === this.said) return false;
		this.said = said;
		return true;
	}

	/** Lets go of the end that is far from view. Returns whether there was anything to let go. */
	trim(away: 'newest' | 'oldest'): boolean {
		if (this.said.length <= CAPACITY) return false;
		if (away === 'newest') this.live = false;
		this.said = away === 'newest' ? this.said.slice(0, -TRIM) : this.said.slice(TRIM);
		return true;
	}

	async #readEnd(): Promise<readonly Said[]> {
		const events = await this.#cache.newest(this.#place, PAGE);
		const from = events.at(-1);
		const { newest } = this;
		if (newest && from && events.length === PAGE && isAfter(from, positionOf(newest))) {
			// A whole page came at once, as after a long sleep, and more may lie between: one gets there by scrolling.
			this.live = false;
			return this.said;
		}
		return this.#agree(this.said, events, undefined);
	}

	async #readUpTo(said: readonly Said[], to: EventPosition): Promise<readonly Said[]> {
		const events = await this.#cache.newest(this.#place, PAGE, { before: including(to) });
		return this.#agree(said, events, to);
	}

	/** `events`: the page that ends at `to`. A full one says nothing of what is older than its last event. */
	#agree(
		said: readonly Said[],
		events: readonly NostrEvent[],
		to: EventPosition | undefined
	): readonly Said[] {
		const last = events.length === PAGE ? events.at(-1) : undefined;
		// A window of a page or more does not grow by being read again: behind it the cache may have gaps.
		const oldest = said.length >= PAGE && said[0] ? positionOf(said[0]) : undefined;
		const from = oldest && !(last && isAfter(last, oldest)) ? oldest : last;
		return reconcile(said, events, { from, to }, this.#create);
	}

	readonly #create = (event: NostrEvent): Said | undefined => {
		const message = parseChatMessage(event);
		return message && { key: this.#keyOf(event.id), message };
	};
}
