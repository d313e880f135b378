import type { NostrEvent } from '$lib/protocol/event';
import { kinds } from '$lib/protocol/kinds';
import {
	addressFromText,
	addressText,
	ANYBODY,
	deletionTargets,
	isDeletable,
	isEventRecord,
	replaces,
	sizeOf,
	type Address,
	type EventRecord,
	type StoredRecord,
	type Tombstone
} from './event-record.ts';

/** The key of a record: place key, and an event id or (of a tombstone) an address. */
export type RecordKey = [place: string, id: string];

/** What one batch does to the cache. */
export interface BatchOutcome {
	puts: StoredRecord[];
	deletes: RecordKey[];
	/** The events that are new, in the order given. */
	stored: NostrEvent[];
	/** Ids of events that were there and are not any more: deleted or replaced. */
	removed: string[];
	/** How many events were refused: deleted before, or older than the one that is kept. */
	dropped: number;
	/** By place key, how the counters of a place change. */
	changes: Map<string, { bytes: number; events: number }>;
}

/** What must be read before a batch of one shelf can be applied. */
export function neededBy(
	shelf: string,
	records: readonly EventRecord[]
): { keys: RecordKey[]; addresses: Address[] } {
	const keys = new Map<string, RecordKey>();
	const addresses = new Map<string, Address>();
	for (const record of records) {
		const targets = deletionTargets(record.event);
		const series = [addressText(record), ...targets.addresses].filter((text) => text !== undefined);
		for (const id of [record.event.id, ...targets.ids, ...series])
			keys.set(keyText(record.place, id), [record.place, id]);
		if (record.address) addresses.set(JSON.stringify(record.address), record.address);
		for (const text of targets.addresses) {
			const address = addressFromText(shelf, text);
			addresses.set(JSON.stringify(address), address);
		}
	}
	return { keys: [...keys.values()], addresses: [...addresses.values()] };
}

/**
 * Applies a batch to what is known of the records it touches, in the order received: duplicates change nothing,
 * newer replaceable events take the place of older ones, deletions take effect on what is there and on what comes
 * later. Pure, so that every rule has its test without a database.
 */
export function applyBatch(
	shelf: string,
	records: readonly EventRecord[],
	known: readonly StoredRecord[]
): BatchOutcome {
	const ledger = new Ledger(shelf, known);
	for (const record of records) ledger.add(record);
	return ledger.close(records);
}

/** The touched records as they were and as the batch leaves them. */
class Ledger {
	readonly #shelf: string;
	readonly #before = new Map<string, StoredRecord>();
	readonly #after = new Map<string, StoredRecord | undefined>();
	/** By address, the event that stands there. */
	readonly #holders = new Map<string, EventRecord>();
	#dropped = 0;

	constructor(shelf: string, known: readonly StoredRecord[]) {
		this.#shelf = shelf;
		for (const record of known) {
			this.#before.set(keyOf(record), record);
			this.#after.set(keyOf(record), record);
			if (isEventRecord(record) && record.address) this.#holders.set(JSON.stringify(record.address), record);
		}
	}

	add(record: EventRecord): void {
		if (isEventRecord(this.#after.get(keyOf(record)))) return; // a duplicate
		if (this.#isDeleted(record) || !this.#takeAddress(record)) {
			this.#dropped += 1;
			return;
		}
		this.#after.set(keyOf(record), record);
		this.#delete(record);
	}

	close(records: readonly EventRecord[]): BatchOutcome {
		const outcome: BatchOutcome = {
			puts: [],
			deletes: [],
			stored: [],
			removed: [],
			dropped: this.#dropped,
			changes: new Map()
		};
		for (const [key, after] of this.#after) {
			const before = this.#before.get(key);
			if (after === before) continue;
			if (after) outcome.puts.push(after);
			else if (before) outcome.deletes.push([before.place, before.event.id]);
			count(outcome, before, -1);
			count(outcome, after, 1);
			if (isEventRecord(before)) outcome.removed.push(before.event.id);
		}
		const isNew = (record: EventRecord) => this.#after.get(keyOf(record)) === record;
		outcome.stored = records.filter(isNew).map((record) => record.event);
		return outcome;
	}

	#isDeleted(record: EventRecord): boolean {
		if (!isDeletable(record.event)) return false;
		const own = this.#tombstone(record.place, record.event.id);
		if (own?.deletedBy.some((by) => by === record.event.pubkey || by === ANYBODY)) return true;
		const text = addressText(record);
		const series = text === undefined ? undefined : this.#tombstone(record.place, text);
		return series?.until !== undefined && series.until >= record.event.created_at;
	}

	/** False when a newer event stands at the record's address; otherwise the older one leaves. */
	#takeAddress(record: EventRecord): boolean {
		if (!record.address) return true;
		const address = JSON.stringify(record.address);
		const holder = this.#holders.get(address);
		if (holder && !replaces(record.event, holder.event)) return false;
		if (holder) this.#after.set(keyOf(holder), undefined);
		this.#holders.set(address, record);
		return true;
	}

	/**
	 * Carries out a deletion within its place: kind 5 on what its author wrote, kind 9005 on anything, since the
	 * relay would not serve one that it had not accepted.
	 */
	#delete({ place, event }: EventRecord): void {
		const by = event.kind === kinds.deleteEvent ? ANYBODY : event.pubkey;
		const { ids, addresses } = deletionTargets(event);
		for (const id of ids) {
			const target = this.#after.get(keyText(place, id));
			if (!isEventRecord(target)) {
				this.#bury({ place, event: { id }, deletedBy: [...new Set([...(target?.deletedBy ?? []), by])] });
			} else if (isDeletable(target.event) && (by === ANYBODY || by === target.event.pubkey)) {
				this.#leave(target);
				this.#bury({ place, event: { id }, deletedBy: [by] });
			}
		}
		for (const text of addresses) {
			const holder = this.#holders.get(JSON.stringify(addressFromText(this.#shelf, text)));
			if (holder?.place === place && holder.event.created_at <= event.created_at) {
				this.#leave(holder);
				this.#after.set(keyOf(holder), undefined);
			}
			const until = Math.max(event.created_at, this.#tombstone(place, text)?.until ?? 0);
			this.#bury({ place, event: { id: text }, deletedBy: [], until });
		}
	}

	#leave(record: EventRecord): void {
		if (record.address) this.#holders.delete(JSON.stringify(record.address));
	}

	#bury(tombstone: Tombstone): void {
		this.#after.set(keyOf(tombstone), tombstone);
	}

	#tombstone(place: string, id: string): Tombstone | undefined {
		const record = this.#after.get(keyText(place, id));
		return isEventRecord(record) ? undefined : record;
	}
}

function count(outcome: BatchOutcome, record: StoredRecord | undefined, sign: 1 | -1): void {
	if (!isEventRecord(record)) return;
	const change = outcome.changes.get(record.place) ?? { bytes: 0, events: 0 };
	change.bytes += sign * sizeOf(record);
	change.events += sign;
	outcome.changes.set(record.place, change);
}

function keyOf(record: StoredRecord): string {
	return keyText(record.place, record.event.id);
}

function keyText(place: string, id: string): string {
	return JSON.stringify([place, id]);
}
