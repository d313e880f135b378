import type { EventDraft, NostrEvent } from './event.ts';
import { kinds } from './kinds.ts';

/**
 * Who asks, for one HTTP request (NIP-98). `url` is exactly what is requested; `payloadHash` is the SHA-256 of the body
 * in hex. Stamp it when it is sent: servers give it a minute.
 */
export function buildHttpAuth(url: string, method: string, payloadHash?: string): EventDraft {
	const payload = payloadHash ? [['payload', payloadHash]] : [];
	return {
		kind: kinds.httpAuth,
		content: '',
		tags: [['u', url], ['method', method.toUpperCase()], ...payload]
	};
}

/** The value of the `Authorization` header (NIP-98). Relays want the scheme spelled so and the base64 padded. */
export function encodeAuthorization(event: NostrEvent): string {
	let binary = '';
	for (const byte of new TextEncoder().encode(JSON.stringify(event))) binary += String.fromCharCode(byte);
	return `Nostr ${btoa(binary)}`;
}
