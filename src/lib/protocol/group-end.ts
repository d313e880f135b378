import type { NostrEvent } from './event.ts';

/** What was heard of a group's end from its relay, signatures verified, 39000 by the relay's key. */
export interface EndEvidence {
	/** The newest 9008 of the group. */
	readonly deletion?: NostrEvent | undefined;
	/** The current 39000; undefined when the relay serves none. */
	readonly metadata?: NostrEvent | undefined;
	/** The key that signs for the relay. */
	readonly relayKey?: string | undefined;
	/** Keys of the last known 39001. */
	readonly admins: readonly string[];
}

/**
 * Whether the group was deleted (9008, NIP-29): by its relay or an admin, and not founded anew since. Of a group that
 * has nothing else left the relay's serving it is enough: the list of admins went with the group.
 */
export function isGroupEnded({ deletion, metadata, relayKey, admins }: EndEvidence): boolean {
	if (!deletion) return false;
	if (!metadata) return true;
	if (metadata.created_at > deletion.created_at) return false;
	return deletion.pubkey === relayKey || admins.includes(deletion.pubkey);
}
