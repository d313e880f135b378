import { AppError, isAppError } from '../app-error.ts';
import type { Clock } from '../clock.ts';
import type { Filter } from '../protocol/filter.ts';
import type { NostrEvent } from '../protocol/event.ts';
import type { Coverage } from '$lib/storage/coverage';
import type { Interval } from '$lib/storage/intervals';
import type { Place } from '$lib/storage/place';
import type { EventIntake, Intake } from './event-intake.ts';
import type { Track } from './group-tracks.ts';
import type { RelayConnection } from './relay-connection.ts';
import type { EoseHint } from './relay-message.ts';

/** One answer to a request for stored events, verified and in the cache. */
export interface Page extends Intake {
	hint?: EoseHint;
}

/** What a walk needs. */
export interface WalkPorts {
	connection: Pick<RelayConnection, 'request' | 'status'>;
	intake: Pick<EventIntake, 'take'>;
	coverage: Pick<Coverage, 'intervals' | 'add'>;
	clock: Clock;
	/** False once nobody waits for it any more. */
	isWanted(): boolean;
}

/** How a walk ended: down at known coverage or the floor, where the relay has nothing more, or after enough events. */
export type WalkEnd = 'met' | 'dry' | 'enough';

/** What a walk brought. */
export interface Walk {
	end: WalkEnd;
	fresh: NostrEvent[];
	/** Those of them that were new to the cache. */
	stored: NostrEvent[];
}

/** Where a walk goes. */
export interface Stretch {
	/** The newest second. */
	from: number;
	/** The oldest second; 0 unless given. */
	floor?: number;
	/** Also over what is known: in the overlap of a resumed request, some may have come late. */
	throughKnown?: boolean;
}

/** Milliseconds without a word before a page is given up. */
const PAGE_WAIT = 12_000;
/** Events. Relays cap at 500, most of them. */
const PAGE = 200;
const LARGEST_PAGE = 500;

/** Asks once and resolves at the relay's EOSE, with everything in the cache. Errors: `timeout`, and the relay's. */
export function fetchPage(
	{ connection, intake }: Pick<WalkPorts, 'connection' | 'intake'>,
	filter: Filter
): Promise<Page | AppError> {
	const { phase, error } = connection.status;
	if (phase === 'waiting') return Promise.resolve(error ?? new AppError('offline', 'later'));
	return new Promise((resolve) => {
		const taking: Promise<Intake>[] = [];
		const finish = (result: Page | AppError): void => {
			clearTimeout(timer);
			request.close();
			resolve(result);
		};
		const expire = (): void => {
			// A signer that waits for a person is not timed out.
			if (connection.status.auth === 'signing') timer = setTimeout(expire, PAGE_WAIT);
			else finish(new AppError('timeout', 'later'));
		};
		let timer = setTimeout(expire, PAGE_WAIT);
		const request = connection.request([filter], {
			onEvents: (events) => {
				clearTimeout(timer);
				timer = setTimeout(expire, PAGE_WAIT);
				taking.push(intake.take(events));
			},
			onEose: (hint) => {
				const taken = Promise.all(taking).then(joinIntakes);
				taken.then(
					(intake) => finish({ ...intake, hint }),
					(cause: unknown) =>
						finish(isAppError(cause) ? cause : new AppError('unexpected', 'later', { cause }))
				);
			},
			onClosed: finish
		});
	});
}

/** Batches in the order they came, as one. */
export function joinIntakes(intakes: Intake[]): Intake {
	return {
		seen: intakes.flatMap(({ seen }) => seen),
		fresh: intakes.flatMap(({ fresh }) => fresh),
		stored: intakes.flatMap(({ stored }) => stored)
	};
}

/**
 * Walks back in time through the events of a track and claims what it has walked: from `from` down to `floor`, over
 * stretches that are known. A short page proves nothing, because relays filter after they limit: only two in a row
 * without anything new, or the relay's own word (NIP-67), are the end.
 */
export class HistoryWalk {
	readonly #ports: WalkPorts;
	readonly #place: Place;
	readonly #track: Track;
	readonly #floor: number;
	readonly #throughKnown: boolean;
	/** The newest second that is not claimed yet. */
	#edge: number;
	#limit = PAGE;
	#quiet = 0;
	readonly #met = new Set<string>();
	readonly #fresh: NostrEvent[] = [];
	readonly #stored: NostrEvent[] = [];

	constructor(ports: WalkPorts, place: Place, track: Track, { from, floor = 0, throughKnown }: Stretch) {
		this.#ports = ports;
		this.#place = place;
		this.#track = track;
		this.#edge = from;
		this.#floor = floor;
		this.#throughKnown = throughKnown ?? false;
	}

	/** The newest second that it has not passed yet. */
	get edge(): number {
		return this.#edge;
	}

	/** Goes on until it has met `count` events and come further back, or has come to an end. */
	async run(count: number): Promise<Walk | AppError> {
		const from = this.#edge;
		while ((this.#met.size < count || this.#edge === from) && this.#edge >= this.#floor) {
			if (!this.#ports.isWanted()) return new AppError('aborted', 'never');
			const end = await this.#step();
			if (isAppError(end)) return end;
			if (end) return this.#end(end);
		}
		return this.#end(this.#edge < this.#floor ? 'met' : 'enough');
	}

	#end(end: WalkEnd): Walk {
		return { end, fresh: this.#fresh, stored: this.#stored };
	}

	async #step(): Promise<WalkEnd | AppError | undefined> {
		const until = this.#quiet > 0 ? this.#edge - 1 : this.#edge;
		const page = await fetchPage(this.#ports, {
			kinds: this.#track.kinds,
			'#h': [this.#place.id],
			...(this.#floor > 0 ? { since: this.#floor } : {}),
			until,
			limit: this.#limit
		});
		if (isAppError(page)) return page;
		this.#fresh.push(...page.fresh);
		this.#stored.push(...page.stored);
		const inside = page.seen.filter(({ created_at: at }) => at <= until && at >= this.#floor);
		const times = inside.filter(({ id }) => !this.#met.has(id)).map((event) => event.created_at);
		for (const { id } of inside) this.#met.add(id);
		return times.length > 0 ? this.#advance(Math.min(...times), page.hint) : this.#rest(page.hint);
	}

	async #advance(oldest: number, hint?: EoseHint): Promise<WalkEnd | undefined> {
		this.#quiet = 0;
		if (hint === 'finish') {
			await this.#claim(this.#floor);
			return 'dry';
		}
		// One second fills the page.
		if (oldest === this.#edge) this.#limit = LARGEST_PAGE;
		// Its own second may hold more than the page did.
		await this.#claim(oldest + 1);
		this.#edge = this.#throughKnown ? oldest : await this.#belowKnown(oldest);
		return undefined;
	}

	/** Nothing new: ask once more, from below the second that was asked for again. */
	async #rest(hint?: EoseHint): Promise<WalkEnd | undefined> {
		this.#quiet += 1;
		if (this.#quiet < 2 && hint !== 'finish' && this.#edge > this.#floor) return undefined;
		// Relays answer with nothing, too, where they do not let one read: alone it claims nothing.
		if (this.#met.size > 0 || (await this.#claims()).length > 0) await this.#claim(this.#floor);
		return 'dry';
	}

	#claims(): Promise<Interval[]> {
		return this.#ports.coverage.intervals(this.#place, this.#track.name);
	}

	/** The newest second from `second` on that is not known. */
	async #belowKnown(second: number): Promise<number> {
		const known = (await this.#claims()).find(({ since, until }) => since <= second && second <= until);
		return known ? known.since - 1 : second;
	}

	/** Nothing of the future is claimed, whatever events say. */
	#claim(since: number): Promise<void> {
		const until = Math.min(this.#edge, this.#ports.clock());
		return this.#ports.coverage.add(this.#place, this.#track.name, { since, until });
	}
}
