import type { Clock } from '../clock.ts';
import { log } from '../log.ts';
import { groupIdOf, type NostrEvent } from '../protocol/event.ts';
import { kinds } from '../protocol/kinds.ts';
import type { EventCache } from '$lib/storage/event-cache';
import type { Scope } from '$lib/storage/scope';
import { EventIntake } from './event-intake.ts';
import { FURTHEST_FAST, OVERLAP } from './group-tracks.ts';
import type { RelayConnection } from './relay-connection.ts';
import type { RelayRequest } from './relay-requests.ts';
import type { Verifier } from './verifier.ts';

interface Ports {
	connection: Pick<RelayConnection, 'request'>;
	cache: Pick<EventCache, 'newest' | 'put'>;
	verifier: Pick<Verifier, 'verify'>;
	clock: Clock;
}

/** What somebody may be told of, and what takes it back. */
const watched: readonly number[] = [kinds.chat, kinds.deletion, kinds.deleteEvent];
/** Events: more than that were missed, and are caught up with when the group is opened. */
const MOST = 200;

/**
 * Hears what is said in several groups of one relay by one request, while nobody looks. It claims nothing about what
 * is known: whoever opens a group catches up as after any silence. Where the relay refuses the request, maybe for one
 * group's sake, each group is asked for by itself.
 */
export class RelayWatch {
	readonly #ports: Ports;
	readonly #intake: EventIntake;
	readonly #requests = new Set<RelayRequest>();
	/** Unix seconds: up to here everything was asked for. */
	#heard = 0;
	#isClosed = false;

	constructor(ports: Ports, shelf: { scope: Scope; relay: string }, groups: readonly string[]) {
		const { cache, verifier } = ports;
		this.#ports = ports;
		const belongs = (event: NostrEvent): boolean =>
			watched.includes(event.kind) && groups.includes(groupIdOf(event) ?? '');
		this.#intake = new EventIntake({ cache, verifier, belongs }, shelf);
		void this.#begin(shelf, groups);
	}

	/** Ends it. */
	close(): void {
		this.#isClosed = true;
		for (const request of this.#requests) request.close();
		this.#requests.clear();
	}

	/** From what the device has heard last: a clock alone, which may be fast, would ask for what is not said yet. */
	async #begin(shelf: { scope: Scope; relay: string }, groups: readonly string[]): Promise<void> {
		const { cache, clock } = this.#ports;
		const reading = groups.map((id) => cache.newest({ ...shelf, id }, 1));
		const newest = await Promise.all(reading).catch((cause: unknown) => {
			log('relay-watch', 'what was heard last could not be read', cause);
			return [];
		});
		const times = newest.flat().map((event) => event.created_at);
		const now = clock();
		this.#heard = Math.max(now - FURTHEST_FAST, Math.min(now, Math.max(0, ...times)));
		if (!this.#isClosed) this.#ask(groups);
	}

	#ask(groups: readonly string[]): void {
		const request = this.#ports.connection.request(
			() => [{ kinds: [...watched], '#h': [...groups], since: this.#heard - OVERLAP, limit: MOST }],
			{
				onEvents: (events) => void this.#take(events),
				onClosed: (error) => {
					this.#requests.delete(request);
					if (groups.length > 1) for (const group of groups) this.#ask([group]);
					else log('relay-watch', `a group is not heard: ${error.code}`);
				}
			},
			{ live: true, background: true }
		);
		this.#requests.add(request);
	}

	async #take(events: NostrEvent[]): Promise<void> {
		try {
			const { seen } = await this.#intake.take(events);
			const times = seen.map((event) => event.created_at);
			this.#heard = Math.max(this.#heard, Math.min(this.#ports.clock(), Math.max(0, ...times)));
		} catch (cause) {
			log('relay-watch', 'what was heard could not be kept', cause);
		}
	}
}
