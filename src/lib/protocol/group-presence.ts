import { isHexKey, type NostrEvent } from './event.ts';
import { kinds } from './kinds.ts';

/**
 * Who is in the group's live room: kind 39004 (NIP-29), each key once, in order. A hint: relays that missed a webhook
 * leave people in it. Older relays write `p` for `participant`. Undefined for another kind.
 */
export function parseGroupPresence(event: NostrEvent): string[] | undefined {
	if (event.kind !== kinds.livekitParticipants) return undefined;
	const isPerson = (tag: string[]): boolean => tag[0] === 'participant' || tag[0] === 'p';
	const keys = event.tags.filter(isPerson).flatMap((tag) => (isHexKey(tag[1]) ? [tag[1]] : []));
	return [...new Set(keys)];
}
