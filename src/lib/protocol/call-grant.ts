import { pubkeyOfIdentity } from './call-identity.ts';
import { isLoopbackHost, relayHttpUrl, type GroupKey } from './group-key.ts';
import { asRecord, asText, parseJsonRecord } from './json-value.ts';

/** A way into a live room: LiveKit's address and a token, with what the token says. */
export interface CallGrant {
	/** `wss://...`; `ws://` on loopback. */
	readonly serverUrl: string;
	/** The JWT, as received. Only LiveKit checks its signature. */
	readonly token: string;
	/** The participant identity that the token stands for. */
	readonly identity?: string;
	/** The person that identity belongs to. */
	readonly pubkey?: string;
	/** False for a listener. */
	readonly canPublish: boolean;
	readonly canPublishData: boolean;
	/** Unix seconds; a call that is joined outlives it. */
	readonly expiresAt?: number;
}

const path = '/.well-known/nip29/livekit';
const maxTokenLength = 20_000;

/**
 * Where the relay gives out tokens for the group's room (NIP-29). URLs cannot carry the ids `.` and `..`: browsers
 * fold them, and the relay answers as for no group.
 */
export function tokenUrl(key: GroupKey): string {
	return `${relayHttpUrl(key.relay)}${path}/${encodeURIComponent(key.id.toWellFormed())}`;
}

/** Where a relay that offers rooms answers 204 (NIP-29). */
export function probeUrl(relay: string): string {
	return `${relayHttpUrl(relay)}${path}`;
}

/**
 * Parses the answer of the token endpoint: `{server_url, participant_token}` (LiveKit's own shape) or `{url, token}`.
 * Undefined when there is no usable address or no token. What may be done is read from the token without checking it:
 * it decides what is offered, LiveKit decides what is allowed.
 */
export function parseCallGrant(json: unknown): CallGrant | undefined {
	const answer = asRecord(json);
	const serverUrl = parseServerUrl(asText(answer?.['server_url']) ?? asText(answer?.['url']));
	const token = asText(answer?.['participant_token']) ?? asText(answer?.['token']);
	const claims = token === undefined ? undefined : parseClaims(token);
	if (serverUrl === undefined || token === undefined || !claims) return undefined;
	const video = asRecord(claims['video']);
	const identity = asText(claims['sub']);
	const expiresAt = claims['exp'];
	// LiveKit's rule: what a token does not mention is allowed, and data follows the rest.
	const canPublish = video?.['canPublish'] !== false;
	return {
		serverUrl,
		token,
		identity,
		pubkey: identity === undefined ? undefined : pubkeyOfIdentity(identity),
		canPublish,
		canPublishData: typeof video?.['canPublishData'] === 'boolean' ? video['canPublishData'] : canPublish,
		expiresAt: Number.isSafeInteger(expiresAt) ? (expiresAt as number) : undefined
	};
}

function parseServerUrl(text: string | undefined): string | undefined {
	if (text === undefined || text.length > 2048 || !URL.canParse(text)) return undefined;
	const url = new URL(text.replace(/^http/i, 'ws'));
	const isSecure = url.protocol === 'wss:' || (url.protocol === 'ws:' && isLoopbackHost(url.hostname));
	// A socket cannot be opened to an address with a fragment, not even an empty one.
	if (!isSecure || url.username || url.password || url.href.includes('#')) return undefined;
	return url.href.replace(/\/$/, '');
}

/** The middle part of a JWT: base64url of a JSON object. */
function parseClaims(token: string): Record<string, unknown> | undefined {
	const [, payload] = /^[\w-]+\.([\w-]+)\.[\w-]+$/.exec(token.slice(0, maxTokenLength)) ?? [];
	if (payload === undefined || payload.length % 4 === 1) return undefined;
	const binary = atob(payload.replaceAll('-', '+').replaceAll('_', '/'));
	const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
	return parseJsonRecord(new TextDecoder().decode(bytes));
}
