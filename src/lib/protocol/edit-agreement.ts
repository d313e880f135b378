import type { GroupChanges } from './group-edit.ts';
import type { GroupMetadata } from './group-metadata.ts';

const texts = ['name', 'about', 'picture', 'banner'] as const;
const flags = ['private', 'restricted', 'closed', 'hidden'] as const;

/**
 * Whether a group's metadata says what an edit asked for. Relays accept a 9002 and keep what they do not know
 * (NIP-29), so after the OK the difference is what a person has to be told. Parents and children are not compared.
 */
export function agreesWith(metadata: GroupMetadata, changes: GroupChanges): boolean {
	return (
		texts.every((field) => changes[field] === undefined || (metadata[field] ?? '') === changes[field]) &&
		flags.every(
			(flag) => changes.flags?.[flag] === undefined || metadata.flags[flag] === changes.flags[flag]
		) &&
		(changes.livekit === undefined || metadata.livekit === changes.livekit)
	);
}
