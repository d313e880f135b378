import type { CacheSchema, Claim } from './cache-schema.ts';
import type { Database } from './database.ts';
import { addInterval, isSameGap, type Gap, type Interval } from './intervals.ts';
import { placeKey, type Place } from './place.ts';

/** What became known of a stretch of time, or is owed of it. */
export interface Settlement {
	interval?: Interval;
	owed?: Gap | undefined;
	filled?: Gap;
	/** Unix seconds. */
	heard?: number | undefined;
}

/**
 * The stretches of time for which the cache is known to hold all that the relay has, for each place and kind of
 * filter (`name` is the sync's name for it). Eviction takes back what it no longer holds.
 */
export class Coverage {
	readonly #database: Database<CacheSchema>;

	constructor(database: Database<CacheSchema>) {
		this.#database = database;
	}

	/** What is known and owed of a place; undefined where nothing ever was. */
	claim(place: Place, name: string): Promise<Claim | undefined> {
		return this.#database.read(['coverage'], ({ store }) => store.get([placeKey(place), name]));
	}

	/** The known intervals, from old to new, none touching another. */
	async intervals(place: Place, name: string): Promise<Interval[]> {
		return (await this.claim(place, name))?.intervals ?? [];
	}

	/** Claims one more interval; only after its events are in the cache. */
	add(place: Place, name: string, interval: Interval): Promise<void> {
		return this.settle(place, name, { interval });
	}

	/**
	 * In one step: claims an interval, owes one gap more, drops one that is filled or takes another shape, and notes
	 * how new the newest event is that is known together with everything before it.
	 */
	async settle(place: Place, name: string, { interval, owed, filled, heard }: Settlement): Promise<void> {
		const key = placeKey(place);
		await this.#database.write(['coverage'], async ({ store }) => {
			const claim = await store.get([key, name]);
			const known = claim?.intervals ?? [];
			const left = (claim?.gaps ?? []).filter((gap) => !isSameGap(gap, filled) && !isSameGap(gap, owed));
			const gaps = owed ? [...left, owed] : left;
			const { gaps: _, ...rest } = { ...claim, place: key, name };
			const intervals = interval ? addInterval(known, interval) : known;
			const newest = heard === undefined ? {} : { heard: Math.max(heard, rest.heard ?? heard) };
			await store.put({ ...rest, intervals, ...(gaps.length > 0 ? { gaps } : {}), ...newest });
		});
	}
}
