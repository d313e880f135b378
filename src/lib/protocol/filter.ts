import { isHexKey, type NostrEvent } from './event.ts';

/** A filter of a REQ (NIP-01, `search` from NIP-50). All conditions must hold; an empty list matches nothing. */
export interface Filter {
	ids?: string[];
	authors?: string[];
	kinds?: number[];
	/** Unix seconds, inclusive. */
	since?: number;
	/** Unix seconds, inclusive. */
	until?: number;
	limit?: number;
	search?: string;
	[tag: `#${string}`]: string[];
}

const tagCondition = /^#[a-zA-Z]$/;

/** Whether the event meets every condition. `limit` and `search` are for whoever holds a whole store of events. */
export function matchesFilter(event: NostrEvent, filter: Filter): boolean {
	if (filter.ids && !filter.ids.includes(event.id)) return false;
	if (filter.authors && !filter.authors.includes(event.pubkey)) return false;
	if (filter.kinds && !filter.kinds.includes(event.kind)) return false;
	if (filter.since !== undefined && event.created_at < filter.since) return false;
	if (filter.until !== undefined && event.created_at > filter.until) return false;
	for (const [condition, wanted] of Object.entries(filter)) {
		if (condition.startsWith('#') && !hasTagValue(event, condition.slice(1), wanted as string[]))
			return false;
	}
	return true;
}

/** Whether the event meets at least one of the filters of a REQ. */
export function matchesAny(event: NostrEvent, filters: readonly Filter[]): boolean {
	return filters.some((filter) => matchesFilter(event, filter));
}

/**
 * The filter that a JSON value describes; undefined when a known condition has the wrong shape (an id that is not
 * 64 lower-case hex, a kind that is no whole number...). Unknown fields are left out. Never throws.
 */
export function parseFilter(value: unknown): Filter | undefined {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
	const filter: Filter = {};
	for (const [name, part] of Object.entries(value)) {
		if (!takeCondition(filter, name, part)) return undefined;
	}
	return filter;
}

function takeCondition(filter: Filter, name: string, part: unknown): boolean {
	if (name === 'ids' || name === 'authors') {
		if (!isListOf(part, isHexKey)) return false;
		filter[name] = part;
	} else if (name === 'kinds') {
		if (!isListOf(part, isWhole)) return false;
		filter.kinds = part;
	} else if (name === 'since' || name === 'until' || name === 'limit') {
		if (!isWhole(part)) return false;
		filter[name] = part;
	} else if (name === 'search') {
		if (typeof part !== 'string') return false;
		filter.search = part;
	} else if (tagCondition.test(name)) {
		if (!isListOf(part, isString)) return false;
		filter[name as `#${string}`] = part;
	}
	return true;
}

function hasTagValue(event: NostrEvent, name: string, wanted: readonly string[]): boolean {
	return event.tags.some((tag) => tag[0] === name && tag[1] !== undefined && wanted.includes(tag[1]));
}

function isListOf<Item>(value: unknown, isItem: (item: unknown) => item is Item): value is Item[] {
	return Array.isArray(value) && value.every(isItem);
}

function isWhole(value: unknown): value is number {
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isString(value: unknown): value is string {
	return typeof value === 'string';
}
