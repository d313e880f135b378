import type { Clock } from '$lib/clock';
import { log } from '$lib/log';
import type { EventCache } from '$lib/storage/event-cache';
import type { Place } from '$lib/storage/place';
import type { ReadMarks } from '$lib/storage/read-marks';
import type { ReadMark } from '$lib/storage/kept-records';
import { isSettled, joinSettled, settle } from '$lib/storage/settled';
import { UNREAD_LIMIT, unreadAfter } from './unread-tally';
import { PAGE } from './message-window';
import { isAfter, positionOf, type Said, type UnreadLine } from './timeline';

interface Ports {
	cache: Pick<EventCache, 'following'>;
	marks: Pick<ReadMarks, 'find' | 'put'>;
	clock: Clock;
}

/** Milliseconds between one mark that is kept and the next: a scroll passes many messages. */
const KEEP_AFTER = 400;

/** How far one conversation is read, and the line that was drawn when it was opened. */
export class Unread {
	/** Stays where it is, however far one reads. */
	line = $state.raw<UnreadLine>();
	/** Messages of others that were not seen yet; one more than {@link UNREAD_LIMIT} means "or more". */
	count = $state(0);

	#mark: ReadMark | undefined;
	/** The mark when the conversation was opened: the screen may show messages, and so move the mark, before it is read. */
	#before: ReadMark | undefined;
	#kept: ReadMark | undefined;
	/** How far it was read before is known, so that a mark that is kept takes nothing from {@link before}. */
	#isRead = false;
	#ports: Ports;
	#place: Place;
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(ports: Ports, place: Place) {
		this.#ports = ports;
		this.#place = place;
	}

	/** The newest message that was seen; undefined on the first visit. */
	get mark(): ReadMark | undefined {
		return this.#mark;
	}

	/** The newest message that had been seen when the conversation was opened; undefined on the first visit. */
	get before(): ReadMark | undefined {
		return this.#before;
	}

	/** The conversation is opened: reads how far it was read before. */
	async open(): Promise<void> {
		const seen = this.#mark;
		this.#isRead = false;
		const kept = await this.read();
		this.#before = kept && (!seen || isAfter(kept, seen)) ? kept : seen;
		this.#isRead = true;
	}

	/** Reads how far it was read, here or in another tab. */
	async read(): Promise<ReadMark | undefined> {
		const mark = await this.#ports.marks.find(this.#place.scope, this.#place);
		const joined = mark && (this.#mark ? joinSettled(this.#mark, mark) : mark);
		if (!joined || joined === this.#mark) return mark;
		this.#mark = joined;
		if (joinSettled(mark, joined) === mark) this.#kept = joined;
		return mark;
	}

	/** Draws the line above the first unread message of others, once: undefined afterwards, or when all is read. */
	async drawLine(said: readonly Said[], live: boolean): Promise<UnreadLine | undefined> {
		const mark = this.#before;
		if (this.line || !mark) return undefined;
		const first = said.find((entry) => this.#isUnread(entry, mark));
		if (!first) return undefined;
		this.line = { key: first.key, count: await this.#countAfter(mark, said, live) };
		await this.recount(said, live);
		return this.line;
	}

	/** Counts what is unread, from memory where the newest message is held. */
	async recount(said: readonly Said[], live: boolean): Promise<void> {
		const count = this.#mark ? this.#countAfter(this.#mark, said, live) : 0;
		this.count = typeof count === 'number' ? count : await count;
	}

	/**
	 * The last of these messages is on screen: it counts as read, and so does everything before it. That is kept at
	 * once, for the page may go away at any time; what is seen right after it, a moment later.
	 */
	see(said: readonly Said[]): boolean {
		// All that may be of the future, and one that is not.
		const passed = said.slice(-PAGE).flatMap((entry) => (entry.sending ? [] : positionOf(entry)));
		const mark = settle(this.#mark, passed, this.#ports.clock());
		if (mark === this.#mark) return false;
		this.#mark = mark;
		if (!this.#timer) this.#keep(this.#isRead);
		return true;
	}

	/** Keeps how far it is read, now or in a moment, and goes on for as long as one reads on. */
	#keep(now: boolean): void {
		if (now) this.flush();
		this.#timer = setTimeout(() => {
			this.#timer = undefined;
			if (this.#mark !== this.#kept) this.#keep(true);
		}, KEEP_AFTER);
	}

	/** Keeps how far it is read when the page is put aside, and at the end. Returns how to stop. */
	hold(): () => void {
		const onChange = (): void => {
			if (document.visibilityState === 'hidden') this.flush();
		};
		document.addEventListener('visibilitychange', onChange);
		return () => {
			document.removeEventListener('visibilitychange', onChange);
			this.flush();
		};
	}

	/** Keeps how far it is read now. */
	flush(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		const mark = this.#mark;
		if (!mark || mark === this.#kept) return;
		this.#kept = mark;
		this.#ports.marks
			.put(this.#place.scope, this.#place, mark)
			.catch((cause: unknown) => log('unread', 'it could not be kept', cause));
	}

	#countAfter(mark: ReadMark, said: readonly Said[], live: boolean): number | Promise<number> {
		if (live) return Math.min(said.filter((entry) => this.#isUnread(entry, mark)).length, UNREAD_LIMIT + 1);
		return unreadAfter(this.#ports.cache, this.#place, mark).then(({ length }) => length);
	}

	#isUnread(entry: Said, mark: ReadMark): boolean {
		const { message, sending } = entry;
		return !sending && message.author !== this.#place.scope && !isSettled(mark, positionOf(entry));
	}
}
