import type { GroupKey } from '$lib/protocol/group-key';
import type { ChangeFeed } from './change-feed.ts';
import type { Database } from './database.ts';
import type { Draft, StoredDraft } from './kept-records.ts';
import type { KeptSchema } from './kept-schema.ts';
import { startingWith } from './key-range.ts';
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

	/**
	 * Keeps a draft in place of the one before; an empty one is forgotten. `movedFrom` ('' for the group's own): it
	 * answered another message until now. Gives the texts that stood at both.
	 */
	async put(draft: Draft, movedFrom = draft.replyTo ?? ''): Promise<string[]> {
		const { account, relay, id, replyTo = '', text } = draft;
		const [stood] = await this.#database.write(['drafts'], (transaction) => {
			const { store } = transaction;
			const key = (of: string): StoredKey => [account, relay, id, of];
			const before = Promise.all([store.get(key(replyTo)), store.get(key(movedFrom))]);
			before.catch(() => undefined); // where a put throws at once, nobody else waits for it
			const changes: Promise<unknown>[] = [
				text ? store.put({ account, relay, id, replyTo, text, at: draft.at }) : store.delete(key(replyTo))
			];
			if (movedFrom !== replyTo) changes.push(store.delete(key(movedFrom)));
			// The last keystrokes are kept while the page goes away: nobody is left to see the put succeed.
			transaction.commit();
			return Promise.all([before, ...changes]);
		});
		this.#changes.notify(`drafts:${placeKey({ scope: account, relay, id })}`);
		return stood.map((each) => each?.text ?? '');
	}

	/** The drafts of a group, its own and those of replies, the newest first. */
	async ofGroup(account: Scope, { relay, id }: GroupKey): Promise<Draft[]> {
		const range = startingWith(account, relay, id);
		const drafts = await this.#database.read(['drafts'], ({ store }) => store.getAll(range));
		return drafts.map(toDraft).sort((a, b) => b.at - a.at);
	}
}

type StoredKey = KeptSchema['drafts']['key'];

function toDraft({ replyTo, ...draft }: StoredDraft): Draft {
	return replyTo === '' ? draft : { ...draft, replyTo };
}
