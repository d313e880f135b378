/**
 * An edit of a group (9002, NIP-29) that relays of both kinds read alike: to pyramid and zooid it is the whole new
 * metadata (what is missing is cleared), to relay29 and groups_relay a patch (what is missing stays). So it repeats the
 * relay's newest 39000 tag by tag, whatever the tags mean, and changes only what was asked.
 */
import { tagValue, type EventDraft, type NostrEvent } from './event.ts';
import type { GroupFlags } from './group-metadata.ts';
import { kinds } from './kinds.ts';

/** What to change; a field that is not there is left alone. */
export interface GroupChanges {
	/** An empty text clears it. */
	readonly name?: string;
	readonly about?: string;
	readonly picture?: string;
	readonly banner?: string;
	readonly flags?: Partial<GroupFlags>;
	readonly livekit?: boolean;
	/** `all` takes the limit away; an empty list means that nothing may be written (a room-only group). */
	readonly supportedKinds?: readonly number[] | 'all';
	/** The id of the new parent; null makes it a root. */
	readonly parent?: string | null;
	/** The ids of the children in their new order. Those not named follow as they are: relays refuse to lose one. */
	readonly children?: readonly string[];
}

type Tags = string[][];

/** Tags that speak of the 39000 as an event, not of the group. */
const ofTheEvent: ReadonlySet<string | undefined> = new Set(['d', 'h', '-', 'previous']);

/** Words that some relays write for a flag that is off; they would contradict one that is turned on. */
const opposites = {
	private: 'public',
	restricted: 'unrestricted',
	closed: 'open',
	hidden: 'visible'
} as const;
const flagNames = ['private', 'restricted', 'closed', 'hidden'] as const;

/**
 * The 9002 that makes `changes` to the group of `current`, the newest 39000 as it was received. `public` and `open` are
 * said where they hold: relays that patch turn these two flags off by no other means.
 */
export function buildGroupEdit(current: NostrEvent, changes: GroupChanges): EventDraft {
	let tags: Tags = current.tags.filter((tag) => !ofTheEvent.has(tag[0]));
	for (const name of ['name', 'about', 'picture', 'banner'] as const) {
		// An empty text, not a missing tag, clears a field on relays that patch.
		tags = withText(tags, name, changes[name]);
	}
	for (const flag of flagNames) tags = withFlag(tags, flag, changes.flags?.[flag]);
	if (changes.livekit === true && !has(tags, 'livekit')) tags = [...tags, ['livekit']];
	if (changes.livekit === false) tags = without(tags, 'livekit');
	if (changes.supportedKinds === 'all') tags = without(tags, 'supported_kinds');
	else if (changes.supportedKinds) {
		tags = withTag(tags, ['supported_kinds', ...changes.supportedKinds.map(String)]);
	}
	if (changes.parent === null) tags = without(tags, 'parent');
	else tags = withText(tags, 'parent', changes.parent);
	if (changes.children) tags = withChildOrder(tags, changes.children);
	return { kind: kinds.editMetadata, content: '', tags: [['h', tagValue(current, 'd') ?? ''], ...tags] };
}

function has(tags: Tags, name: string): boolean {
	return tags.some((tag) => tag[0] === name);
}

function without(tags: Tags, name: string): Tags {
	return tags.filter((tag) => tag[0] !== name);
}

/** A text that is there already is no change, whatever else its tag carries. */
function withText(tags: Tags, name: string, text: string | undefined): Tags {
	return text === undefined || text === (tagValue({ tags }, name) ?? '') ? tags : withTag(tags, [name, text]);
}

/** Puts the tag where the first of its name stands, or at the end; others of the name go. */
function withTag(tags: Tags, tag: string[]): Tags {
	const place = tags.findIndex(([name]) => name === tag[0]);
	if (place < 0) return [...tags, tag];
	return tags.flatMap((old, index) => (index === place ? [tag] : old[0] === tag[0] ? [] : [old]));
}

function withFlag(tags: Tags, flag: keyof GroupFlags, wanted: boolean | undefined): Tags {
	const opposite = opposites[flag];
	// Relays that patch know `public` and `open`; any other such word they would keep for ever.
	const isSpoken = flag === 'private' || flag === 'closed';
	if (wanted ?? has(tags, flag)) {
		const kept = isSpoken || wanted ? without(tags, opposite) : tags;
		return has(kept, flag) ? kept : [...kept, [flag]];
	}
	const kept = without(tags, flag);
	return isSpoken && !has(kept, opposite) ? [...kept, [opposite]] : kept;
}

/** The `child` tags change places among themselves, each as it was received. */
function withChildOrder(tags: Tags, order: readonly string[]): Tags {
	const rank = new Map(order.map((id, index) => [id, index]));
	const rankOf = (tag: string[]): number => rank.get(tag[1] ?? '') ?? rank.size;
	const children = tags.filter((tag) => tag[0] === 'child').sort((a, b) => rankOf(a) - rankOf(b));
	return tags.flatMap((tag) => (tag[0] === 'child' ? children.splice(0, 1) : [tag]));
}
