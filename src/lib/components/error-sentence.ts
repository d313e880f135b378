import { m } from '$lib/locales/messages';
import type { AppError, ErrorCode } from '$lib/app-error';

type ErrorKey = Extract<keyof typeof m, `error_${string}`>;

function keyOf(code: ErrorCode): ErrorKey {
	const key = `error_${code.replaceAll('-', '_')}`;
	return key in m ? (key as ErrorKey) : 'error_unexpected';
}

/** The sentence for an error: what happened, in a neighbour's words. */
export function errorSentence(error: Pick<AppError, 'code'>): string {
	return m[keyOf(error.code)]();
}

/** The relay's own words in quotes, where it gave any and our sentence does not already say as much. */
export function errorQuote(error: Pick<AppError, 'words'>): string | undefined {
	const words = error.words?.trim();
	return words ? `“${words.slice(0, 280)}”` : undefined;
}
