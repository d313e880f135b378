import { isHexKey, type EventDraft, type NostrEvent } from './event.ts';
import { kinds } from './kinds.ts';
import { tokenizeText, type TextToken } from './message-text.ts';
import { parseWebUrl } from './web-url.ts';
import { oneLine } from './plain-text.ts';
import { encodeNevent } from './nostr-address.ts';

/** A picture of a message, with what its `imeta` tag says (NIP-92). */
export interface Picture {
	readonly url: string;
	/** Pixels; both or neither. */
	readonly width?: number;
	readonly height?: number;
	readonly alt?: string;
	readonly blurhash?: string;
	/** SHA-256 of its bytes, hex. */
	readonly hash?: string;
}

/** A message of a conversation: kind 9 (NIP-C7). */
export interface ChatMessage {
	readonly id: string;
	readonly author: string;
	/** Unix seconds. */
	readonly at: number;
	/** The text in pieces, without the line that names the message answered. Every `image` is in `pictures`. */
	readonly tokens: TextToken[];
	readonly text: string;
	readonly replyTo?: { readonly id: string; readonly author?: string };
	/** Every picture of the text once, in order. */
	readonly pictures: Picture[];
	/** Keys that the text or the tags name, once each. */
	readonly mentions: string[];
	readonly event: NostrEvent;
}

const maxPictures = 20;
const maxMentions = 200;

/** Parses kind 9; undefined for another kind. */
export function parseChatMessage(event: NostrEvent): ChatMessage | undefined {
	if (event.kind !== kinds.chat) return undefined;
	const all = tokenizeText(event.content);
	const replyTo = findReply(event, all);
	const written = replyTo ? withoutLeadingReference(all, replyTo.id) : all;
	const pictures = findPictures(event, written);
	const tokens = written.map((token) => asShown(token, pictures));
	return {
		id: event.id,
		author: event.pubkey,
		at: event.created_at,
		tokens,
		text: tokens.map((token) => token.text).join(''),
		replyTo,
		pictures: [...pictures.values()],
		mentions: findMentions(event.tags, tokens),
		event
	};
}

/**
 * A message for a group. An answer quotes what it answers (NIP-C7, NIP-18): a first line with its `nevent`, a `q` tag
 * with id, relay and author, and a `p` tag. Everybody the text mentions gets a `p` tag too.
 * `relay` is the group's relay, the hint for whoever looks for the message answered.
 */
export function buildChatMessage(message: {
	group: string;
	text: string;
	relay?: string;
	replyTo?: NostrEvent;
	mentions?: readonly string[];
}): EventDraft {
	const { group, text, relay, replyTo } = message;
	const named = findMentions([], tokenizeText(text));
	const people = new Set([...(replyTo ? [replyTo.pubkey] : []), ...(message.mentions ?? []), ...named]);
	const tags = [['h', group]];
	if (replyTo) tags.push(['q', replyTo.id, relay ?? '', replyTo.pubkey]);
	for (const pubkey of people) tags.push(['p', pubkey]);
	if (!replyTo) return { kind: kinds.chat, content: text, tags };
	const { id, pubkey: author } = replyTo;
	const quote = encodeNevent({ id, author, relays: relay ? [relay] : [] });
	return { kind: kinds.chat, content: `nostr:${quote}\n${text}`, tags };
}

/**
 * The message that this one answers: the first `q` tag of an event, unless the text quotes that event further down
 * (then it is only quoted). Most clients leave the leading line out, old ones mark an `e` tag (NIP-10).
 */
function findReply(event: NostrEvent, tokens: TextToken[]): ChatMessage['replyTo'] {
	const quote = event.tags.find((tag) => tag[0] === 'q' && isHexKey(tag[1]));
	const marked = event.tags.find((tag) => tag[0] === 'e' && isHexKey(tag[1]) && tag[3] === 'reply');
	const [, id, , author] = quote ?? marked ?? [];
	if (id === undefined || id === event.id) return undefined;
	const place = tokens.findIndex((token) => token.type === 'event' && token.id === id);
	const isQuotedBelow = quote !== undefined && place > 0 && tokens.slice(0, place).some(isVisible);
	return isQuotedBelow ? undefined : { id, author: isHexKey(author) ? author : undefined };
}

function isVisible(token: TextToken): boolean {
	return token.text.trim() !== '';
}

function withoutLeadingReference(tokens: TextToken[], id: string): TextToken[] {
	const place = tokens.findIndex(isVisible);
	const first = tokens[place];
	if (first?.type !== 'event' || first.id !== id) return tokens;
	const [next, ...rest] = tokens.slice(place + 1);
	if (next?.type !== 'text') return tokens.slice(place + 1);
	const text = next.text.trimStart();
	return text === '' ? rest : [{ type: 'text', text }, ...rest];
}

/** The pictures by address: those that look like one and those that their `imeta` calls one. */
function findPictures(event: NostrEvent, tokens: TextToken[]): Map<string, Picture> {
	const shown = tokens.flatMap((token) => (token.type === 'image' || token.type === 'link' ? [token] : []));
	const described = new Map(parseImeta(event).map((picture) => [picture.url, picture]));
	const pictures = new Map<string, Picture>();
	for (const { type, href } of shown) {
		const picture = described.get(href) ?? (type === 'image' ? { url: href } : undefined);
		if (picture && pictures.size < maxPictures) pictures.set(href, picture);
	}
	return pictures;
}

function asShown(token: TextToken, pictures: ReadonlyMap<string, Picture>): TextToken {
	if (token.type !== 'image' && token.type !== 'link') return token;
	return { ...token, type: pictures.has(token.href) ? 'image' : 'link' };
}

/** The pictures among the `imeta` tags (NIP-92): `['imeta', 'url https://...', 'dim 3x4', 'alt ...']`. */
function parseImeta(event: NostrEvent): Picture[] {
	return event.tags.flatMap((tag) => {
		if (tag[0] !== 'imeta') return [];
		const field = (name: string): string | undefined =>
			tag.find((item) => item.startsWith(`${name} `))?.slice(name.length + 1);
		const url = parseWebUrl(field('url'));
		if (url === undefined || !(field('m') ?? 'image/').startsWith('image/')) return [];
		const [, width, height] = /^(\d{1,5})x(\d{1,5})$/.exec(field('dim') ?? '') ?? [];
		const size = Number(width) && Number(height) ? { width: Number(width), height: Number(height) } : {};
		const blurhash = /^[\x21-\x7e]{6,200}$/.exec(field('blurhash') ?? '')?.[0];
		const hash = field('x');
		return [
			{ url, ...size, alt: oneLine(field('alt'), 1000), blurhash, hash: isHexKey(hash) ? hash : undefined }
		];
	});
}

function findMentions(tags: string[][], tokens: TextToken[]): string[] {
	const tagged = tags.flatMap((tag) => (tag[0] === 'p' && isHexKey(tag[1]) ? [tag[1]] : []));
	const written = tokens.flatMap((token) => (token.type === 'mention' ? [token.pubkey] : []));
	return [...new Set([...written, ...tagged])].slice(0, maxMentions);
}
