import { createHash } from 'node:crypto';
import { parseEvent, tagValue, type NostrEvent } from '../../src/lib/protocol/event.ts';
import { kinds } from '../../src/lib/protocol/kinds.ts';
import { verifyEvent } from '../../src/lib/protocol/signature.ts';

/** What a NIP-98 event has to fit. */
export interface HttpRequest {
	/** `http://host[:port]/path?query`, as the client requested it. */
	readonly url: string;
	readonly method: string;
	/** The body, where the event has to vouch for it. */
	readonly body?: string;
	/** Unix seconds. */
	readonly now: number;
}

/** Seconds that the event may be off. */
const tolerance = 60;

/** Who makes a request, by its `Authorization` header (NIP-98), or what is wrong with it: one text for each failure. */
export function readAuthorization(
	header: string | undefined,
	request: HttpRequest
): { pubkey: string } | { error: string } {
	if (!header) return { error: 'authorization header required' };
	const [, base64] = /^Nostr +(\S+)$/.exec(header) ?? [];
	if (base64 === undefined) return { error: 'invalid authorization header format' };
	if (!/^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(base64)) {
		return { error: 'invalid base64 encoding' };
	}
	const event = parseEventText(Buffer.from(base64, 'base64').toString('utf8'));
	if (!event) return { error: 'invalid event json' };
	const error = judgeEvent(event, request);
	return error === undefined ? { pubkey: event.pubkey } : { error };
}

function parseEventText(text: string): NostrEvent | undefined {
	try {
		return parseEvent(JSON.parse(text));
	} catch {
		return undefined;
	}
}

function judgeEvent(event: NostrEvent, request: HttpRequest): string | undefined {
	if (event.kind !== kinds.httpAuth) return 'invalid event kind';
	if (!verifyEvent(event)) return 'invalid event signature';
	if (event.created_at < request.now - tolerance) return 'event is too old';
	if (event.created_at > request.now + tolerance) return 'event is too much in the future';
	if (!isSameUrl(tagValue(event, 'u'), request.url)) return 'invalid u tag';
	if (tagValue(event, 'method') !== request.method) return 'invalid method tag';
	if (request.body === undefined) return undefined;
	const hash = createHash('sha256').update(request.body).digest('hex');
	return tagValue(event, 'payload') === hash ? undefined : 'invalid payload tag';
}

/** Exactly the same URL, however its path is percent-encoded: clients and servers differ in that. */
function isSameUrl(claimed: string | undefined, requested: string): boolean {
	const plain = claimed === undefined ? undefined : decode(claimed);
	return plain !== undefined && plain === decode(requested);
}

function decode(text: string): string | undefined {
	try {
		const url = new URL(text);
		return `${url.origin}${decodeURIComponent(url.pathname)}${url.search}`;
	} catch {
		return undefined;
	}
}
