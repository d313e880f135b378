import type { CacheSchema } from './cache-schema.ts';
import type { Database } from './database.ts';

/** A relay's own description (NIP-11) as it was fetched. */
export interface CachedInformation {
	json: unknown;
	/** When, unix seconds. */
	at: number;
}

/** The NIP-11 documents of relays. They are public: the same for every scope. */
export class RelayInformationCache {
	readonly #database: Database<CacheSchema>;

	constructor(database: Database<CacheSchema>) {
		this.#database = database;
	}

	/** The document of a relay, by its normalised URL. */
	async find(relay: string): Promise<CachedInformation | undefined> {
		const record = await this.#database.read(['information'], ({ store }) => store.get(relay));
		return record && { json: record.json, at: record.at };
	}

	/** Keeps the document, fetched at `at` (unix seconds). */
	async put(relay: string, json: unknown, at: number): Promise<void> {
		await this.#database.write(['information'], ({ store }) => store.put({ relay, json, at }));
	}
}
