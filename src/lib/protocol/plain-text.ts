/** Control characters, and the marks that override the direction of the text around them. */
const unprintable = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/**
 * Foreign text as one line that is safe to stand inside a sentence: no control characters, no overrides of
 * direction, single spaces, at most `max` characters. Undefined when nothing is left.
 */
export function oneLine(text: string | undefined, max: number): string | undefined {
	if (text === undefined) return undefined;
	const clean = text
		.slice(0, max * 4)
		.replace(unprintable, ' ')
		.replace(/\s+/gu, ' ')
		.trim();
	return cut(clean, max) || undefined;
}

/** Foreign text of several lines, otherwise as {@link oneLine}; more than two line breaks in a row become two. */
export function manyLines(text: string | undefined, max: number): string | undefined {
	if (text === undefined) return undefined;
	const clean = text
		.slice(0, max * 4)
		.replace(/\r\n?/g, '\n')
		.replace(unprintable, (run) => '\n'.repeat(Math.min(2, run.split('\n').length - 1)) || ' ')
		.trim();
	return cut(clean, max) || undefined;
}

/** The first `max` UTF-16 units, less one where the cut would halve a character. */
function cut(text: string, max: number): string {
	const end = text.length > max && /[\ud800-\udbff]/.test(text[max - 1] ?? '') ? max - 1 : max;
	return text.slice(0, end).trimEnd();
}
