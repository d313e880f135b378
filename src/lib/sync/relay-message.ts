import { parseEvent, type NostrEvent } from '../protocol/event.ts';

/** What a relay says about the rest of a stored answer (NIP-67): nothing is left, or there is more. */
export type EoseHint = 'finish' | 'more';

/** One frame from a relay (NIP-01, 42, 67). `words` is the relay's own text, prefix included. */
export type RelayMessage =
	| { type: 'event'; subscription: string; event: NostrEvent }
	| { type: 'eose'; subscription: string; hint?: EoseHint }
	| { type: 'closed'; subscription: string; words: string }
	| { type: 'ok'; id: string; accepted: boolean; words: string }
	| { type: 'notice'; words: string }
	| { type: 'auth'; challenge: string };

/** Characters of a frame. The member list of a large group is one event; what is longer is an attack on memory. */
const MAX_FRAME = 4_000_000;

/** Reads a frame as it came from the socket; undefined for anything that is no message of a relay. Never throws. */
export function parseRelayMessage(data: unknown): RelayMessage | undefined {
	if (typeof data !== 'string' || data.length > MAX_FRAME) return undefined;
	let frame: unknown;
	try {
		frame = JSON.parse(data);
	} catch {
		return undefined;
	}
	return Array.isArray(frame) ? readFrame(frame as unknown[]) : undefined;
}

function readFrame([verb, first, second, third]: unknown[]): RelayMessage | undefined {
	if (typeof first !== 'string') return undefined;
	switch (verb) {
		case 'EVENT': {
			const event = parseEvent(second);
			return event && { type: 'event', subscription: first, event };
		}
		case 'EOSE':
			return { type: 'eose', subscription: first, hint: readHint(second) };
		case 'CLOSED':
			return { type: 'closed', subscription: first, words: readText(second) };
		case 'OK':
			return typeof second === 'boolean'
				? { type: 'ok', id: first, accepted: second, words: readText(third) }
				: undefined;
		case 'NOTICE':
			return { type: 'notice', words: first };
		case 'AUTH':
			return { type: 'auth', challenge: first };
		default:
			return undefined;
	}
}

function readText(value: unknown): string {
	return typeof value === 'string' ? value : '';
}

function readHint(value: unknown): EoseHint | undefined {
	if (!Array.isArray(value)) return undefined;
	// `more` first: a relay that says both has not sent everything.
	return (['more', 'finish'] as const).find((hint) => value.includes(hint));
}
