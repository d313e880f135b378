import { longestMessage } from './message-length.ts';

/** What an address carries of a share that could not be stored. */
export interface CarriedShare {
	/** Its words as one text, or the beginning of them: as much as a message holds. */
	readonly text: string;
	/** Characters that its words had. */
	readonly length: number;
	/** Names of the files that an address cannot carry. */
	readonly left: readonly string[];
}

/** More names than that tell nobody more. */
const maxNames = 20;
const maxName = 100;

/** The fragment of an address, which no server sees, without `#`. */
export function buildCarriedShare(words: string, files: readonly string[]): string {
	// Half of a character would be another one.
	const text = words.slice(0, longestMessage).replace(/[\uD800-\uDBFF]$/, '');
	const fragment = new URLSearchParams({ text, length: String(words.length) });
	for (const name of files.slice(0, maxNames)) fragment.append('left', name.slice(0, maxName));
	return fragment.toString();
}

/** Reads a fragment, with or without `#`. Anybody may have written it; undefined when there is nothing in it. */
export function parseCarriedShare(fragment: string): CarriedShare | undefined {
	const fields = new URLSearchParams(fragment.replace(/^#/, ''));
	const text = (fields.get('text') ?? '').slice(0, longestMessage);
	const left = fields.getAll('left').slice(0, maxNames);
	if (text === '' && left.length === 0) return undefined;
	const length = Number(fields.get('length'));
	return { text, length: Number.isSafeInteger(length) ? Math.max(length, text.length) : text.length, left };
}
