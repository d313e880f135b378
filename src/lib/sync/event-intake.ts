import { log } from '../log.ts';
import type { NostrEvent } from '../protocol/event.ts';
import { isRelayState } from '../protocol/kinds.ts';
import type { Scope } from '$lib/storage/scope';
import type { Verifier } from './verifier.ts';

/** What is remembered of an event that was verified in this session. */
export type SeenEvent = Pick<NostrEvent, 'id' | 'created_at' | 'kind'>;

interface Ports {
	/** The event cache, or what else keeps them. */
	cache: {
		put(
			scope: Scope,
			relay: string,
			events: readonly NostrEvent[]
		): Promise<{ stored?: readonly NostrEvent[] } | undefined>;
	};
	verifier: Pick<Verifier, 'verify'>;
	/** Which events belong here at all, judged before anything is spent on them. */
	belongs(event: NostrEvent): boolean;
	/** Which verified events count, when a signature is not enough; all unless given. */
	admit?(events: NostrEvent[]): Promise<NostrEvent[]>;
}

/** What came of a batch, in the order received. */
export interface Intake {
	/** All that are genuine and belong here, met before or not. */
	seen: SeenEvent[];
	/** Those that this session had not met. */
	fresh: NostrEvent[];
	/** Those of them that were new to the cache. */
	stored: readonly NostrEvent[];
}

/** How many verified ids are remembered. */
const MEMORY = 20_000;

/**
 * The way from the socket into the cache: what does not belong here is left out, signatures are verified off the
 * main thread, and what is genuine is put in one transaction a batch, batches in the order they came. Nothing is
 * shown that did not come this way.
 */
export class EventIntake {
	/** How many events claimed what their signature does not bear out. */
	forged = 0;

	readonly #ports: Ports;
	readonly #scope: Scope;
	readonly #relay: string;
	readonly #seen: Map<string, SeenEvent>;
	#lane: Promise<unknown> = Promise.resolve();

	/** `seen` may be shared between intakes, so that one verifies no event that the other has verified. */
	constructor(ports: Ports, place: { scope: Scope; relay: string }, seen = new Map<string, SeenEvent>()) {
		this.#ports = ports;
		this.#scope = place.scope;
		this.#relay = place.relay;
		this.#seen = seen;
	}

	/** Resolves when the batch is in the cache; rejects with the cache's error (`storage-full`...). */
	take(events: readonly NostrEvent[]): Promise<Intake> {
		const checking = this.#check(events);
		const turn = this.#lane.then(async () => {
			const { seen, fresh } = await checking;
			const put = fresh.length > 0 ? await this.#ports.cache.put(this.#scope, this.#relay, fresh) : undefined;
			this.#remember(fresh);
			return { seen, fresh, stored: put?.stored ?? fresh };
		});
		this.#lane = turn.catch(() => undefined); // a batch that failed does not hold up the next
		return turn;
	}

	async #check(events: readonly NostrEvent[]): Promise<Pick<Intake, 'seen' | 'fresh'>> {
		const here = events.filter((event) => this.#ports.belongs(event));
		const unmet = here.filter((event) => !this.#seen.has(event.id));
		const verdicts = await this.#ports.verifier.verify(unmet);
		const genuine = unmet.filter((_, index) => verdicts[index]);
		if (genuine.length < unmet.length) this.#count(unmet.length - genuine.length);
		const fresh = (await this.#ports.admit?.(genuine)) ?? genuine;
		const positions = new Map<string, SeenEvent>(fresh.map((event) => [event.id, event]));
		// What was met before counts as it was then: this copy has not been verified.
		const seen = here.flatMap(({ id }) => positions.get(id) ?? this.#seen.get(id) ?? []);
		return { seen, fresh };
	}

	#remember(events: NostrEvent[]): void {
		// The relay's state is not remembered: of two versions the one received last counts, also if it comes back.
		for (const { id, created_at, kind } of events) {
			if (!isRelayState(kind)) this.#seen.set(id, { id, created_at, kind });
		}
		for (const id of this.#seen.keys()) {
			if (this.#seen.size <= MEMORY) break;
			this.#seen.delete(id);
		}
	}

	#count(forged: number): void {
		if (this.forged === 0) log('event-intake', `${this.#relay} served forged events`);
		this.forged += forged;
	}
}
