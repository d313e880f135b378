/** What is being typed after an `@`: the letters so far, and where they stand. */
export interface MentionQuery {
	readonly words: string;
	/** Where the `@` is. */
	readonly from: number;
	/** Where the cursor is. */
	readonly to: number;
}

/** Longer than this nobody types to find a name. */
const MAX = 30;

/** The name that is being typed at `cursor`, if any: the letters after an `@` at the start of a word. */
export function findMentionQuery(text: string, cursor: number): MentionQuery | undefined {
	const from = text.lastIndexOf('@', cursor - 1);
	if (from < 0 || cursor - from > MAX) return undefined;
	if (from > 0 && !/\s|\p{P}/u.test(text[from - 1] ?? '')) return undefined;
	const words = text.slice(from + 1, cursor);
	return /^[^\s@]*$/.test(words) ? { words, from, to: cursor } : undefined;
}

/** Whether one of somebody's names begins with these words. */
export function isCalled(name: string, words: string): boolean {
	const begin = words.toLocaleLowerCase();
	const parts = name.toLocaleLowerCase().split(/\s+/);
	return parts.some((part) => part.startsWith(begin));
}
