import { decodeReference } from './nostr-reference.ts';
import { parseWebUrl } from './web-url.ts';

/** A piece of a message. `text` is what was written, so that the pieces joined give the message back. */
export type TextToken =
	| { readonly type: 'text'; readonly text: string }
	| { readonly type: 'link' | 'image'; readonly href: string; readonly text: string }
	| { readonly type: 'mention'; readonly pubkey: string; readonly text: string }
	| {
			readonly type: 'event';
			readonly id: string;
			readonly relay?: string;
			readonly author?: string;
			readonly text: string;
	  }
	| {
			readonly type: 'address';
			readonly kind: number;
			readonly pubkey: string;
			readonly identifier: string;
			readonly relay?: string;
			readonly text: string;
	  };

// Both alternatives start with fixed text and run to the next blank without going back: time is linear.
const target =
	/https?:\/\/[^\s<>"`\\^{}|]+|(?:nostr:)?(?:npub|nprofile|note|nevent|naddr)1[02-9ac-hj-np-z]{20,2000}/g;
const imagePath = /\.(?:png|jpe?g|gif|webp|avif)$/i;

/**
 * Splits a message into text, links, pictures and references (NIP-21, NIP-27). Only `https:` becomes a link (and, for
 * the local demo, `http:` on loopback); what cannot be decoded stays text. Time is linear in the length of the message.
 */
export function tokenizeText(content: string): TextToken[] {
	const tokens: TextToken[] = [];
	let done = 0;
	for (const match of content.matchAll(target)) {
		const token = startsWord(content, match.index) ? readTarget(match[0]) : undefined;
		if (!token) continue;
		if (match.index > done) tokens.push({ type: 'text', text: content.slice(done, match.index) });
		tokens.push(token);
		done = match.index + token.text.length;
	}
	if (done < content.length) tokens.push({ type: 'text', text: content.slice(done) });
	return tokens;
}

/** `nonsensenpub1...` is no reference and `xhttps://` no link. */
function startsWord(content: string, at: number): boolean {
	return at === 0 || !/[\p{L}\p{N}_]/u.test(content[at - 1] ?? '');
}

function readTarget(found: string): TextToken | undefined {
	return found.startsWith('http') ? readLink(found) : readReference(found);
}

function readLink(found: string): TextToken | undefined {
	const text = withoutTrailingPunctuation(found);
	const href = parseWebUrl(text);
	if (href === undefined) return undefined;
	return { type: imagePath.test(new URL(href).pathname) ? 'image' : 'link', href, text };
}

function readReference(text: string): TextToken | undefined {
	const reference = decodeReference(text.replace(/^nostr:/, ''));
	if (!reference) return undefined;
	if (reference.type === 'person') return { type: 'mention', pubkey: reference.pubkey, text };
	const relay = reference.relays[0];
	if (reference.type === 'event') {
		return { type: 'event', id: reference.id, relay, author: reference.author, text };
	}
	const { kind, pubkey, identifier } = reference;
	return { type: 'address', kind, pubkey, identifier, relay, text };
}

/** A sentence's full stop and a closing bracket that was never opened are not part of an address. */
function withoutTrailingPunctuation(link: string): string {
	let open = 0;
	for (const char of link) open += char === '(' ? 1 : char === ')' ? -1 : 0;
	let end = link.length;
	for (; end > 0; end -= 1) {
		const last = link[end - 1] ?? '';
		if (last === ')' && open < 0) open += 1;
		else if (!/[.,;:!?'*\]]/.test(last)) break;
	}
	return link.slice(0, end);
}
