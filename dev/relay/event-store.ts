import type { NostrEvent } from '../../src/lib/protocol/event.ts';
import { matchesFilter, type Filter } from '../../src/lib/protocol/filter.ts';
import { isAddressable, isReplaceable } from '../../src/lib/protocol/kinds.ts';
import { EventIndex, type Accepts } from './event-index.ts';
import { byNewest } from './sorted-events.ts';

/** What became of an event: kept, already here, or not kept because a newer version is. */
export type Stored = 'stored' | 'duplicate' | 'older';

/** Every event the relay holds, in memory, with NIP-01's rules for replaceable and addressable ones. */
export class EventStore {
	#byId = new Map<string, NostrEvent>();
	#byAddress = new Map<string, NostrEvent>();
	#deleted = new Set<string>();
	#index = new EventIndex();

	get size(): number {
		return this.#byId.size;
	}

	find(id: string): NostrEvent | undefined {
		return this.#byId.get(id);
	}

	/** The one event at an address `kind:pubkey:d`. */
	findAddress(address: string): NostrEvent | undefined {
		return this.#byAddress.get(address);
	}

	/** True when an event with this id was deleted here: it may not come back. */
	isDeleted(id: string): boolean {
		return this.#deleted.has(id);
	}

	/** `always`: the relay's own word replaces the last one, whatever their times and ids (39000-39005). */
	put(event: NostrEvent, options: { always?: boolean } = {}): Stored {
		if (this.#byId.has(event.id)) return 'duplicate';
		const address = addressOf(event);
		const standing = address === undefined ? undefined : this.#byAddress.get(address);
		if (standing && !options.always && byNewest(standing, event) < 0) return 'older';
		if (standing) this.#take(standing);
		if (address !== undefined) this.#byAddress.set(address, event);
		this.#byId.set(event.id, event);
		this.#index.add(event);
		return 'stored';
	}

	/** Deletes for good: the id is remembered. */
	delete(event: NostrEvent): void {
		this.#deleted.add(event.id);
		this.#take(event);
	}

	/** Deletes by id; false when there is no such event. */
	deleteId(id: string): boolean {
		const event = this.#byId.get(id);
		if (event) this.delete(event);
		return event !== undefined;
	}

	/** The newest events that match, newest first; `limit` of the filter counts, up to `most`. */
	query(filter: Filter, most: number, accepts: Accepts = () => true): NostrEvent[] {
		const count = Math.min(filter.limit ?? most, most);
		const words = filter.search?.trim().toLowerCase();
		const matches = (event: NostrEvent) =>
			matchesFilter(event, filter) &&
			(!words || event.content.toLowerCase().includes(words)) &&
			accepts(event);
		if (!filter.ids) return this.#index.newest(filter, count, matches);
		const named = [...new Set(filter.ids)].flatMap((id) => this.#byId.get(id) ?? []);
		return named.filter(matches).sort(byNewest).slice(0, count);
	}

	#take(event: NostrEvent): void {
		if (!this.#byId.delete(event.id)) return;
		this.#index.remove(event);
		const address = addressOf(event);
		if (address !== undefined && this.#byAddress.get(address) === event) this.#byAddress.delete(address);
	}
}

/** `kind:pubkey:` or `kind:pubkey:d` for events of which only the newest counts. */
export function addressOf(event: NostrEvent): string | undefined {
	if (isReplaceable(event.kind)) return `${event.kind}:${event.pubkey}:`;
	if (!isAddressable(event.kind)) return undefined;
	return `${event.kind}:${event.pubkey}:${event.tags.find(([name]) => name === 'd')?.[1] ?? ''}`;
}
