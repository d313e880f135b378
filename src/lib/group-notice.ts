/**
 * What the page and the service worker agree on about a group's notification: its tag, so that a group has one at
 * most, the message by which the worker asks a window to go where it leads, and the lock by which one of them at a
 * time asks what is shown, or changes it.
 */

/** A group as one account sees it; `Place` in `storage`, which is above this leaf. */
interface Place {
	readonly scope: string;
	readonly relay: string;
	readonly id: string;
}

/** The name of the Web Lock of the notifications that are shown. */
export const trayLock = 'notifications';

const prefix = 'group';

/** The tag of a group's notification. */
export function groupNoticeTag({ scope, relay, id }: Place): string {
	return `${accountNoticePrefix(scope)}${relay} ${id}`;
}

/** What the tags of all groups of an account begin with. */
export function accountNoticePrefix(account: string): string {
	return `${prefix} ${account} `;
}

/** Whether a notification is about a group. */
export function isGroupNoticeTag(tag: string): boolean {
	return tag.startsWith(`${prefix} `);
}

/** Asks a window to go to a path of the app. */
export interface OpenRequest {
	readonly open: string;
}

/** The path that a message of the service worker asks for; undefined for any other message. */
export function requestedPath(message: unknown): string | undefined {
	if (typeof message !== 'object' || message === null || !('open' in message)) return undefined;
	const { open } = message;
	return typeof open === 'string' && /^\/(?![/\\])/.test(open) ? open : undefined;
}
