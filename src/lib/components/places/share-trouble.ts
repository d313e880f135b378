/** What is to be said about a share. */
export interface Trouble {
	/** Its form could not be read (`unreadable`), or the device did not let it be stored (`not-stored`). */
	readonly kind: string | null;
	/** Names of files that Porch does not take. */
	readonly refused: readonly string[];
	/** Names of files that could not be brought along. */
	readonly left: readonly string[];
	/** Characters that its text had, and has here: some could not be brought along. */
	readonly shortened: { readonly length: number; readonly kept: number } | undefined;
	/** Characters of a text that is more than a message holds. */
	readonly tooLong: number | undefined;
}

/** Whether there is anything to say. */
export function isTrouble({ kind, refused, left, shortened, tooLong }: Trouble): boolean {
	return Boolean(kind ?? shortened ?? tooLong) || refused.length + left.length > 0;
}
