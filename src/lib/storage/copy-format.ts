import { AppError } from '$lib/app-error';
import { isHexKey, parseEvent, type EventDraft, type NostrEvent } from '$lib/protocol/event';
import { parseRelayUrl } from '$lib/protocol/group-key';
import { asRecord, parseJsonRecord } from '$lib/protocol/json-value';
import { isModeration } from '$lib/protocol/kinds';
import { rewordedIntent, rewordingKey } from './draft-key.ts';
import type { Draft, GroupNotice, GroupWish, Intent, StoredMark } from './kept-records.ts';
import type { SettingValues } from './settings.ts';

/** Where in `porch-kept` lies what a copy takes along, apart from the key. */
export const copiedStores = [
	'drafts',
	'intents',
	'marks',
	'wishes',
	'notices',
	'lists',
	'addressables',
	'settings'
] as const;

/** The settings that go along: those of taste, none of this device. */
export type CopiedSettings = Partial<Pick<SettingValues, 'theme' | 'locale' | 'media'>>;

/** What a message that was not sent yet is, apart from the device it waits on. */
export type CopiedIntent = Pick<
	Intent,
	'id' | 'account' | 'relay' | 'group' | 'draft' | 'createdAt' | 'attempts'
>;

/** What was chosen to be told of a group, apart from what this device has told. */
export type CopiedNotice = Required<Omit<GroupNotice, 'told'>>;

/** What a device keeps of one account and nobody else has. The key only under its password, if it has one. */
export interface AccountCopy {
	account: string;
	/** Unix seconds. */
	made: number;
	key?: string;
	settings: CopiedSettings;
	drafts: Draft[];
	intents: CopiedIntent[];
	marks: StoredMark[];
	wishes: GroupWish[];
	notices: CopiedNotice[];
	/** The account's own lists and profile, signed. */
	lists: NostrEvent[];
}

/** Raised when an older Porch could not read what is written. What it does not know it must not drop in silence. */
const version = 1;
const maxText = 1_000_000;

/**
 * The copy as text: JSON, a record a line. The first says what it is and whose, the last how many stand between, so
 * that a file that was cut off is known as one.
 */
export function writeCopy(copy: AccountCopy): string {
	const records = [
		...(copy.key ? [{ key: copy.key }] : []),
		{ settings: copy.settings },
		...copy.drafts.map((draft) => ({ draft: copiedDraft(draft) })),
		...copy.intents.map(({ account: _, ...intent }) => ({ intent })),
		...copy.marks.map(({ account: _, ...mark }) => ({ mark })),
		...copy.wishes.map(({ account: _, ...wish }) => ({ wish })),
		...copy.notices.map(({ account: _, ...notice }) => ({ notice })),
		...copy.lists.map((list) => ({ list }))
	];
	const head = { porch: 'copy', version, account: copy.account, made: copy.made };
	return [head, ...records, { records: records.length }].map((line) => `${JSON.stringify(line)}\n`).join('');
}

/**
 * Reads a copy. `copy-newer` for one of a newer Porch, `copy-unreadable` for anything that is not a whole copy: a
 * half of one would look like all of it. Says nothing about signatures.
 */
export function readCopy(text: string): AccountCopy | AppError {
	const lines = text.trim().split('\n').map(parseJsonRecord);
	const [head, last] = [lines[0], lines.at(-1)];
	if (head?.porch !== 'copy' || !isHexKey(head.account)) return unreadable();
	if (typeof head.version !== 'number' || head.version > version) return new AppError('copy-newer', 'never');
	if (!isTime(head.made) || last?.records !== lines.length - 2) return unreadable();
	const copy: AccountCopy = {
		account: head.account,
		made: head.made,
		settings: {},
		drafts: [],
		intents: [],
		marks: [],
		wishes: [],
		notices: [],
		lists: []
	};
	return lines.slice(1, -1).every((line) => line && take(copy, line)) ? copy : unreadable();
}

/** Adds a record to the copy; false when it is none. */
function take(copy: AccountCopy, line: Record<string, unknown>): boolean {
	const { account } = copy;
	const add = <T>(list: T[], value: T | undefined): boolean => value !== undefined && list.push(value) > 0;
	if ('draft' in line) return add(copy.drafts, draftOf(line.draft, account));
	if ('intent' in line) return add(copy.intents, intentOf(line.intent, account));
	if ('mark' in line) return add(copy.marks, markOf(line.mark, account));
	if ('wish' in line) return add(copy.wishes, wishOf(line.wish, account));
	if ('notice' in line) return add(copy.notices, noticeOf(line.notice, account));
	if ('list' in line) return add(copy.lists, ownEvent(line.list, account));
	if ('settings' in line) copy.settings = settingsOf(line.settings);
	else if (isText(line.key, 400)) copy.key = line.key;
	else return false;
	return true;
}

/** Other words for an intent name it apart: to a Porch that does not know that, they are the group's own draft. */
function copiedDraft({ account: _, ...draft }: Draft): object {
	const { replyTo, ...rest } = draft;
	const instead = rewordedIntent(replyTo ?? '');
	return instead === undefined ? draft : { ...rest, instead };
}

function draftOf(value: unknown, account: string): Draft | undefined {
	const { relay, id, replyTo, instead, text, at } = asRecord(value) ?? {};
	if (!isRelay(relay) || !isText(id) || !isText(text) || !isTime(at)) return undefined;
	if (isText(instead, 200)) return { account, relay, id, replyTo: rewordingKey(instead), text, at };
	if (replyTo === undefined) return { account, relay, id, text, at };
	return isHexKey(replyTo) ? { account, relay, id, replyTo, text, at } : undefined;
}

/** Moderation is never sent late, so it is no intent, and no copy holds any. */
function intentOf(value: unknown, account: string): CopiedIntent | undefined {
	const { id, relay, group, draft, createdAt, attempts } = asRecord(value) ?? {};
	const said = contentOf(draft);
	if (!isText(id, 200) || !isRelay(relay) || !isText(group) || !isTime(createdAt) || !said) return undefined;
	if (!Array.isArray(attempts) || isModeration(said.kind)) return undefined;
	const signed = attempts.map((attempt) => attemptOf(attempt, account));
	const whole = signed.filter((attempt) => attempt !== undefined);
	if (whole.length < signed.length) return undefined;
	return { id, account, relay, group, draft: said, createdAt, attempts: whole };
}

function attemptOf(value: unknown, account: string): Intent['attempts'][number] | undefined {
	const { event, at, outcome, words } = asRecord(value) ?? {};
	const signed = ownEvent(event, account);
	if (!signed || !isTime(at)) return undefined;
	return {
		event: signed,
		at,
		...(outcome === 'refused' || outcome === 'unknown' ? { outcome } : {}),
		...(isText(words) ? { words } : {})
	};
}

/** The event that a draft will be, by the limits of one. */
function contentOf(value: unknown): EventDraft | undefined {
	const blank = { id: '0'.repeat(64), pubkey: '0'.repeat(64), created_at: 0, sig: '0'.repeat(128) };
	const event = parseEvent({ ...asRecord(value), ...blank });
	return event && { kind: event.kind, content: event.content, tags: event.tags };
}

function markOf(value: unknown, account: string): StoredMark | undefined {
	const { relay, group, created_at, id } = asRecord(value) ?? {};
	if (!isRelay(relay) || !isText(group) || !isTime(created_at) || !isHexKey(id)) return undefined;
	return { account, relay, group, created_at, id };
}

function wishOf(value: unknown, account: string): GroupWish | undefined {
	const { relay, id, wanted, hidden, name } = asRecord(value) ?? {};
	if (!isRelay(relay) || !isText(id) || typeof wanted !== 'boolean' || typeof hidden !== 'boolean')
		return undefined;
	return { account, relay, id, wanted, hidden, ...(isText(name) ? { name } : {}) };
}

function noticeOf(value: unknown, account: string): CopiedNotice | undefined {
	const { relay, group, level } = asRecord(value) ?? {};
	if (!isRelay(relay) || !isText(group)) return undefined;
	if (level !== 'all' && level !== 'mentions' && level !== 'nothing') return undefined;
	return { account, relay, group, level };
}

function ownEvent(value: unknown, account: string): NostrEvent | undefined {
	const event = parseEvent(value);
	return event?.pubkey === account ? event : undefined;
}

function settingsOf(value: unknown): CopiedSettings {
	const { theme, locale, media } = asRecord(value) ?? {};
	return {
		...(theme === 'system' || theme === 'light' || theme === 'dark' ? { theme } : {}),
		...(isText(locale, 40) ? { locale } : {}),
		...(media === 'always' || media === 'tap' ? { media } : {})
	};
}

function isRelay(value: unknown): value is string {
	return isText(value) && parseRelayUrl(value) === value;
}

function isText(value: unknown, limit = maxText): value is string {
	return typeof value === 'string' && value !== '' && value.length <= limit;
}

function isTime(value: unknown): value is number {
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function unreadable(): AppError {
	return new AppError('copy-unreadable', 'never');
}
