import type { CacheSchema } from './cache-schema.ts';
import type { Database } from './database.ts';
import { startingWith } from './key-range.ts';
import { shelfKey } from './place.ts';
import type { Scope } from './scope.ts';

/** What the device holds of one relay, as it was counted when it was stored. */
export interface RelayUsage {
	/** Normalised URL. */
	relay: string;
	groups: number;
	events: number;
	/** About, index entries included. */
	bytes: number;
}

/** Of each relay that any of these scopes has read from, the largest first. Adds up counters; reads no event. */
export async function usageByRelay(
	cache: Database<CacheSchema>,
	scopes: readonly Scope[]
): Promise<RelayUsage[]> {
	const places = await cache.read(['places'], ({ store }) => store.getAll());
	const relays = new Map<string, RelayUsage>();
	for (const { place, bytes, events } of places) {
		const [scope = '', relay = ''] = place.split(' ', 2);
		if (!scopes.includes(scope)) continue;
		const usage = relays.get(relay) ?? { relay, groups: 0, events: 0, bytes: 0 };
		usage.groups += 1;
		usage.events += events;
		usage.bytes += bytes;
		relays.set(relay, usage);
	}
	return [...relays.values()].sort((a, b) => b.bytes - a.bytes);
}

/**
 * Forgets what these scopes have read on a relay: events, deletions and coverage. Gives the keys of the places that
 * are empty now. Only deletes, so that it works on a full device, too.
 */
export async function forgetRelay(
	cache: Database<CacheSchema>,
	relay: string,
	scopes: readonly Scope[]
): Promise<string[]> {
	return cache.write(
		['events', 'coverage', 'places', 'information'],
		async (transaction) => {
			const gone = scopes.map(async (scope) => {
				const shelf = shelfKey(scope, relay);
				const [from, to] = [`${shelf} `, `${shelf}!`]; // '!' follows ' ', with which every place key goes on
				const places = await transaction.objectStore('places').getAllKeys(IDBKeyRange.bound(from, to));
				await Promise.all([
					transaction.objectStore('events').delete(IDBKeyRange.bound([from], [to])),
					transaction.objectStore('coverage').delete(IDBKeyRange.bound([from], [to])),
					transaction.objectStore('places').delete(IDBKeyRange.bound(from, to))
				]);
				return places;
			});
			await transaction.objectStore('information').delete(relay);
			return (await Promise.all(gone)).flat();
		},
		{ whenFull: 'fail' }
	);
}

/** Forgets everything that this account, or nobody, has read: events, deletions, coverage, profiles. */
export async function forgetScope(cache: Database<CacheSchema>, scope: Scope): Promise<void> {
	const [from, to] = [`${scope} `, `${scope}!`]; // '!' follows ' ', with which every place key goes on
	await cache.write(['events', 'coverage', 'places', 'profiles'], async (transaction) => {
		await Promise.all([
			transaction.objectStore('events').delete(IDBKeyRange.bound([from], [to])),
			transaction.objectStore('coverage').delete(IDBKeyRange.bound([from], [to])),
			transaction.objectStore('places').delete(IDBKeyRange.bound(from, to)),
			transaction.objectStore('profiles').delete(startingWith(scope))
		]);
	});
}

/** Forgets everything that can be fetched again, of all accounts. Gives the keys of the places that are empty now. */
export async function forgetCache(cache: Database<CacheSchema>): Promise<string[]> {
	return cache.write(
		['events', 'coverage', 'places', 'profiles', 'information'],
		async (transaction) => {
			const places = await transaction.objectStore('places').getAllKeys();
			await Promise.all([
				transaction.objectStore('events').clear(),
				transaction.objectStore('coverage').clear(),
				transaction.objectStore('places').clear(),
				transaction.objectStore('profiles').clear(),
				transaction.objectStore('information').clear()
			]);
			return places;
		},
		{ whenFull: 'fail' }
	);
}
