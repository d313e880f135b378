import type { NostrEvent } from '../../src/lib/protocol/event.ts';

/** NIP-01's order for answers: newest first, and of two from the same second the lower id first. */
export function byNewest(a: NostrEvent, b: NostrEvent): number {
	if (a.created_at !== b.created_at) return b.created_at - a.created_at;
	return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/**
 * Events in NIP-01's order. They are held oldest first, because new events are nearly always the newest: adding one
 * is then a push, and reading the newest fifty of a hundred thousand touches fifty.
 */
export class SortedEvents {
	#events: NostrEvent[] = [];

	get size(): number {
		return this.#events.length;
	}

	add(event: NostrEvent): void {
		this.#events.splice(this.#placeOf(event), 0, event);
	}

	remove(event: NostrEvent): void {
		const place = this.#placeOf(event);
		if (this.#events[place]?.id === event.id) this.#events.splice(place, 1);
	}

	/** The event at a position counted from the oldest. */
	at(position: number): NostrEvent | undefined {
		return this.#events[position];
	}

	/** How many events are stamped at `until` (unix seconds) or before. */
	countUntil(until: number): number {
		return this.#firstWhere((event) => event.created_at > until);
	}

	/** Where this event stands, or would stand. */
	#placeOf(event: NostrEvent): number {
		return this.#firstWhere((other) => byNewest(other, event) <= 0);
	}

	/** The first position whose event passes; every later one passes too. Looks at the newest first: it is the usual answer. */
	#firstWhere(passes: (event: NostrEvent) => boolean): number {
		const newest = this.#events.at(-1);
		if (!newest || !passes(newest)) return this.#events.length;
		let low = 0;
		let high = this.#events.length - 1;
		while (low < high) {
			const middle = (low + high) >> 1;
			const event = this.#events[middle];
			if (event && passes(event)) high = middle;
			else low = middle + 1;
		}
		return low;
	}
}
