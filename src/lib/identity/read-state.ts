/**
 * How far I have read, as it goes from one of my devices to the other: JSON, of which whatever this version does not
 * know stays as it is.
 */
import { isHexKey } from '../protocol/event.ts';
import { groupKeyText, parseRelayUrl, type GroupKey } from '../protocol/group-key.ts';
import { asRecord, parseJsonRecord } from '../protocol/json-value.ts';
import { compareNewestFirst, type EventPosition } from '../storage/event-record.ts';

/** The `d` tag of the event that carries it (NIP-78). */
export const readStateName = 'porch/read';

/** How far one group is read. */
export interface GroupMark {
	readonly key: GroupKey;
	readonly mark: EventPosition;
}

/** Bytes of text: NIP-44 takes 65535, and what others added needs room, too. */
const maxBytes = 60_000;

/** The text with these marks in it, by group the newer of two; undefined when it says all of that already. */
export function withMarks(text: string | undefined, marks: readonly GroupMark[]): string | undefined {
	const state = (text === undefined ? {} : parseJsonRecord(text)) ?? {};
	const entries = Array.isArray(state.marks) ? (state.marks as unknown[]) : [];
	const news = new Map(marks.map((each) => [groupKeyText(each.key), each]));
	let isChanged = false;
	const merged = entries.map((entry) => {
		const known = parseEntry(entry);
		const own = known && news.get(groupKeyText(known.key));
		if (!known || !own) return entry;
		news.delete(groupKeyText(known.key));
		if (compareNewestFirst(own.mark, known.mark) >= 0) return entry;
		isChanged = true;
		return { ...asRecord(entry), at: own.mark.created_at, id: own.mark.id };
	});
	for (const { key, mark } of news.values()) {
		merged.push({ relay: key.relay, group: key.id, at: mark.created_at, id: mark.id });
		isChanged = true;
	}
	return isChanged ? fit({ ...state, marks: merged }) : undefined;
}

/** The marks that a text says; what is none is left out. Undefined when it is no text of this kind. */
export function parseReadState(text: string): GroupMark[] | undefined {
	const state = parseJsonRecord(text);
	if (!state || (state.marks !== undefined && !Array.isArray(state.marks))) return undefined;
	return ((state.marks ?? []) as unknown[]).flatMap((entry) => parseEntry(entry) ?? []);
}

function parseEntry(entry: unknown): GroupMark | undefined {
	const { relay, group, at, id } = asRecord(entry) ?? {};
	if (typeof relay !== 'string' || parseRelayUrl(relay) !== relay) return undefined;
	if (typeof group !== 'string' || group === '' || !isHexKey(id)) return undefined;
	if (typeof at !== 'number' || !Number.isSafeInteger(at) || at < 0) return undefined;
	return { key: { relay, id: group }, mark: { created_at: at, id } };
}

/** Leaves out what was read longest ago, until the rest can be encrypted. */
function fit(state: Record<string, unknown> & { marks: unknown[] }): string {
	let { marks } = state;
	const timeOf = (entry: unknown): number => parseEntry(entry)?.mark.created_at ?? Infinity;
	for (;;) {
		const text = JSON.stringify({ ...state, marks });
		if (new TextEncoder().encode(text).length <= maxBytes || marks.length === 0) return text;
		const drop = Math.max(1, Math.floor(marks.length / 10));
		const oldest = new Set(marks.toSorted((a, b) => timeOf(a) - timeOf(b)).slice(0, drop));
		marks = marks.filter((entry) => !oldest.has(entry));
	}
}
