/** My list of groups: the tags of kind 10009 (NIP-51), public or decrypted. */
import { groupKeyText, parseRelayUrl, sameGroup, type GroupKey } from './group-key.ts';
import { oneLine } from './plain-text.ts';

/** A group of the list. */
export interface GroupListEntry {
	readonly key: GroupKey;
	/** What the list calls it; the group itself may have changed its name. */
	readonly name?: string;
}

/** The groups among the tags, each once, in order; tags that name none are skipped. */
export function parseGroupTags(tags: readonly (readonly string[])[]): GroupListEntry[] {
	const entries = new Map<string, GroupListEntry>();
	for (const entry of tags.flatMap((tag) => parseGroupTag(tag) ?? [])) {
		const text = groupKeyText(entry.key);
		if (!entries.has(text)) entries.set(text, entry);
	}
	return [...entries.values()];
}

/** The tags with the group at the end. Unchanged when it is there already; all other tags stay as they are. */
export function withGroup(tags: readonly string[][], entry: GroupListEntry): string[][] {
	const isListed = tags.some((tag) => namesGroup(tag, entry.key));
	if (isListed) return [...tags];
	const name = entry.name ? [entry.name] : [];
	return [...tags, ['group', entry.key.id, entry.key.relay, ...name]];
}

/** The tags without the group, however its relay was spelled; all other tags stay as they are. */
export function withoutGroup(tags: readonly string[][], key: GroupKey): string[][] {
	return tags.filter((tag) => !namesGroup(tag, key));
}

function parseGroupTag(tag: readonly string[]): GroupListEntry | undefined {
	const [kind, id, relayText = '', name] = tag;
	const relay = kind === 'group' ? parseRelayUrl(relayText) : undefined;
	return id && relay ? { key: { relay, id }, name: oneLine(name, 200) } : undefined;
}

function namesGroup(tag: readonly string[], key: GroupKey): boolean {
	const entry = parseGroupTag(tag);
	return entry !== undefined && sameGroup(entry.key, key);
}
