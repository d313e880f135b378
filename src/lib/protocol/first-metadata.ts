import type { EventDraft } from './event.ts';
import { buildGroupEdit, type GroupChanges } from './group-edit.ts';
import { kinds } from './kinds.ts';

/** The 9002 that gives a group its first metadata: most relays ignore what a 9007 carries. `group` is its id. */
export function buildFirstMetadata(group: string, changes: GroupChanges): EventDraft {
	const nothingYet = {
		id: '',
		pubkey: '',
		created_at: 0,
		kind: kinds.groupMetadata,
		tags: [['d', group]],
		content: '',
		sig: ''
	};
	return buildGroupEdit(nothingYet, changes);
}
