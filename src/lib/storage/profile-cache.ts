import type { NostrEvent } from '$lib/protocol/event';
import { kinds } from '$lib/protocol/kinds';
import type { CacheSchema } from './cache-schema.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { Database } from './database.ts';
import { replaces } from './event-record.ts';
import type { Scope } from './scope.ts';

/** The newest known profile (kind 0) of people, as each scope sees them. */
export class ProfileCache {
	readonly #database: Database<CacheSchema>;
	readonly #changes: ChangeFeed;

	constructor(database: Database<CacheSchema>, changes: ChangeFeed) {
		this.#database = database;
		this.#changes = changes;
	}

	/** Raw profile events by public key; whoever is unknown is missing. */
	async find(scope: Scope, pubkeys: readonly string[]): Promise<Map<string, NostrEvent>> {
		const records = await this.#database.read(['profiles'], ({ store }) =>
			Promise.all(pubkeys.map((pubkey) => store.get([scope, pubkey])))
		);
		return new Map(records.flatMap((record) => (record ? [[record.event.pubkey, record.event]] : [])));
	}

	/** Keeps verified kind 0 events that are newer than what is kept; tells watchers of `profiles`. */
	async put(scope: Scope, events: readonly NostrEvent[]): Promise<void> {
		const newest = new Map<string, NostrEvent>();
		for (const event of events) {
			const other = newest.get(event.pubkey);
			if (event.kind === kinds.profile && (!other || replaces(event, other))) newest.set(event.pubkey, event);
		}
		if (newest.size === 0) return;
		const changed = await this.#database.write(
			['profiles'],
			async ({ store }) => {
				const writes = [...newest.values()].map(async (event) => {
					const known = await store.get([scope, event.pubkey]);
					if (known && !replaces(event, known.event)) return false;
					await store.put({ scope, event });
					return true;
				});
				return (await Promise.all(writes)).includes(true);
			},
			{ durability: 'relaxed' }
		);
		if (changed) this.#changes.notify('profiles');
	}
}
