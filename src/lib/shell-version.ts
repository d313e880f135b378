/**
 * The name of a version's cache of the app shell, and of the lock that each page of that version holds (shared) while
 * it is open, so that the service worker drops no shell that somebody still uses.
 */
export function shellName(version: string): string {
	return `${shellPrefix}${version}`;
}

/** What the names of all shells begin with. */
export const shellPrefix = 'shell-';

/** What a page asks the service worker; the worker's version comes back through the message's port, as text. */
export const versionQuestion = { type: 'which-version' } as const;

/** True when what a page posted is that question. */
export function isVersionQuestion(data: unknown): data is typeof versionQuestion {
	return typeof data === 'object' && data !== null && 'type' in data && data.type === versionQuestion.type;
}
