import type { GroupKey } from '$lib/protocol/group-key';
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

	/** The relays have it. */
	async forget(account: string, { relay, id }: GroupKey): Promise<void> {
		await this.#database.write(['wishes'], ({ store }) => store.delete([account, relay, id]));
		this.#changes.notify(`lists:${account}`);
	}
}
