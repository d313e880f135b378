import type { GroupAdmin, GroupRole } from './group-roster.ts';
import { sameRole } from './group-roster.ts';
import { kinds } from './kinds.ts';

/** What an admin can do to a group (NIP-29, 9000-9010). */
export type Action =
	| 'put-user'
	| 'remove-user'
	| 'edit-metadata'
	| 'delete-event'
	| 'create-invite'
	| 'delete-group'
	| 'update-pins';

const kindOf: Readonly<Record<Action, number>> = {
	'put-user': kinds.putUser,
	'remove-user': kinds.removeUser,
	'edit-metadata': kinds.editMetadata,
	'delete-event': kinds.deleteEvent,
	'create-invite': kinds.createInvite,
	'delete-group': kinds.deleteGroup,
	'update-pins': kinds.updatePins
};

/** The kinds that proposal #2316 lets a relay grant; on all others a list of grants is silent. */
const grantable: ReadonlySet<number> = new Set([
	kinds.putUser,
	kinds.removeUser,
	kinds.editMetadata,
	kinds.deleteEvent,
	kinds.createInvite
]);

/**
 * Whether I may do `action`: the numbers of my 39001 entry (#2440) and the `role-permission` of my roles (#2316) say
 * yes or no; where a relay writes neither, any 39001 entry is a `maybe` and the relay's answer tells. Never decided by
 * a role's name.
 */
export function mayDo(
	action: Action,
	who: { me: string; admins: readonly GroupAdmin[]; roles: readonly GroupRole[] }
): 'yes' | 'maybe' | 'no' {
	const entry = who.admins.find((admin) => admin.pubkey === who.me);
	if (!entry) return 'no';
	const mine = who.roles.filter((role) => entry.roles.some((name) => sameRole(name, role.name)));
	const granted = [...entry.permissions, ...mine.flatMap((role) => role.permissions)];
	const kind = kindOf[action];
	if (granted.includes(kind)) return 'yes';
	return granted.length > 0 && grantable.has(kind) ? 'no' : 'maybe';
}
