/** A share that the service worker could not store and holds until a page has taken it, or until it is stopped. */
export interface HeldShare {
	readonly id: string;
	readonly title: string;
	readonly text: string;
	readonly url: string;
	readonly pictures: File[];
	/** Names of the files that Porch does not take. */
	readonly refused: string[];
}

/** What a page posts; the {@link HeldShare} comes back through the message's port, or undefined. */
export function heldShareQuestion(id: string): { type: 'which-share'; id: string } {
	return { type: 'which-share', id };
}

/** The id that a page asked for; undefined when it posted something else. */
export function askedShare(data: unknown): string | undefined {
	if (typeof data !== 'object' || data === null || !('type' in data) || !('id' in data)) return undefined;
	return data.type === 'which-share' && typeof data.id === 'string' ? data.id : undefined;
}
