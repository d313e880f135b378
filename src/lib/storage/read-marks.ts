import type { GroupKey } from '$lib/protocol/group-key';
import type { ChangeFeed } from './change-feed.ts';
import type { Database } from './database.ts';
import type { ReadMark } from './kept-records.ts';
import type { KeptSchema } from './kept-schema.ts';
import { startingWith } from './key-range.ts';
import type { Scope } from './scope.ts';
import { joinSettled } from './settled.ts';

/** How far each account has read in each group. Watch `marks:<account>`. */
export class ReadMarks {
	readonly #database: Database<KeptSchema>;
	readonly #changes: ChangeFeed;

	constructor(database: Database<KeptSchema>, changes: ChangeFeed) {
		this.#database = database;
		this.#changes = changes;
	}

	/** How far a group is read. */
	async find(account: Scope, { relay, id }: GroupKey): Promise<ReadMark | undefined> {
		const mark = await this.#database.read(['marks'], ({ store }) => store.get([account, relay, id]));
		return mark && toMark(mark);
	}

	/** Moves the mark forwards; from any number of tabs, it never goes back. */
	async put(account: Scope, { relay, id }: GroupKey, mark: ReadMark): Promise<void> {
		const isMoved = await this.#database.write(['marks'], async ({ store }) => {
			const known = await store.get([account, relay, id]);
			const before = known && toMark(known);
			const after = before ? joinSettled(before, mark) : toMark(mark);
			if (after === before) return false;
			await store.put({ ...after, account, relay, group: id });
			return true;
		});
		if (isMoved) this.#changes.notify(`marks:${account}`);
	}

	/** The marks of all groups of an account. */
	async ofAccount(account: Scope): Promise<{ key: GroupKey; mark: ReadMark }[]> {
		const range = startingWith(account);
		const marks = await this.#database.read(['marks'], ({ store }) => store.getAll(range));
		return marks.map((stored) => ({ key: { relay: stored.relay, id: stored.group }, mark: toMark(stored) }));
	}
}

function toMark({ created_at, id, beyond }: ReadMark): ReadMark {
	return { created_at, id, ...(beyond ? { beyond } : {}) };
}
