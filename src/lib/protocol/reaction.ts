import { isHexKey, tagValues, type EventDraft, type NostrEvent } from './event.ts';
import { kinds } from './kinds.ts';
import { parseWebUrl } from './web-url.ts';

/** A sign that somebody put to a message: kind 7 (NIP-25). */
export interface Reaction {
	readonly id: string;
	readonly author: string;
	/** The id of the message. */
	readonly target: string;
	/** An emoji, or `:shortcode:` when `picture` is there. */
	readonly sign: string;
	/** A custom emoji (NIP-30). */
	readonly picture?: string;
	/** Unix seconds. */
	readonly at: number;
}

const longestEmoji = 40;
const emojiParts =
	/^(?:\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Emoji_Modifier}|[#*0-9]|\u200d|\ufe0f|\u20e3|[\u{e0020}-\u{e007f}])+$/u;
const emojiHeart = /\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|[#*0-9]\ufe0f?\u20e3/u;

/** Parses kind 7: `+` is a heart, `-` a thumb down. Undefined without a target or when the sign is no emoji. */
export function parseReaction(event: NostrEvent): Reaction | undefined {
	if (event.kind !== kinds.reaction) return undefined;
	// The last `e` is the message itself; clients used to put its thread before it.
	const target = tagValues(event, 'e').findLast((id) => isHexKey(id));
	const sign = parseSign(event);
	if (target === undefined || sign === undefined) return undefined;
	return { id: event.id, author: event.pubkey, target, at: event.created_at, ...sign };
}

/** Puts a sign to a message of a group (NIP-25). `relay` is the hint where the message is. */
export function buildReaction(group: string, target: NostrEvent, sign: string, relay = ''): EventDraft {
	const tags = [
		['h', group],
		['e', target.id, relay, target.pubkey],
		['p', target.pubkey],
		['k', `${target.kind}`]
	];
	return { kind: kinds.reaction, content: sign, tags };
}

function parseSign(event: NostrEvent): Pick<Reaction, 'sign' | 'picture'> | undefined {
	const content = event.content.length > 100 ? undefined : event.content.trim();
	if (content === '+' || content === '') return { sign: '❤️' };
	if (content === '-') return { sign: '👎' };
	if (content === undefined) return undefined;
	if (content.length <= longestEmoji && emojiParts.test(content) && emojiHeart.test(content)) {
		return { sign: content };
	}
	const [, shortcode] = /^:([\w-]{1,64}):$/.exec(content) ?? [];
	const emoji = event.tags.find((tag) => tag[0] === 'emoji' && tag[1] === shortcode);
	const picture = parseWebUrl(emoji?.[2]);
	return shortcode !== undefined && picture !== undefined ? { sign: content, picture } : undefined;
}
