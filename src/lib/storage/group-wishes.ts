import type { ChangeFeed } from './change-feed.ts';
import type { Database } from './database.ts';
import type { GroupWish } from './kept-records.ts';
import type { KeptSchema } from './kept-schema.ts';
import { startingWith } from './key-range.ts';

/**
 * Groups joined or left on this device whose 10009 (NIP-51) could not be published yet. They are on the screen at
 * once and are published when the relays can be reached. Watch `lists:<account>`.
 */
export class GroupWishes {
	readonly #database: Database<KeptSchema>;
	readonly #changes: ChangeFeed;

	constructor(database: Database<KeptSchema>, changes: ChangeFeed) {
		this.#database = database;
		this.#changes = changes;
	}

	/** Keeps a wish; a later one about the same group takes its place. */
	async put(wish: GroupWish): Promise<void> {
		await this.#database.write(['wishes'], ({ store }) => store.put(wish));
		this.#changes.notify(`lists:${wish.account}`);
	}

	/** Everything that is not confirmed. */
	async ofAccount(account: string): Promise<GroupWish[]> {
		const range = startingWith(account);
		return this.#database.read(['wishes'], ({ store }) => store.getAll(range));
	}

	/** The relays have it. A later wish about the same group stays. */
	async forget(wish: GroupWish): Promise<void> {
		const key: [string, string, string] = [wish.account, wish.relay, wish.id];
		await this.#database.write(['wishes'], async ({ store }) => {
			const kept = await store.get(key);
			if (kept && isSame(kept, wish)) await store.delete(key);
		});
		this.#changes.notify(`lists:${wish.account}`);
	}
}

function isSame(one: GroupWish, other: GroupWish): boolean {
	return one.wanted === other.wanted && one.hidden === other.hidden && one.name === other.name;
}
