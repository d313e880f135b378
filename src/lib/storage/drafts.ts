import type { GroupKey } from '$lib/protocol/group-key';
import type { ChangeFeed } from './change-feed.ts';
import type { Database } from './database.ts';
import type { Draft, StoredDraft } from './kept-records.ts';
import type { KeptSchema } from './kept-schema.ts';
import { placeKey } from './place.ts';
import type { Scope } from './scope.ts';

/** What was typed, kept on every keystroke. Watch `drafts:<placeKey>`. */
export class Drafts {
	readonly #database: Database<KeptSchema>;
	readonly #changes: ChangeFeed;

	constructor(database: Database<KeptSchema>, changes: ChangeFeed) {
		this.#database = database;
		this.#changes = changes;
	}

	/** The draft of a group, or of a reply in it. */
	async find(account: Scope, group: GroupKey, replyTo = ''): Promise<Draft | undefined> {
		const draft = await this.#database.read(['drafts'], ({ store }) =>
			store.get([account, group.relay, group.id, replyTo])
		);
		return draft && toDraft(draft);
	}

	/**
	 * Keeps a draft in place of the one before; an empty one is forgotten. `movedFrom` ('' for the group's own): it
	 * answered another message until now.
	 */
	async put(draft: Draft, movedFrom?: string): Promise<void> {
		const { account, relay, id, replyTo = '', text } = draft;
		await this.#database.write(['drafts'], (transaction) => {
			const { store } = transaction;
			const changes: Promise<unknown>[] = [
				text === ''
					? store.delete([account, relay, id, replyTo])
					: store.put({ account, relay, id, replyTo, text, at: draft.at })
			];
			if (movedFrom !== undefined) changes.push(store.delete([account, relay, id, movedFrom]));
			// The last keystrokes are kept while the page goes away: nobody is left to see the put succeed.
			transaction.commit();
			return Promise.all(changes);
		});
		this.#changes.notify(`drafts:${placeKey({ scope: account, relay, id })}`);
	}

	/** The drafts of a group, its own and those of replies, the newest first. */
	ofGroup(account: Scope, { relay, id }: GroupKey): Promise<Draft[]> {
		return this.#startingWith([account, relay, id]);
	}

	/** All drafts of an account, the newest first. */
	ofAccount(account: Scope): Promise<Draft[]> {
		return this.#startingWith([account]);
	}

	async #startingWith(prefix: string[]): Promise<Draft[]> {
		const range = IDBKeyRange.bound(prefix, [...prefix, []]);
		const drafts = await this.#database.read(['drafts'], ({ store }) => store.getAll(range));
		return drafts.map(toDraft).sort((a, b) => b.at - a.at);
	}
}

function toDraft({ replyTo, ...draft }: StoredDraft): Draft {
	return replyTo === '' ? draft : { ...draft, replyTo };
}
