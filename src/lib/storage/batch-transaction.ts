import type { IDBPTransaction } from 'idb';
import type { CacheSchema } from './cache-schema.ts';
import { applyBatch, neededBy, type BatchOutcome } from './event-batch.ts';
import type { EventRecord, StoredRecord } from './event-record.ts';

/** The transaction in which a batch of events is written. */
export type Batch = IDBPTransaction<CacheSchema, ['events', 'places'], 'readwrite'>;

/** Applies a batch of one shelf: two rounds of requests, all that is to be read and then all that changes. */
export async function writeBatch(
	batch: Batch,
	shelf: string,
	records: readonly EventRecord[]
): Promise<BatchOutcome> {
	const outcome = applyBatch(shelf, records, await readKnown(batch, shelf, records));
	await writeOutcome(batch, outcome);
	return outcome;
}

async function readKnown(
	batch: Batch,
	shelf: string,
	records: readonly EventRecord[]
): Promise<StoredRecord[]> {
	const store = batch.objectStore('events');
	const { keys, addresses } = neededBy(shelf, records);
	const known = await Promise.all([
		...keys.map((key) => store.get(key)),
		...addresses.map((address) => store.index('address').get(address))
	]);
	return known.filter((record) => record !== undefined);
}

async function writeOutcome(batch: Batch, outcome: BatchOutcome): Promise<void> {
	const events = batch.objectStore('events');
	const places = batch.objectStore('places');
	await Promise.all([
		...outcome.puts.map((record) => events.put(record)),
		...outcome.deletes.map((key) => events.delete(key)),
		...[...outcome.changes].map(async ([place, change]) => {
			const known = (await places.get(place)) ?? { place, bytes: 0, events: 0, openedAt: 0 };
			const [bytes, count] = [known.bytes + change.bytes, known.events + change.events];
			await places.put({ ...known, bytes, events: count });
		})
	]);
}
