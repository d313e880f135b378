import { groupIdOf, type NostrEvent } from '../../src/lib/protocol/event.ts';
import type { Filter } from '../../src/lib/protocol/filter.ts';
import { isRelayState, kinds } from '../../src/lib/protocol/kinds.ts';
import { findGroup, rankOf, type Group, type Groups } from './group.ts';
import type { Habits } from './habits.ts';
import type { Refusal } from './refusals.ts';

/** What the rules of reading look at besides the event or the filter. */
export interface ReadingContext {
	readonly groups: Groups;
	readonly habits: Habits;
	/** The keys authenticated on the connection: each of them may read for it. */
	readonly authenticated: ReadonlySet<string>;
}

/** Whether a REQ or COUNT is refused outright. What may not be read otherwise is silently left out. */
export function judgeRequest(filters: readonly Filter[], context: ReadingContext): Refusal | undefined {
	const { authenticated, habits } = context;
	if (habits.authAlways && authenticated.size === 0) return { reason: 'read-unauthenticated' };
	if (!habits.supportedNips.includes(50) && filters.some(({ search }) => search !== undefined)) {
		return { reason: 'search-unsupported' };
	}
	const unaimed = habits.aimedRequestsOnly ? judgeAim(filters) : undefined;
	if (unaimed) return unaimed;
	if (habits.privateRequest === 'silent') return undefined;
	const isForeign = filters
		.flatMap((filter) => filter['#h'] ?? [])
		.some((id) => isForeignPrivate(id, context));
	if (!isForeign) return undefined;
	return { reason: authenticated.size === 0 ? 'read-unauthenticated' : 'read-foreign' };
}

function isForeignPrivate(id: string, { groups, authenticated }: ReadingContext): boolean {
	const group = findGroup(groups, id);
	return group !== undefined && group.settings.flags.has('private') && !isInside(group, authenticated);
}

/** relay29: metadata and the rest are asked for apart, and the rest by group or event. */
function judgeAim(filters: readonly Filter[]): Refusal | undefined {
	for (const filter of filters) {
		const wanted = filter.kinds ?? [];
		const stateCount = wanted.filter(isRelayState).length;
		if (stateCount > 0 && stateCount < wanted.length) return { reason: 'read-mixed' };
		const isAimed = filter.ids ?? filter['#h'] ?? filter['#e'] ?? filter['#a'];
		if (stateCount === 0 && !isAimed) return { reason: 'read-unaimed' };
	}
	return undefined;
}

/** Whether the connection may see this event in the answer to this filter. */
export function mayRead(event: NostrEvent, filter: Filter, context: ReadingContext): boolean {
	const { groups, habits, authenticated } = context;
	const id = groupIdOf(event);
	const group = id === undefined ? undefined : groups.get(id);
	if (!group) return true;
	// Invites are codes, and requests to join carry them.
	const carriesCode = event.kind === kinds.createInvite || event.kind === kinds.joinRequest;
	if (carriesCode && habits.inviteReaders === 'admins') {
		return authenticated.has(event.pubkey) || [...authenticated].some((pubkey) => rankOf(group, pubkey));
	}
	if (isInside(group, authenticated)) return true;
	// pyramid's tombstone of a deleted group is for everybody.
	if (isRelayState(event.kind)) return group.deleted || mayReadState(event.kind, group, filter, habits);
	const { flags } = group.settings;
	return !flags.has('private') && (!flags.has('hidden') || isNamed(filter));
}

function mayReadState(kind: number, group: Group, filter: Filter, habits: Habits): boolean {
	const { flags } = group.settings;
	if (flags.has('hidden')) {
		const isShut = habits.hiddenFrom === 'non-members' || flags.has('private') || !isNamed(filter);
		if (isShut) return false;
	}
	if (habits.privateMetadata === 'by-name' && !filter['#d']) {
		return !flags.has('private') && !flags.has('closed');
	}
	if (!flags.has('private')) return true;
	return kind === kinds.groupMetadata && habits.privateMetadata !== 'invisible';
}

/** Whether the filter asks for particular groups or events, rather than for whatever there is. */
function isNamed(filter: Filter): boolean {
	return filter.ids !== undefined || filter['#h'] !== undefined || filter['#d'] !== undefined;
}

function isInside(group: Group, authenticated: ReadonlySet<string>): boolean {
	for (const pubkey of authenticated) if (group.members.has(pubkey)) return true;
	return false;
}
