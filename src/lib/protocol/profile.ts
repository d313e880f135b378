import { isHexKey, type EventDraft, type NostrEvent } from './event.ts';
import { asText, parseJsonRecord } from './json-value.ts';
import { kinds } from './kinds.ts';
import { parseWebUrl } from './web-url.ts';
import { manyLines, oneLine } from './plain-text.ts';
import { encodeNpub } from './nostr-address.ts';

/** What a person says of themselves: kind 0 (NIP-01, NIP-24). */
export interface Profile {
	readonly pubkey: string;
	/** What to call them. Anybody may take any name. */
	readonly name?: string;
	readonly picture?: string;
	readonly about?: string;
	/** `name@domain`, not checked (NIP-05). */
	readonly nip05?: string;
	/** Unix seconds. */
	readonly at: number;
}

/** Fields to change: undefined leaves one alone, an empty text removes it. */
export type ProfileChanges = Partial<Record<'name' | 'picture' | 'about' | 'nip05', string>>;

/** Where people write the name they go by, first choice first (NIP-24; `displayName` is an old spelling). */
const nameFields = ['display_name', 'displayName', 'name'] as const;

/** Parses kind 0; undefined for another kind. Content that is no JSON is a profile that says nothing. */
export function parseProfile(event: NostrEvent): Profile | undefined {
	if (event.kind !== kinds.profile) return undefined;
	const fields = parseJsonRecord(event.content) ?? {};
	return {
		pubkey: event.pubkey,
		name: oneLine(asText(fields[nameField(fields)]), 80),
		picture: parseWebUrl(fields['picture']),
		about: manyLines(asText(fields['about']), 5000),
		nip05: oneLine(asText(fields['nip05']), 200),
		at: event.created_at
	};
}

/** A new kind 0 made from the newest one: fields and tags that are not ours, or not changed, stay as they are. */
export function buildProfile(
	previous: Pick<NostrEvent, 'content' | 'tags'> | undefined,
	changes: ProfileChanges
): EventDraft {
	const fields = parseJsonRecord(previous?.content ?? '') ?? {};
	for (const [name, value] of Object.entries(changes)) {
		const field = name === 'name' ? nameField(fields) : name;
		if (value === '') delete fields[field];
		else fields[field] = value;
	}
	return { kind: kinds.profile, content: JSON.stringify(fields), tags: previous?.tags ?? [] };
}

/** What to call somebody: their name, else the two ends of their npub. */
export function displayName(profile: Profile | undefined, pubkey: string): string {
	if (profile?.name) return profile.name;
	const isKey: boolean = isHexKey(pubkey);
	if (!isKey) return oneLine(pubkey, 12) ?? '?';
	const npub = encodeNpub(pubkey);
	return `${npub.slice(0, 9)}…${npub.slice(-4)}`;
}

/** The field that holds the name shown, which is the one an edit changes. */
function nameField(fields: Record<string, unknown>): string {
	return nameFields.find((field) => oneLine(asText(fields[field]), 80)) ?? 'name';
}
