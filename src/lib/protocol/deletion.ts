import { isHexKey, tagValues, type EventDraft, type NostrEvent } from './event.ts';
import { kinds } from './kinds.ts';

/** Asks for an event of my own to be deleted (kind 5, NIP-09). With `h`: relays judge it by the group's rules. */
export function buildDeletion(group: string, target: NostrEvent): EventDraft {
	const tags = [
		['h', group],
		['e', target.id],
		['k', `${target.kind}`]
	];
	return { kind: kinds.deletion, content: '', tags };
}

/** What a kind 5 asks to delete. It counts only for events of the same author, which is for the reader to check. */
export function parseDeletion(event: NostrEvent): { targets: string[] } | undefined {
	if (event.kind !== kinds.deletion) return undefined;
	return { targets: [...new Set(tagValues(event, 'e').filter(isHexKey))] };
}
