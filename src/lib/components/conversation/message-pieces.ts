import type { ChatMessage } from '$lib/protocol/chat-message';
import type { TextToken } from '$lib/protocol/message-text';

/** Characters after which a message is folded. */
export const FOLD_AT = 5000;
/** Shorter than this is not worth a button. */
const FOLD_SLACK = 500;

const signs =
	/^(?:(?:\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|[#*0-9]\ufe0f?\u20e3)(?:\ufe0f|\p{Emoji_Modifier}|[\u{e0020}-\u{e007f}]|\u200d\p{Extended_Pictographic})*\s*){1,3}$/u;

/** The text of a message without the addresses of the pictures that stand beside it. */
export function wordsOf({ tokens, pictures }: Pick<ChatMessage, 'tokens' | 'pictures'>): TextToken[] {
	const shown = new Set(pictures.map((picture) => picture.url));
	const words = tokens.filter(
		(token) => !((token.type === 'image' || token.type === 'link') && shown.has(token.href))
	);
	const isSaid = (token: TextToken): boolean => token.text.trim() !== '';
	// Of several pictures the line breaks between their addresses are left.
	return trimEnds(words.slice(words.findIndex(isSaid), words.findLastIndex(isSaid) + 1));
}

/** The pieces up to about `limit` characters, and whether that leaves something out. */
export function foldTokens(
	tokens: readonly TextToken[],
	limit = FOLD_AT
): { tokens: readonly TextToken[]; folded: boolean } {
	const length = tokens.reduce((sum, token) => sum + token.text.length, 0);
	if (length <= limit + FOLD_SLACK) return { tokens, folded: false };
	const kept: TextToken[] = [];
	let left = limit;
	for (const token of tokens) {
		if (token.text.length > left && token.type !== 'text') break;
		kept.push(
			token.type === 'text' ? { type: 'text', text: token.text.slice(0, left).toWellFormed() } : token
		);
		left -= token.text.length;
		if (left <= 0) break;
	}
	return { tokens: kept, folded: true };
}

/** One to three emoji and nothing else: they are drawn large. */
export function isBigEmoji(text: string): boolean {
	const trimmed = text.trim();
	return trimmed.length > 0 && trimmed.length <= 60 && signs.test(trimmed);
}

/** Nothing but a reference to some other post: a poll, a thread, an article (NIP-C7 lets them in this way). */
export function isQuoteOnly(message: Pick<ChatMessage, 'tokens' | 'replyTo' | 'pictures'>): boolean {
	if (message.pictures.length > 0) return false;
	const words = message.tokens.filter((token) => token.text.trim() !== '');
	const onlyReferences = words.every((token) => token.type === 'event' || token.type === 'address');
	return onlyReferences && (words.length > 0 || message.replyTo !== undefined);
}

function trimEnds(tokens: TextToken[]): TextToken[] {
	const trimmed = tokens.map((token, at): TextToken => {
		if (token.type !== 'text') return token;
		let { text } = token;
		if (at === 0) text = text.trimStart();
		if (at === tokens.length - 1) text = text.trimEnd();
		return { type: 'text', text };
	});
	return trimmed.filter((token) => token.text !== '');
}

/** What a message says, with people by name. */
export function namedWords(
	message: Pick<ChatMessage, 'tokens' | 'pictures'>,
	nameOf: (pubkey: string) => string
): string {
	const words = wordsOf(message).map((token) =>
		token.type === 'mention' ? `@${nameOf(token.pubkey)}` : token.text
	);
	return words.join('');
}

/** {@link namedWords} as one short line. */
export function plainWords(
	message: Pick<ChatMessage, 'tokens' | 'pictures'>,
	nameOf: (pubkey: string) => string,
	limit = 200
): string {
	return namedWords(message, nameOf).replace(/\s+/gu, ' ').trim().slice(0, limit).toWellFormed();
}
