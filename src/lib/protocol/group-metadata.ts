import { groupIdOf, hasTag, tagValue, tagValues, type NostrEvent } from './event.ts';
import { isModeration, kinds } from './kinds.ts';
import { parseWebUrl } from './web-url.ts';
import { manyLines, oneLine } from './plain-text.ts';

/** Four independent facts of a group (NIP-29); each is set when its tag is there, whatever else is. */
export interface GroupFlags {
	/** Only members read messages. */
	readonly private: boolean;
	/** Only members write. */
	readonly restricted: boolean;
	/** Requests to join are not honoured without an invite code. */
	readonly closed: boolean;
	/** Not listed, and what it is shows to members only. */
	readonly hidden: boolean;
}

/** What a relay says a group is: kind 39000 (NIP-29). */
export interface GroupMetadata {
	readonly id: string;
	readonly name?: string;
	readonly about?: string;
	readonly picture?: string;
	readonly banner?: string;
	readonly flags: GroupFlags;
	/** True when the group has a live room. */
	readonly livekit: boolean;
	/** Kinds that may be written; undefined means all, empty means none. */
	readonly supportedKinds?: number[];
	/** The id of the group above, on the same relay. */
	readonly parent?: string;
	/** The ids of the groups below, in their order. */
	readonly children: string[];
	/** The tombstone that pyramid leaves: named `[deleted]`, with every flag set. */
	readonly deleted: boolean;
	/** As received: what an edit starts from. */
	readonly event: NostrEvent;
}

/** Parses kind 39000; undefined for another kind or without an id. Whose key signed it is not asked here. */
export function parseGroupMetadata(event: NostrEvent): GroupMetadata | undefined {
	const id = groupIdOf(event);
	if (event.kind !== kinds.groupMetadata || id === undefined) return undefined;
	const flags = parseGroupFlags(event);
	const name = oneLine(tagValue(event, 'name'), 200);
	return {
		id,
		name,
		about: manyLines(tagValue(event, 'about'), 5000),
		picture: parseWebUrl(tagValue(event, 'picture')),
		banner: parseWebUrl(tagValue(event, 'banner')),
		flags,
		livekit: hasTag(event, 'livekit'),
		supportedKinds: parseSupportedKinds(event),
		parent: tagValue(event, 'parent') || undefined,
		children: [...new Set(tagValues(event, 'child'))].filter((child) => child !== ''),
		deleted: name === '[deleted]' && flags.private && flags.restricted && flags.closed && flags.hidden,
		event
	};
}

/** The four flags of a 39000 or a 9002. Opposites such as `public` and `open` are ignored (NIP-29 has none). */
export function parseGroupFlags(event: Pick<NostrEvent, 'tags'>): GroupFlags {
	return {
		private: hasTag(event, 'private'),
		restricted: hasTag(event, 'restricted'),
		closed: hasTag(event, 'closed'),
		hidden: hasTag(event, 'hidden')
	};
}

/**
 * Whether the relay may take what somebody writes who is not a member. By NIP-29 `restricted` rules it out, and `closed`
 * is about requests to join alone; but every relay that is known (pyramid, relay29, groups_relay, zooid) refuses the
 * messages of outsiders in closed groups, too. Where neither is set some take members only: their answer tells.
 */
export function takesOutsiders(metadata: GroupMetadata | undefined): boolean {
	return metadata !== undefined && !metadata.flags.restricted && !metadata.flags.closed;
}

/** Whether the group takes events of that kind. Unknown metadata hides nothing: the relay's answer decides. */
export function supportsKind(metadata: GroupMetadata | undefined, kind: number): boolean {
	return metadata?.supportedKinds?.includes(kind) ?? true;
}

/**
 * Whether the group is nothing but its live room: `livekit`, and no kind of content is supported. Moderation,
 * deletions and reactions do not count: relays need them listed for such a group to be kept in order.
 */
export function isRoomOnly(metadata: GroupMetadata): boolean {
	return metadata.livekit && (metadata.supportedKinds?.every((kind) => !isContent(kind)) ?? false);
}

function isContent(kind: number): boolean {
	const isRequest = kind === kinds.joinRequest || kind === kinds.leaveRequest;
	return !isModeration(kind) && !isRequest && kind !== kinds.deletion && kind !== kinds.reaction;
}

function parseSupportedKinds(event: NostrEvent): number[] | undefined {
	const listed = event.tags.filter((tag) => tag[0] === 'supported_kinds');
	if (listed.length === 0) return undefined;
	const numbers = listed.flatMap((tag) => tag.slice(1)).filter((text) => /^\d{1,5}$/.test(text));
	return [...new Set(numbers.map(Number))];
}
