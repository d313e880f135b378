import type { DBSchema } from 'idb';
import type { NostrEvent } from '$lib/protocol/event';
import type { DatabaseDesign } from './connection.ts';
import type { Address, Reference, StoredRecord } from './event-record.ts';
import type { Gap, Interval } from './intervals.ts';
import type { Scope } from './scope.ts';

/** What the cache counts of a place, so that nothing is ever counted by reading it. */
export interface PlaceRecord {
	/** Place key. */
	place: string;
	bytes: number;
	events: number;
	/** When somebody last looked at it, unix seconds; 0: never. */
	openedAt: number;
}

/** For which stretches of time all that a filter finds in a place is in the cache. */
export interface Claim {
	/** Place key. */
	place: string;
	/** The sync's name of the filter. */
	name: string;
	intervals: Interval[];
	/** Stretches that were promised to be filled, newest last; missing: none. */
	gaps?: Gap[];
	/** The newest event that is known together with everything before it, unix seconds; missing: not noted yet. */
	heard?: number;
}

/** `porch-cache`: what relays told us. It may vanish at any time, and be fetched again. */
export interface CacheSchema extends DBSchema {
	events: {
		key: [place: string, id: string];
		value: StoredRecord;
		indexes: {
			/** Newest first within a place and kind; ids settle ties. */
			timeline: [place: string, kind: number, age: number, id: string];
			/** The one event at an address; holds replaceable events only. */
			address: Address;
			/** What refers to an event, memberships by person, and messages that name the account. */
			references: Reference;
		};
	};
	places: { key: string; value: PlaceRecord };
	coverage: {
		key: [place: string, name: string];
		value: Claim;
	};
	profiles: { key: [scope: Scope, pubkey: string]; value: { scope: Scope; event: NostrEvent } };
	information: { key: string; value: { relay: string; json: unknown; at: number } };
}

/** The design of `porch-cache`. Append migrations, never change one. */
export const cacheDesign: DatabaseDesign<CacheSchema> = {
	name: 'porch-cache',
	expendable: true,
	migrations: [
		(database) => {
			const events = database.createObjectStore('events', { keyPath: ['place', 'event.id'] });
			events.createIndex('timeline', ['place', 'event.kind', 'age', 'event.id']);
			events.createIndex('address', 'address');
			events.createIndex('references', 'references', { multiEntry: true });
			database.createObjectStore('places', { keyPath: 'place' });
			database.createObjectStore('coverage', { keyPath: ['place', 'name'] });
			database.createObjectStore('profiles', { keyPath: ['scope', 'event.pubkey'] });
			database.createObjectStore('information', { keyPath: 'relay' });
		}
	]
};
