/** A signed Nostr event (NIP-01). Whether the signature holds is for `signature.ts` to say. */
export interface NostrEvent {
	readonly id: string;
	readonly pubkey: string;
	/** Unix seconds. */
	readonly created_at: number;
	readonly kind: number;
	readonly tags: string[][];
	readonly content: string;
	readonly sig: string;
}

/** What somebody wants to say: not stamped, not signed. */
export interface EventDraft {
	readonly kind: number;
	readonly content: string;
	readonly tags: string[][];
}

/** A draft with its time, ready for a signer. */
export interface EventTemplate extends EventDraft {
	readonly created_at: number;
}

/** Anything that carries tags: an event, a template or a draft. */
export type Tagged = Pick<NostrEvent, 'tags'>;

// Generous: the member list of a large group is one event. What is longer is an attack on memory, not a message.
const maxContentLength = 1_000_000;
const maxTags = 50_000;
const maxTagItems = 5_000;
const maxTagLength = 2_000_000;
/** Databases of relays keep times in 32 bits; a later one can only be meant to stay on top for ever. */
const maxTime = 0xffff_ffff;

/**
 * The event that a JSON value describes, with nothing but its seven fields (NIP-01); undefined when the shape is
 * wrong or a part is beyond any size that a relay would take. Says nothing about the signature. Never throws.
 */
export function parseEvent(value: unknown): NostrEvent | undefined {
	if (typeof value !== 'object' || value === null) return undefined;
	const { id, pubkey, created_at, kind, tags, content, sig } = value as Record<string, unknown>;
	if (!isHexKey(id) || !isHexKey(pubkey) || !isSignature(sig)) return undefined;
	if (!isWholeUpTo(created_at, maxTime) || !isWholeUpTo(kind, 0xffff)) return undefined;
	if (!isText(content) || content.length > maxContentLength || !isTagList(tags)) return undefined;
	return { id, pubkey, created_at, kind, tags, content, sig };
}

/** The first value of the first tag of that name; undefined when there is none. */
export function tagValue(event: Tagged, name: string): string | undefined {
	return event.tags.find((tag) => tag[0] === name && tag.length > 1)?.[1];
}

/** The first values of all tags of that name, in order. */
export function tagValues(event: Tagged, name: string): string[] {
	return event.tags.flatMap((tag) => (tag[0] === name && tag[1] !== undefined ? [tag[1]] : []));
}

/** True when a tag of that name is there, with or without a value (the flags of NIP-29). */
export function hasTag(event: Tagged, name: string): boolean {
	return event.tags.some((tag) => tag[0] === name);
}

/** True for 64 lower-case hex characters: a public key or an event id. */
export function isHexKey(text: unknown): text is string {
	return typeof text === 'string' && /^[0-9a-f]{64}$/.test(text);
}

/**
 * The group an event belongs to on its relay (NIP-29): the `d` tag of the relay's own 39000-39005, the `h` tag of
 * everything else. Undefined when there is none or it is empty.
 */
export function groupIdOf(event: Pick<NostrEvent, 'kind' | 'tags'>): string | undefined {
	const isState = event.kind >= 39000 && event.kind <= 39005;
	return tagValue(event, isState ? 'd' : 'h') || undefined;
}

function isSignature(value: unknown): value is string {
	return typeof value === 'string' && /^[0-9a-f]{128}$/.test(value);
}

function isWholeUpTo(value: unknown, max: number): value is number {
	return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max;
}

/** Half a surrogate pair is no text: it has no UTF-8, so no two implementations hash or show it alike. */
function isText(value: unknown): value is string {
	return typeof value === 'string' && value.isWellFormed();
}

function isTagList(value: unknown): value is string[][] {
	if (!Array.isArray(value) || value.length > maxTags) return false;
	let length = 0;
	for (const tag of value as unknown[]) {
		if (!Array.isArray(tag) || tag.length > maxTagItems) return false;
		for (const item of tag as unknown[]) {
			if (!isText(item)) return false;
			length += item.length;
		}
		if (length > maxTagLength) return false;
	}
	return true;
}
