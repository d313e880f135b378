import type { AppError } from '../app-error.ts';
import type { Clock } from '../clock.ts';
import { membershipKinds } from '$lib/storage/event-record';
import type { Coverage, Settlement } from '$lib/storage/coverage';
import type { EventCache } from '$lib/storage/event-cache';
import { isSameGap, type Gap } from '$lib/storage/intervals';
import type { Place } from '$lib/storage/place';
import type { Intake, SeenEvent } from './event-intake.ts';
import { actions, FURTHEST_FAST, messages, OVERLAP, type Track } from './group-tracks.ts';
import type { EoseHint } from './relay-message.ts';

interface Ports {
	cache: Pick<EventCache, 'newest'>;
	coverage: Pick<Coverage, 'claim' | 'intervals' | 'settle'>;
	clock: Clock;
	/** Walks back from `from` to `floor`; what is left of it where that failed. */
	closeGap(track: Track, gap: Gap): Promise<{ error: AppError; left: Gap } | undefined>;
}

/** One sending of the conversation's request, until its EOSE. */
export interface Round {
	/** Unix seconds, when it was sent. */
	sentAt: number;
	/** By track, how far back it asks; undefined for "the newest". */
	floors: Map<Track, number | undefined>;
	/** Up to its EOSE. */
	taking: Promise<Intake>[] | undefined;
	progress: GroupProgress;
	/** Everything up to its EOSE is in the cache, and so is what was missed before. */
	caughtUp: boolean;
}

/** The first page of a request that was just answered. */
export interface FirstPage {
	/** Unix seconds, when it was asked for. */
	sentAt: number;
	/** How far back it was asked for; undefined for "the newest". */
	floor: number | undefined;
	seen: SeenEvent[];
	hint?: EoseHint;
}

/**
 * How far a group is known up to now, by track: what a resumed request must reach back to, what its answer proves,
 * and which gap it leaves. Time alone proves nothing, since a dead socket is silent too: only answers and events do.
 */
export class GroupProgress {
	readonly #ports: Ports;
	readonly #place: Place;
	/** The second up to which everything is known; never of the future, whatever events claim. */
	readonly #tops = new Map<Track, number>();
	/** The newest event before the overlap, where there is one: a request that gets it has missed nothing since. */
	readonly #floors = new Map<Track, number>();
	/** The newest event that is known together with everything before it. */
	readonly #heard = new Map<Track, number>();
	/** When the request was sent whose first page was settled: what comes live after it is complete. */
	readonly #settled = new Map<Track, number>();
	/** What is still to be closed, also because the connection failed. */
	readonly #gaps = new Map<Track, Gap[]>();

	#isOver = false;

	constructor(ports: Ports, place: Place) {
		this.#ports = ports;
		this.#place = place;
	}

	/** Claims nothing any more: what it knows of was cleared from the device. */
	end(): void {
		this.#isOver = true;
	}

	/** Reads from the device how far the tracks are known; before each opening, and when the line was cut. */
	async recall(): Promise<void> {
		await Promise.all([messages, actions].map((track) => this.#recall(track)));
	}

	/** How far back a resumed request must look; undefined where nothing is known. */
	floor(track: Track): number | undefined {
		const top = this.#tops.get(track);
		return top === undefined ? undefined : (this.#floors.get(track) ?? Math.max(0, top - OVERLAP));
	}

	/** Whether everything down to the first message is on the device. */
	async reachedStart(): Promise<boolean> {
		const intervals = await this.#ports.coverage.intervals(this.#place, messages.name);
		return intervals.at(-1)?.since === 0;
	}

	/** Claims what the first page proves, and notes the gap between it and what was known before. */
	async settle(track: Track, { sentAt, floor, seen, hint }: FirstPage): Promise<void> {
		const times = seen
			.filter(({ kind }) => provingKinds(track).includes(kind))
			.map((event) => event.created_at);
		const oldest = times.length > 0 ? Math.min(...times) : undefined;
		const isWhole = hint === 'finish' && (oldest !== undefined || floor !== undefined);
		let since: number | undefined;
		if (isWhole || (floor !== undefined && oldest !== undefined && oldest <= floor)) since = floor ?? 0;
		else if (oldest !== undefined) since = oldest + 1;
		// Reactions to older messages come with those messages, so this track may begin with nothing.
		else if (floor === undefined && track === actions) since = sentAt;
		// By a clock that is slow, what was said just now comes from the future: it is walked over, too.
		const from = since === undefined ? sentAt + OVERLAP : since - 1;
		const gap = floor !== undefined && from >= floor ? { from, floor } : undefined;
		if (since !== undefined || gap) {
			// What was asked of a clock that is slow was answered later than it says: no hole before what is known.
			const top = since === undefined ? sentAt : Math.max(sentAt, this.#tops.get(track) ?? sentAt);
			const interval = { since: since ?? sentAt + 1, until: top };
			await this.#claim(track, { interval, owed: gap, heard: await this.#newest(track) });
			this.#settled.set(track, sentAt);
		}
		if (gap) this.#gaps.set(track, [...this.#gapsOf(track), gap]);
	}

	/** Closes the gaps of a track; what fails is tried again the next time. */
	async catchUp(track: Track): Promise<AppError | undefined> {
		for (const gap of this.#gapsOf(track)) {
			const failed = await this.#ports.closeGap(track, gap);
			if (this.#isOver) return undefined;
			const rest = this.#gapsOf(track).filter((other) => !isSameGap(other, gap));
			this.#gaps.set(track, failed ? [...rest, failed.left] : rest);
			await this.#ports.coverage.settle(this.#place, track.name, { filled: gap, owed: failed?.left });
			if (failed) return failed.error;
			this.#raise(track, Math.min(gap.from, this.#ports.clock()));
		}
		return undefined;
	}

	/** What comes live, after the first page was settled, is complete up to itself: one socket keeps the order. */
	async extend(events: readonly SeenEvent[], sentAt: number): Promise<void> {
		for (const track of [messages, actions]) {
			const top = this.#tops.get(track) ?? -1;
			const times = events.filter(({ kind }) => track.kinds.includes(kind)).map((event) => event.created_at);
			const heard = Math.min(Math.max(...times), this.#ports.clock());
			if (this.#settled.get(track) !== sentAt || times.length === 0) continue;
			if (heard <= (this.#heard.get(track) ?? -1)) continue;
			// By a clock that is fast, the time was claimed before it came.
			await this.#claim(track, heard > top ? { interval: { since: top, until: heard }, heard } : { heard });
		}
	}

	/** Takes stock once more of what is known, as reactions come after the messages that they hang on. */
	async hear(sentAt: number): Promise<void> {
		for (const track of [messages, actions]) {
			const heard = await this.#newest(track);
			if (heard === undefined || this.#settled.get(track) !== sentAt) continue;
			if (heard > (this.#heard.get(track) ?? -1)) await this.#claim(track, { heard });
		}
	}

	/**
	 * Whether actions were asked for from the clock's time on, which nothing bears out: by a clock that is fast, they
	 * would not be heard before it. What was said since tells from when on to ask.
	 */
	async askedByClock({ sentAt, floors }: Round): Promise<boolean> {
		return floors.get(actions) === undefined && ((await this.#newest(messages)) ?? 0) < sentAt - OVERLAP;
	}

	/** The newest event of a track on the device; not of the future. */
	async #newest(track: Track): Promise<number | undefined> {
		const [newest] = await this.#ports.cache.newest(this.#place, 1, { kinds: provingKinds(track) });
		return newest && Math.min(newest.created_at, this.#ports.clock());
	}

	#gapsOf(track: Track): Gap[] {
		return this.#gaps.get(track) ?? [];
	}

	async #claim(track: Track, settlement: Settlement): Promise<void> {
		if (this.#isOver) return;
		await this.#ports.coverage.settle(this.#place, track.name, settlement);
		const { interval, heard } = settlement;
		if (interval) this.#raise(track, interval.until);
		if (heard !== undefined) this.#heard.set(track, heard);
	}

	#raise(track: Track, top: number): void {
		this.#tops.set(track, Math.max(top, this.#tops.get(track) ?? 0));
	}

	async #recall(track: Track): Promise<void> {
		const { cache, coverage } = this.#ports;
		this.#settled.delete(track);
		const claim = await coverage.claim(this.#place, track.name);
		this.#gaps.set(track, claim?.gaps ?? []);
		const top = claim?.intervals.at(-1)?.until;
		if (top === undefined) return;
		this.#raise(track, top);
		const proving = provingKinds(track);
		// By a clock that is fast, time has been claimed in which nothing could have been said yet. What is newest now
		// does not say how far it went: it may be of an answer that was cut short.
		const [newest] = await cache.newest(this.#place, 1, { kinds: proving });
		// Where nothing of the track was heard, what was said tells the time; but that may be long ago.
		const least = Math.max((await this.#newest(messages)) ?? 0, top - FURTHEST_FAST);
		const said = claim?.heard ?? newest?.created_at ?? least;
		const before = { created_at: Math.min(top, said) - OVERLAP, id: '' };
		const [anchor] = await cache.newest(this.#place, 1, { kinds: proving, before });
		this.#floors.set(track, anchor?.created_at ?? Math.max(0, before.created_at));
	}
}

/** Who comes and goes is asked for a second time, without an end: having such an event proves no reach. */
function provingKinds({ kinds }: Track): number[] {
	return kinds.filter((kind) => !membershipKinds.includes(kind));
}
