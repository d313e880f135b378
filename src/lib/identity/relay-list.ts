/** Where a person publishes and reads (kind 10002, NIP-65). */
import type { EventDraft, NostrEvent } from '../protocol/event.ts';
import { parseRelayUrl } from '../protocol/group-key.ts';
import { kinds } from '../protocol/kinds.ts';

/** Relays beyond these are not asked: a list should be small, and a hostile one must not dial the world. */
const maxRelays = 6;

/** The relays a person writes to, normalised, each once, at most six. */
export function writeRelays(event: NostrEvent | undefined): string[] {
	const marked = (event?.tags ?? []).filter(
		([name, , marker]) => name === 'r' && (!marker || marker === 'write')
	);
	const relays = marked.map(([, url]) => parseRelayUrl(url ?? '')).filter((relay) => relay !== undefined);
	return [...new Set(relays)].slice(0, maxRelays);
}

/** The first relay list of a new key. */
export function buildRelayList(relays: readonly string[]): EventDraft {
	return { kind: kinds.relayList, content: '', tags: relays.map((relay) => ['r', relay]) };
}
