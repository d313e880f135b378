import type { NostrEvent } from '../../src/lib/protocol/event.ts';
import type { Filter } from '../../src/lib/protocol/filter.ts';
import { SortedEvents } from './sorted-events.ts';

/** Says whether an event belongs in the answer, beyond the list it was found in. */
export type Accepts = (event: NostrEvent) => boolean;

/**
 * Finds events by what filters name: sorted lists by kind, author, author and kind, group, group and kind, and by every
 * other single-letter tag. A filter is answered from whichever of its lists is shortest, newest first.
 */
export class EventIndex {
	#lists = new Map<string, SortedEvents>();

	add(event: NostrEvent): void {
		for (const key of keysOf(event)) {
			const list = this.#lists.get(key) ?? new SortedEvents();
			list.add(event);
			this.#lists.set(key, list);
		}
	}

	remove(event: NostrEvent): void {
		for (const key of keysOf(event)) {
			const list = this.#lists.get(key);
			list?.remove(event);
			if (list?.size === 0) this.#lists.delete(key);
		}
	}

	/** The newest `count` events between `since` and `until` of the filter that `accepts` lets through, newest first. */
	newest(filter: Filter, count: number, accepts: Accepts): NostrEvent[] {
		const cursors = this.#shortest(filter).map((list) => new Cursor(list, filter.until));
		const found: NostrEvent[] = [];
		let last: string | undefined;
		while (found.length < count) {
			const next = takeNewest(cursors);
			if (!next || (filter.since !== undefined && next.created_at < filter.since)) break;
			// An event with two of the wanted tag values stands in two lists, and so comes up twice in a row.
			if (next.id === last) continue;
			last = next.id;
			if (accepts(next)) found.push(next);
		}
		return found;
	}

	#shortest(filter: Filter): SortedEvents[] {
		let best: SortedEvents[] | undefined;
		let bestSize = Infinity;
		for (const keys of keySetsOf(filter)) {
			const lists = [...new Set(keys)].flatMap((key) => this.#lists.get(key) ?? []);
			const size = lists.reduce((sum, list) => sum + list.size, 0);
			if (size < bestSize) [best, bestSize] = [lists, size];
		}
		return best ?? [];
	}
}

/** Walks one list from its newest wanted event to its oldest. */
class Cursor {
	readonly #list: SortedEvents;
	#position: number;

	constructor(list: SortedEvents, until: number | undefined) {
		this.#list = list;
		this.#position = (until === undefined ? list.size : list.countUntil(until)) - 1;
	}

	get event(): NostrEvent | undefined {
		return this.#list.at(this.#position);
	}

	advance(): void {
		this.#position -= 1;
	}
}

function takeNewest(cursors: Cursor[]): NostrEvent | undefined {
	let ahead: Cursor | undefined;
	for (const cursor of cursors) {
		const event = cursor.event;
		if (!event) continue;
		const best = ahead?.event;
		if (!best || isNewer(event, best)) ahead = cursor;
	}
	const event = ahead?.event;
	ahead?.advance();
	return event;
}

function isNewer(a: NostrEvent, b: NostrEvent): boolean {
	return a.created_at > b.created_at || (a.created_at === b.created_at && a.id < b.id);
}

const everything = 'all';

function keysOf(event: NostrEvent): Set<string> {
	const { kind, pubkey } = event;
	const keys = new Set([everything, `kind ${kind}`, `author ${pubkey}`, `author ${pubkey} ${kind}`]);
	for (const [name = '', value] of event.tags) {
		if (name.length !== 1 || value === undefined) continue;
		keys.add(`#${name} ${value}`);
		if (name === 'h') keys.add(`#h ${value} kind ${kind}`);
	}
	return keys;
}

/** Each inner array is one complete way to find what the filter asks for. */
function* keySetsOf(filter: Filter): Generator<string[]> {
	yield [everything];
	const { authors, kinds } = filter;
	if (kinds) yield kinds.map((kind) => `kind ${kind}`);
	if (authors && kinds) yield authors.flatMap((author) => kinds.map((kind) => `author ${author} ${kind}`));
	else if (authors) yield authors.map((author) => `author ${author}`);
	for (const [name, values] of tagConditions(filter)) {
		if (name === '#h' && kinds) yield values.flatMap((id) => kinds.map((kind) => `#h ${id} kind ${kind}`));
		else yield values.map((value) => `${name} ${value}`);
	}
}

/** The tag conditions of a filter: `#h` and the like, with the values asked for. */
export function tagConditions(filter: Filter): [name: string, values: string[]][] {
	return Object.entries(filter).filter(
		(entry): entry is [string, string[]] => entry[0].startsWith('#') && Array.isArray(entry[1])
	);
}
