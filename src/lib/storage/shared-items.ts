import { sameGroup, type GroupKey } from '$lib/protocol/group-key';
import type { ChangeFeed } from './change-feed.ts';
import type { Database } from './database.ts';
import type { SharedItem } from './kept-records.ts';
import type { KeptSchema } from './kept-schema.ts';

/** What was shared in and not answered yet. It outlives reloads, updates and signing in. Watch `shared`. */
export class SharedItems {
	readonly #database: Database<KeptSchema>;
	readonly #changes: ChangeFeed;

	constructor(database: Database<KeptSchema>, changes: ChangeFeed) {
		this.#database = database;
		this.#changes = changes;
	}

	/** Keeps an item; resolves when the disk has it, because the app it came from may be gone by then. */
	async put(item: SharedItem): Promise<void> {
		await this.#database.write(['shared'], ({ store }) => store.put(item), { durability: 'strict' });
		this.#changes.notify('shared');
	}

	/** All that wait, the one that came in last first. */
	async all(): Promise<SharedItem[]> {
		const items = await this.#database.read(['shared'], ({ store }) => store.getAll());
		return items.sort((a, b) => b.at - a.at);
	}

	/** Forgets an item: it was sent on, or discarded. */
	async forget(id: string): Promise<void> {
		await this.#database.write(['shared'], ({ store }) => store.delete(id));
		this.#changes.notify('shared');
	}

	/** Forgets the invites to a group: they were answered. */
	async forgetInvites(group: GroupKey): Promise<void> {
		for (const { id, reference } of await this.all()) {
			if (reference?.id === undefined) continue;
			if (sameGroup({ relay: reference.relay, id: reference.id }, group)) await this.forget(id);
		}
	}
}
