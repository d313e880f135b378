import { tagValue, type NostrEvent } from '../../src/lib/protocol/event.ts';
import { kinds } from '../../src/lib/protocol/kinds.ts';
import { verifyEvent } from '../../src/lib/protocol/signature.ts';

/** What an AUTH event (NIP-42) has to fit. */
export interface Challenge {
	readonly text: string;
	/** `host[:port]` as the client wrote it. */
	readonly host: string;
	/** Unix seconds. */
	readonly now: number;
}

const tolerance = 600;

/** Why an AUTH event proves nothing, as the text after `error: failed to authenticate: `; undefined when it does. */
export function judgeClientAuth(event: NostrEvent, challenge: Challenge): string | undefined {
	if (event.kind !== kinds.clientAuth) return `kind ${event.kind} instead of ${kinds.clientAuth}`;
	const answered = tagValue(event, 'challenge');
	if (answered === undefined) return 'missing challenge';
	if (answered !== challenge.text) return `expected challenge '${challenge.text}' got '${answered}'`;
	const relay = tagValue(event, 'relay');
	if (relay === undefined) return "missing 'relay' tag";
	if (hostOf(relay) !== challenge.host.toLowerCase())
		return `expected relay URL 'ws://${challenge.host}' got '${relay}'`;
	if (event.created_at > challenge.now + tolerance) return 'auth event too much in the future';
	if (event.created_at < challenge.now - tolerance) return 'auth event too much in the past';
	return verifyEvent(event) ? undefined : 'invalid signature';
}

/** NIP-42 lets relays compare as much of the URL as they like; the host says which relay is meant. */
function hostOf(url: string): string | undefined {
	return URL.canParse(url) && /^wss?:/i.test(url) ? new URL(url).host : undefined;
}
