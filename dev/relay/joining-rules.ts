import { tagValue, type NostrEvent } from '../../src/lib/protocol/event.ts';
import { adminsOf, type Group, type Invite } from './group.ts';
import type { Habits } from './habits.ts';
import type { Refusal } from './refusals.ts';

/** Whether a join request (9021) is taken. That it is does not say that it admits: see {@link admits}. */
export function judgeJoin(event: NostrEvent, group: Group, habits: Habits): Refusal | undefined {
	if (group.members.has(event.pubkey)) return { reason: 'already-member' };
	const closed = judgeCode(event, group, habits);
	if (closed && habits.closedJoin === 'refused') return closed;
	const wasRemoved = group.departed.get(event.pubkey) === 'removed';
	return wasRemoved && habits.rejoinAfterRemoval === 'refused' ? { reason: 'was-removed' } : undefined;
}

/** Whether a join request that was taken makes its author a member at once. */
export function admits(event: NostrEvent, group: Group, habits: Habits): boolean {
	if (group.members.has(event.pubkey) || judgeCode(event, group, habits)) return false;
	const departure = group.departed.get(event.pubkey);
	if (departure === 'removed') return habits.rejoinAfterRemoval === 'admitted';
	return departure === undefined || habits.rejoinAfterLeaving === 'admitted';
}

/** Whether somebody may leave (9022): not the last admin of others. */
export function judgeLeave(event: NostrEvent, group: Group, habits: Habits): Refusal | undefined {
	if (!group.members.has(event.pubkey)) return { reason: 'leave-nothing', id: event.pubkey };
	const [admin, another] = adminsOf(group);
	const isLastAdmin = admin === event.pubkey && another === undefined;
	return isLastAdmin && habits.guardsLastAdmin ? { reason: 'leave-last-admin' } : undefined;
}

/** A closed group opens to a code that is known, not used up and not expired; any other group needs none. */
function judgeCode(event: NostrEvent, group: Group, habits: Habits): Refusal | undefined {
	if (!group.settings.flags.has('closed')) return undefined;
	const code = tagValue(event, 'code');
	if (code === undefined || habits.invites === 'ignored' || habits.invites === 'none')
		return { reason: 'code-needed' };
	const invite = group.invites.get(code);
	if (!invite) return { reason: 'code-unknown' };
	if (isExpired(invite, event.created_at)) return { reason: 'code-expired' };
	return invite.used && !invite.reusable ? { reason: 'code-used' } : undefined;
}

function isExpired(invite: Invite, now: number): boolean {
	return invite.expiresAt !== undefined && invite.expiresAt <= now;
}
