import type { GroupMetadata } from '$lib/protocol/group-metadata';
import { isRoomOnly, supportsKind, takesOutsiders } from '$lib/protocol/group-metadata';
import { kinds } from '$lib/protocol/kinds';
import type { Standing } from '$lib/stores/standing';

/** What stands where one writes. */
export type ComposerPlace =
	/** Not known yet: the space is kept. */
	| 'unknown'
	| 'composer'
	/** Nobody in particular: sign in to write, or to join. */
	| 'visitor'
	| 'join'
	/** An invite is needed to join. */
	| 'invite'
	| 'waiting'
	| 'removed'
	/** The relay has no such group any more; what the device has of it can be read. */
	| 'gone'
	/** The group takes no messages. */
	| 'none'
	/** The group is its room. */
	| 'room';

/** What to show where one writes, from what the relay says of the group and of me. */
export function composerPlace(group: {
	loaded: boolean;
	metadata: GroupMetadata | undefined;
	standing: Standing;
	signedIn: boolean;
	/** An invite's code is at hand. */
	invited: boolean;
	gone: boolean;
}): ComposerPlace {
	const { metadata, standing, signedIn, invited, gone } = group;
	if (gone) return 'gone';
	if (!group.loaded) return 'unknown';
	if (metadata && isRoomOnly(metadata)) return 'room';
	if (!supportsKind(metadata, kinds.chat)) return 'none';
	if (standing === 'member') return 'composer';
	if (!signedIn) return metadata ? 'visitor' : 'unknown';
	if (standing === 'removed') return 'removed';
	if (standing === 'waiting') return 'waiting';
	// Whoever may write without being a member does; the relay has the last word.
	if (takesOutsiders(metadata)) return 'composer';
	if (standing === 'unknown') return 'unknown';
	return metadata?.flags.closed && !invited ? 'invite' : 'join';
}
