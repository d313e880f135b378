/**
 * Who is in a group, as far as it can be shown (NIP-29).
 *
 * Two events of the same second have no order: pyramid stamps its 9000 and 9001 with the time of what they answer, and
 * an id says nothing about time. Then the removal counts as the later one: not claiming a place that was taken away
 * costs a tap on "join", which the relay answers with `duplicate:` if we were wrong.
 */
import type { NostrEvent } from './event.ts';
import { kinds } from './kinds.ts';

/**
 * `removed` and `left` tell who ended it. `none`: the relay was asked and shows nothing; no proof, for relays may keep
 * their lists to themselves. `unknown`: nothing was heard yet.
 */
export type Membership = 'member' | 'removed' | 'left' | 'none' | 'unknown';

/** What was heard from the group's relay, signatures verified, 39001 and 39002 by the relay's key. */
export interface MembershipEvidence {
	readonly me: string;
	/** The key that signs for the relay; its 9000 and 9001 are believed. */
	readonly relayKey?: string;
	/** Keys of the current 39001; their 9000 and 9001 are believed, since the relay took them. */
	readonly admins: readonly string[];
	/** Keys of the current 39002; undefined when the relay serves none. */
	readonly members?: readonly string[];
	/** When that 39002 was made, in unix seconds. An older list does not undo a removal. */
	readonly membersAt?: number;
	/** The 9000, 9001 and 9022 of the group, in any order; others are skipped. */
	readonly history: readonly NostrEvent[];
	/** True once the relay answered the question for all of this, even with nothing. */
	readonly answered?: boolean;
}

/**
 * Whether I am a member: my key in 39002, or the newest 9000, 9001 or 9022 about me (see the design's "Membership").
 * That 39002 does not list me proves nothing: relays may show a part of it.
 */
export function judgeMembership(evidence: MembershipEvidence): Membership {
	const { me, relayKey, admins, members, history } = evidence;
	const about = history.filter((event) => isTrusted(event, relayKey, admins) && namesPerson(event, me));
	const arrival = newest(about.filter((event) => event.kind === kinds.putUser));
	const removal = newest(about.filter((event) => event.kind === kinds.removeUser));
	const leave = newest(history.filter((event) => event.kind === kinds.leaveRequest && event.pubkey === me));
	const end = newest([removal, leave].filter((event) => event !== undefined));
	const isListed = members?.includes(me) ?? false;
	if (end && end.created_at >= (arrival?.created_at ?? 0)) {
		if (isListed && (evidence.membersAt ?? end.created_at) >= end.created_at) return 'member';
		return hasLeft(removal, leave, relayKey, arrival?.created_at ?? 0) ? 'left' : 'removed';
	}
	if (arrival || isListed || admins.includes(me)) return 'member';
	return members !== undefined || evidence.answered ? 'none' : 'unknown';
}

/**
 * Replays 9000, 9001 and 9022 from the oldest on: who is in the group, with the roles each was given last. `trusted`
 * says whose 9000 and 9001 count; a 9022 counts for its author.
 */
export function replayMembers(
	history: readonly NostrEvent[],
	trusted: (pubkey: string) => boolean
): Map<string, string[]> {
	const members = new Map<string, string[]>();
	for (const event of history.toSorted(byTime)) {
		if (event.kind === kinds.leaveRequest) members.delete(event.pubkey);
		else if (trusted(event.pubkey)) applyModeration(members, event);
	}
	return members;
}

function applyModeration(members: Map<string, string[]>, event: NostrEvent): void {
	for (const [name, pubkey = '', ...roles] of event.tags) {
		if (name !== 'p') continue;
		if (event.kind === kinds.putUser) members.set(pubkey, roles);
		else if (event.kind === kinds.removeUser) members.delete(pubkey);
	}
}

/** It was my doing when I asked last, or when the removal is the relay's answer to my asking. */
function hasLeft(
	removal: NostrEvent | undefined,
	leave: NostrEvent | undefined,
	relayKey: string | undefined,
	since: number
): boolean {
	const hasAsked = leave !== undefined && leave.created_at >= since;
	if (!removal || removal.created_at < since) return hasAsked;
	// Pyramid marks its answer; relay29 signs it and says nothing.
	if (removal.tags.some((tag) => tag[0] === 'self-removal')) return true;
	return hasAsked && (removal.pubkey === relayKey || removal.created_at < leave.created_at);
}

function isTrusted(event: NostrEvent, relayKey: string | undefined, admins: readonly string[]): boolean {
	return event.pubkey === relayKey || admins.includes(event.pubkey);
}

function namesPerson(event: NostrEvent, pubkey: string): boolean {
	return event.tags.some((tag) => tag[0] === 'p' && tag[1] === pubkey);
}

function newest(events: readonly NostrEvent[]): NostrEvent | undefined {
	return events.toSorted(byTime).at(-1);
}

/** Oldest first. In the same second arrivals come before ends; the id only makes the order the same everywhere. */
function byTime(a: NostrEvent, b: NostrEvent): number {
	return a.created_at - b.created_at || a.kind - b.kind || (a.id < b.id ? -1 : 1);
}
