import type { ChatMessage } from '$lib/protocol/chat-message';
import type { NostrEvent } from '$lib/protocol/event';
import { compareNewestFirst, type EventPosition } from '$lib/storage/event-record';
import type { IntentError, IntentState } from '$lib/storage/kept-records';

/** How a message of mine stands that the relay has not confirmed. */
export interface Sending {
	readonly intentId: string;
	readonly state: IntentState;
	/** It can be worded differently: the relay does not have it. */
	readonly changeable: boolean;
	readonly error?: IntentError;
}

/** Whether it did not get through, and has to be told as trouble. */
export function isTroubled({ error, state }: Sending): boolean {
	return error !== undefined || state === 'refused' || state === 'unknown';
}

/** One message of a conversation: said, or still on its way. */
export interface Said {
	/** Stays the same from the moment it was typed until it leaves the screen. */
	readonly key: string;
	readonly message: ChatMessage;
	/** Missing on what the relay has. */
	readonly sending?: Sending;
}

/** A message as it stands between its neighbours. */
export interface Row extends Said {
	/** The first of several in a row by one person: it carries the name. */
	readonly startsRun: boolean;
	/** The last of them: it carries the face. */
	readonly endsRun: boolean;
	/** It is the first of its day: any moment of that day, unix seconds. */
	readonly day?: number;
	/** It is the first unread one: how many there were when the conversation was opened. */
	readonly unread?: number;
}

/** The line between what was read and what was not. It stays where it was when the conversation was opened. */
export interface UnreadLine {
	/** The {@link Said.key} below it. */
	readonly key: string;
	readonly count: number;
}

/** Messages by one person further apart than this are not one run; seconds. */
const RUN_PAUSE = 600;

/** Where a message stands in time. */
export function positionOf({ message }: Said): EventPosition {
	return { created_at: message.at, id: message.id };
}

/** Whether `a` comes after `b` in the conversation. */
export function isAfter(a: EventPosition, b: EventPosition): boolean {
	return compareNewestFirst(a, b) < 0;
}

/** A position such that "older than it" includes this one, and nothing after it: a second may hold many messages. */
export function including({ created_at, id }: EventPosition): EventPosition {
	// The text just before the id, as texts are sorted here and in the index.
	const last = String.fromCharCode(id.charCodeAt(id.length - 1) - 1);
	return { created_at, id: `${id.slice(0, -1)}${last}\uffff` };
}

/**
 * Makes messages, oldest first, agree with everything the cache has in a stretch (both ends included, an end left
 * out is open): what is gone goes, what is new comes, what was there stays the same object. Returns `said` itself
 * when they agreed already.
 */
export function reconcile(
	said: readonly Said[],
	events: readonly NostrEvent[],
	stretch: { from?: EventPosition | undefined; to?: EventPosition | undefined },
	create: (event: NostrEvent) => Said | undefined
): readonly Said[] {
	const { from, to } = stretch;
	const isInside = (position: EventPosition): boolean =>
		!(from && isAfter(from, position)) && !(to && isAfter(position, to));
	const known = new Map(said.map((entry) => [entry.message.id, entry]));
	const present = new Set(events.map((event) => event.id));
	const kept = said.filter((entry) => present.has(entry.message.id) || !isInside(positionOf(entry)));
	const added = events.flatMap((event) =>
		known.has(event.id) || !isInside(event) ? [] : (create(event) ?? [])
	);
	if (added.length === 0 && kept.length === said.length) return said;
	return [...kept, ...added].sort((a, b) => compareNewestFirst(positionOf(b), positionOf(a)));
}

/**
 * The rows of a conversation, oldest first. Rows of `before` that did not change are given back as they were.
 * `fromStart`: there is nothing older than the first message, so it is known to begin a day.
 */
export function buildRows(
	said: readonly Said[],
	line: UnreadLine | undefined,
	fromStart: boolean,
	before: readonly Row[] = []
): Row[] {
	const known = new Map(before.map((row) => [row.key, row]));
	return said.map((entry, at) => {
		const previous = said[at - 1];
		const next = said[at + 1];
		const newDay = previous ? !isSameDay(previous.message.at, entry.message.at) : fromStart;
		const row: Row = {
			...entry,
			startsRun: newDay || entry.key === line?.key || !isRun(previous, entry),
			endsRun: !next || next.key === line?.key || !isRun(entry, next),
			...(newDay ? { day: entry.message.at } : {}),
			...(entry.key === line?.key ? { unread: line.count } : {})
		};
		const same = known.get(entry.key);
		return same && isSameRow(same, row) ? same : row;
	});
}

function isRun(a: Said | undefined, b: Said): boolean {
	if (!a || a.message.author !== b.message.author) return false;
	return b.message.at - a.message.at < RUN_PAUSE && isSameDay(a.message.at, b.message.at);
}

function isSameDay(a: number, b: number): boolean {
	return new Date(a * 1000).toDateString() === new Date(b * 1000).toDateString();
}

function isSameRow(a: Row, b: Row): boolean {
	return (
		a.message === b.message &&
		a.sending?.state === b.sending?.state &&
		a.sending?.changeable === b.sending?.changeable &&
		a.sending?.error === b.sending?.error &&
		a.startsRun === b.startsRun &&
		a.endsRun === b.endsRun &&
		a.day === b.day &&
		a.unread === b.unread
	);
}
