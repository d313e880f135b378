import type { NostrEvent } from '../../src/lib/protocol/event.ts';
import type { Connection } from './connection.ts';
import type { Outcome } from './group-relay.ts';

/** Everybody who is connected, and the order in which they hear things. */
export class Audience {
	readonly #connections = new Set<Connection>();
	readonly #late = new Set<NodeJS.Timeout>();
	/** Milliseconds by which new state lags behind the OK; undefined: the state comes first and the OK last. */
	readonly #stateDelay: number | undefined;

	constructor(stateDelay: number | undefined) {
		this.#stateDelay = stateDelay;
	}

	get size(): number {
		return this.#connections.size;
	}

	add(connection: Connection): void {
		this.#connections.add(connection);
	}

	delete(connection: Connection): void {
		this.#connections.delete(connection);
	}

	/** In pyramid's order the OK comes last; groups_relay says OK first and shows the new state when it has calmed down. */
	deliver(outcome: Outcome, answer: () => void = () => undefined): void {
		if (this.#stateDelay === undefined) {
			this.send(outcome.events);
			answer();
			return;
		}
		answer();
		this.send(outcome.events);
		if (outcome.lateEvents.length === 0) return;
		const timer = setTimeout(() => {
			this.#late.delete(timer);
			this.send(outcome.lateEvents);
		}, this.#stateDelay);
		this.#late.add(timer);
	}

	/** Sends new events to everybody who subscribed to them and may read them. */
	send(events: readonly NostrEvent[]): void {
		if (this.#connections.size === 0) return;
		for (const event of events) for (const connection of this.#connections) connection.deliver(event);
	}

	/** Cuts every line. */
	drop(): void {
		for (const connection of this.#connections) connection.drop();
	}

	/** Cuts every line, and what was still to be said is not said any more. */
	close(): void {
		for (const timer of this.#late) clearTimeout(timer);
		this.#late.clear();
		this.drop();
	}
}
