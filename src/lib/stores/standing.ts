import type { ErrorCode } from '$lib/app-error';
import type { NostrEvent } from '$lib/protocol/event';
import { kinds } from '$lib/protocol/kinds';
import { judgeMembership, type Membership, type MembershipEvidence } from '$lib/protocol/membership';

/** How I stand to a group: what the relay's events prove, plus a request of mine that is not answered yet. */
export type Standing = Membership | 'waiting';

/** How the evidence says that I stand; with my request (9021) where it waits for an answer. */
export function judgeStanding(evidence: MembershipEvidence): { standing: Standing; request?: NostrEvent } {
	const standing = judgeMembership(evidence);
	// Of one second, what I asked for comes last: somebody who is shown out may ask again at once.
	const isMine = ({ kind, pubkey }: NostrEvent) => kind === kinds.joinRequest && pubkey === evidence.me;
	const newest = evidence.history
		.toSorted((a, b) => a.created_at - b.created_at || Number(isMine(a)) - Number(isMine(b)))
		.at(-1);
	if (standing === 'member' || !newest || !isMine(newest)) return { standing };
	return { standing: 'waiting', request: newest };
}

/** Codes that mean "not without being let in": the gate says what to do, the conversation stays closed. */
export const closedDoorCodes: readonly ErrorCode[] = ['auth-required', 'restricted', 'not-a-member'];
