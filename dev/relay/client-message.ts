import { parseEvent, type NostrEvent } from '../../src/lib/protocol/event.ts';
import { parseFilter, type Filter } from '../../src/lib/protocol/filter.ts';

/** A message of a client (NIP-01, NIP-42, NIP-45), or what is wrong with it. */
export type ClientMessage =
	| { readonly verb: 'EVENT'; readonly event: NostrEvent }
	| { readonly verb: 'AUTH'; readonly event: NostrEvent }
	| { readonly verb: 'REQ' | 'COUNT'; readonly id: string; readonly filters: readonly Filter[] }
	| { readonly verb: 'CLOSE'; readonly id: string }
	/** An event that is none but has an id: it gets its OK. */
	| { readonly verb: 'BAD-EVENT'; readonly id: string }
	/** A request that is none but has an id: it gets its CLOSED. */
	| { readonly verb: 'BAD-REQUEST'; readonly id: string; readonly why: string }
	| { readonly verb: 'NOTHING'; readonly why: string };

const maxSubscriptionId = 64;

/** Reads one frame of a client. Never throws. */
export function parseClientMessage(frame: string): ClientMessage {
	let message: unknown;
	try {
		message = JSON.parse(frame);
	} catch {
		return { verb: 'NOTHING', why: 'this is not JSON' };
	}
	if (!Array.isArray(message)) return { verb: 'NOTHING', why: 'a message is a JSON array' };
	const [verb, first, ...rest] = message as unknown[];
	if (verb === 'EVENT' || verb === 'AUTH') return parseEventMessage(verb, first);
	if (verb === 'REQ' || verb === 'COUNT') return parseRequest(verb, first, rest);
	if (verb === 'CLOSE' && typeof first === 'string') return { verb, id: first };
	return { verb: 'NOTHING', why: `unknown message ${JSON.stringify(verb ?? null).slice(0, 80)}` };
}

function parseEventMessage(verb: 'EVENT' | 'AUTH', value: unknown): ClientMessage {
	const event = parseEvent(value);
	if (event) return { verb, event };
	const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined;
	return typeof id === 'string'
		? { verb: 'BAD-EVENT', id }
		: { verb: 'NOTHING', why: `${verb} without an event` };
}

function parseRequest(verb: 'REQ' | 'COUNT', id: unknown, values: unknown[]): ClientMessage {
	if (typeof id !== 'string' || id === '' || id.length > maxSubscriptionId) {
		return { verb: 'NOTHING', why: `${verb} needs an id of 1 to ${maxSubscriptionId} characters` };
	}
	const filters = values.map(parseFilter);
	if (filters.length === 0) return { verb: 'BAD-REQUEST', id, why: 'no filter' };
	const known = filters.filter((filter) => filter !== undefined);
	if (known.length < filters.length) return { verb: 'BAD-REQUEST', id, why: 'malformed filter' };
	return { verb, id, filters: known };
}
