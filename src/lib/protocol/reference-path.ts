import { groupPath, messagePath, relayPath } from '../paths.ts';
import type { GroupReference } from './group-reference.ts';

/** Where a link leads in Porch. An invite's code stays in the fragment, where no server and no log sees it. */
export function referencePath(reference: GroupReference): string {
	if (reference.id === undefined) return relayPath(reference.relay);
	const key = { relay: reference.relay, id: reference.id };
	if (reference.code) return `${groupPath(key)}#invite=${encodeURIComponent(reference.code)}`;
	return reference.eventId ? messagePath(key, reference.eventId) : groupPath(key);
}

/** The invite code in a page's fragment (`#invite=…`). */
export function inviteCodeOf(hash: string): string | undefined {
	return new URLSearchParams(hash.replace(/^#/, '')).get('invite') ?? undefined;
}
