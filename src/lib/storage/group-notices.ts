import { groupKeyText, type GroupKey } from '$lib/protocol/group-key';
import type { ChangeFeed } from './change-feed.ts';
import type { Database } from './database.ts';
import { compareNewestFirst, type EventPosition } from './event-record.ts';
import type { NoticeLevel } from './kept-records.ts';
import type { KeptSchema } from './kept-schema.ts';
import { startingWith } from './key-range.ts';
import type { Scope } from './scope.ts';
import { horizonAt, isSettled, MOST, settle, type Settled } from './settled.ts';

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
	 * Claims to tell of the newest of these messages that is news, at `now` in unix seconds: given to one of all tabs that
	 * ask, and only when it is newer than whatever was told of that group before. What comes from the future is measured
	 * by what else came from there, and silences nobody.
	 */
	claim<Message extends EventPosition>(
		account: Scope,
		{ relay, id }: GroupKey,
		messages: readonly Message[],
		now: number
	): Promise<Message | undefined> {
		return this.#database.write(['notices'], async ({ store }) => {
			const known = await store.get([account, relay, id]);
			const newest = messages.toSorted(compareNewestFirst);
			const news = newest.find((each) => isNews(known?.told, each, now));
			const told = news && tell(known?.told, newest, now);
			if (told) await store.put({ ...known, account, relay, group: id, told });
			return news;
		});
	}
}

function isNews(told: Settled | undefined, message: EventPosition, now: number): boolean {
	if (!told) return true;
	if (isSettled(told, message)) return false;
	const [newest] = told.beyond ?? [];
	return !newest || message.created_at <= horizonAt(now) || compareNewestFirst(message, newest) < 0;
}

/** Nobody has seen them: however many come from the future, all of them together move nothing. */
function tell(told: Settled | undefined, newest: readonly EventPosition[], now: number): Settled | undefined {
	const horizon = horizonAt(now);
	const future = newest.filter((each) => each.created_at > horizon).slice(0, MOST / 2);
	const present = newest.filter((each) => each.created_at <= horizon);
	const before = told?.beyond ? { ...told, beyond: told.beyond.slice(0, MOST / 2) } : told;
	return settle(before, [...future, ...present], now);
}
