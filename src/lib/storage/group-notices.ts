import { groupKeyText, type GroupKey } from '$lib/protocol/group-key';
import type { ChangeFeed } from './change-feed.ts';
import type { Database } from './database.ts';
import { compareNewestFirst, type EventPosition } from './event-record.ts';
import type { NoticeLevel } from './kept-records.ts';
import type { KeptSchema } from './kept-schema.ts';
import { startingWith } from './key-range.ts';
import type { Scope } from './scope.ts';

/** What counts for a group until its person chooses. */
export const defaultNoticeLevel: NoticeLevel = 'mentions';

/** What each account wants to be told of its groups, and what it was told. Watch `notices:<account>` for the former. */
export class GroupNotices {
	readonly #database: Database<KeptSchema>;
	readonly #changes: ChangeFeed;

	constructor(database: Database<KeptSchema>, changes: ChangeFeed) {
		this.#database = database;
		this.#changes = changes;
	}

	/** What the account wants to be told of a group. */
	async level(account: Scope, { relay, id }: GroupKey): Promise<NoticeLevel> {
		const notice = await this.#database.read(['notices'], ({ store }) => store.get([account, relay, id]));
		return notice?.level ?? defaultNoticeLevel;
	}

	/** What was chosen for the groups of an account, by `groupKeyText`; {@link defaultNoticeLevel} for all others. */
	async levels(account: Scope): Promise<Map<string, NoticeLevel>> {
		const range = startingWith(account);
		const notices = await this.#database.read(['notices'], ({ store }) => store.getAll(range));
		return new Map(
			notices.flatMap(({ relay, group, level }) =>
				level ? [[groupKeyText({ relay, id: group }), level] as const] : []
			)
		);
	}

	/** Chooses what to be told. */
	async choose(account: Scope, { relay, id }: GroupKey, level: NoticeLevel): Promise<void> {
		await this.#database.write(['notices'], async ({ store }) => {
			const known = await store.get([account, relay, id]);
			await store.put({ ...known, account, relay, group: id, level });
		});
		this.#changes.notify(`notices:${account}`);
	}

	/**
	 * Claims to tell of a message: true for one of all tabs that ask, and only when it is newer than whatever was told
	 * of that group before.
	 */
	claim(account: Scope, { relay, id }: GroupKey, message: EventPosition): Promise<boolean> {
		return this.#database.write(['notices'], async ({ store }) => {
			const known = await store.get([account, relay, id]);
			if (known?.told && compareNewestFirst(message, known.told) >= 0) return false;
			const told = { created_at: message.created_at, id: message.id };
			await store.put({ ...known, account, relay, group: id, told });
			return true;
		});
	}
}
