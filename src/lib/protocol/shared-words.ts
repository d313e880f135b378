import { parseGroupReference, type GroupReference } from './group-reference.ts';

/** The words of a share, as other apps fill them in: each may be empty, and hold anything. */
export interface SharedWords {
	readonly title: string;
	readonly text: string;
	readonly url: string;
}

/** Nobody's invite stands behind so many words. */
const maxWords = 200;
const wrapping = /^[<("'“‘«]+|[>)"'”’»,;.!]+$/g;
const address = /^(web\+)?nostr:|^naddr1/i;

/** What was shared as one text to write: other apps repeat the link in the text, and the text in the title. */
export function sharedText({ title, text, url }: SharedWords): string {
	const parts = [title, text, url].map((part) => part.trim());
	return parts
		.filter((part, at) => part !== '' && !parts.some((other, of) => of > at && other.includes(part)))
		.filter((part, at, kept) => !kept.some((other, of) => of < at && other.includes(part)))
		.join('\n');
}

/**
 * The invite in what was shared, when it holds exactly one: a link with a code, an `naddr`, or a link to a group of
 * this app (`origin`). Any other link may lead anywhere, and is something to send.
 */
export function sharedInvite({ title, text, url }: SharedWords, origin: string): GroupReference | undefined {
	const words = new Set([url, text, title].flatMap((part) => part.slice(0, 20_000).split(/\s+/)));
	if (words.size > maxWords) return undefined;
	const found = new Map<string, GroupReference>();
	for (const word of words) {
		const bare = word.replace(wrapping, '');
		const reference = parseGroupReference(bare);
		if (reference && isInvite(reference, bare, origin)) found.set(JSON.stringify(reference), reference);
	}
	return found.size === 1 ? [...found.values()][0] : undefined;
}

function isInvite(reference: GroupReference, word: string, origin: string): boolean {
	if (reference.id === undefined) return false;
	return (
		reference.code !== undefined ||
		reference.claim !== undefined ||
		address.test(word) ||
		word.startsWith(`${origin}/`)
	);
}
