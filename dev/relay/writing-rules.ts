import { groupIdOf, tagValue, tagValues, type NostrEvent } from '../../src/lib/protocol/event.ts';
import { isModeration, isRelayState, kinds } from '../../src/lib/protocol/kinds.ts';
import { findGroup, rankOf, type Group } from './group.ts';
import type { Habits } from './habits.ts';
import { judgeJoin, judgeLeave } from './joining-rules.ts';
import { judgeModeration, type ModerationContext } from './moderation-rules.ts';
import type { Refusal } from './refusals.ts';

/** What the rules of writing look at besides the event. */
export interface WritingContext extends ModerationContext {
	/** The relay's clock, unix seconds. */
	readonly now: number;
	/** The keys authenticated on the connection (NIP-42). */
	readonly authenticated: ReadonlySet<string>;
	readonly isDeleted: (id: string) => boolean;
	readonly isBanned: (pubkey: string) => boolean;
	/** Whether an event of that group whose id begins so is, or was, in the database. */
	readonly knowsPrefix: (groupId: string, prefix: string) => boolean;
}

const maxIdLength = 256;

/** Whether the relay takes an event whose signature holds; undefined when it does. */
export function judgeEvent(event: NostrEvent, context: WritingContext): Refusal | undefined {
	return judgeEnvelope(event, context) ?? judgeProtection(event, context) ?? judgeContent(event, context);
}

function judgeEnvelope(event: NostrEvent, context: WritingContext): Refusal | undefined {
	const { now, habits } = context;
	if (event.kind === kinds.clientAuth) return { reason: 'auth-event' };
	if (Buffer.byteLength(event.content) > habits.maxContent) return { reason: 'too-big' };
	if (context.isBanned(event.pubkey)) return { reason: 'banned' };
	if (context.isDeleted(event.id)) return { reason: 'deleted' };
	if (expirationOf(event) <= now) return { reason: 'expired' };
	if (isAhead(event, context) && !habits.holdsFuture) return { reason: 'future-event' };
	const isUnknown = habits.authAlways && !context.authenticated.has(event.pubkey);
	return isUnknown ? { reason: 'write-unauthenticated' } : undefined;
}

/** Whether an event comes from further ahead than the relay takes. */
export function isAhead(
	{ created_at }: NostrEvent,
	{ now, habits }: Pick<WritingContext, 'now' | 'habits'>
): boolean {
	return created_at > now + (habits.furthestFuture ?? Infinity);
}

/** NIP-70: only its author may bring a protected event. */
function judgeProtection(event: NostrEvent, { authenticated }: WritingContext): Refusal | undefined {
	if (!event.tags.some(([name]) => name === '-') || authenticated.has(event.pubkey)) return undefined;
	return { reason: authenticated.size === 0 ? 'protected-unauthenticated' : 'protected-foreign' };
}

function judgeContent(event: NostrEvent, context: WritingContext): Refusal | undefined {
	const isOfGroup = tagValues(event, 'h').length > 0;
	if (isRelayState(event.kind)) return { reason: 'state-foreign' };
	if (tagValues(event, 'h').length > 1) return { reason: 'many-groups' };
	if (event.kind === kinds.createGroup) return judgeCreate(event, context);
	if (!isOfGroup && event.kind >= 9000 && event.kind <= 9030) return { reason: 'missing-group' };
	const refusal = isOfGroup ? judgeGroupEvent(event, context) : undefined;
	return refusal ?? (event.kind === kinds.deletion ? judgeDeletion(event, context) : undefined);
}

function judgeGroupEvent(event: NostrEvent, context: WritingContext): Refusal | undefined {
	const { groups, habits } = context;
	const id = tagValue(event, 'h') ?? '';
	const group = findGroup(groups, id);
	const age = judgeAge(event, context);
	if (age) return age;
	if (!group) return { reason: 'unknown-group', id };
	return (
		judgeAction(event, group, context) ??
		judgeKind(event, group, habits) ??
		judgePrevious(event, group, context)
	);
}

function judgeAction(event: NostrEvent, group: Group, context: WritingContext): Refusal | undefined {
	if (isModeration(event.kind)) return judgeModeration(event, group, context);
	if (event.kind === kinds.joinRequest) return judgeJoin(event, group, context.habits);
	if (event.kind === kinds.leaveRequest) return judgeLeave(event, group, context.habits);
	const isBroadcast = group.settings.flags.has('broadcast') && rankOf(group, event.pubkey) !== 'admin';
	if (isBroadcast) return { reason: 'broadcast-only' };
	const mayWrite = group.members.has(event.pubkey) || !isForMembers(group, context.habits);
	return mayWrite ? undefined : { reason: 'not-a-member', id: event.pubkey };
}

/** Whether only members write in this group. */
function isForMembers(group: Group, { writers }: Habits): boolean {
	const { flags } = group.settings;
	if (writers === 'members') return true;
	if (writers === 'restricted') return flags.has('restricted');
	if (writers === 'joins-by-writing') return flags.has('closed');
	return flags.has('restricted') || flags.has('closed');
}

function judgeCreate(event: NostrEvent, context: WritingContext): Refusal | undefined {
	const id = tagValue(event, 'h');
	if (id === undefined) return { reason: 'missing-group' };
	const age = judgeAge(event, context);
	if (age) return age;
	if (context.habits.authToCreate && !context.authenticated.has(event.pubkey)) {
		return { reason: context.authenticated.size === 0 ? 'create-unauthenticated' : 'create-foreign' };
	}
	const taken = context.groups.get(id);
	if (taken) return { reason: taken.deleted ? 'create-archived' : 'create-taken', id };
	return id === '' || id.length > maxIdLength ? { reason: 'create-bad-id' } : undefined;
}

/** Late publication: an event of a group is new when it arrives (NIP-29). */
function judgeAge(event: NostrEvent, { now, habits }: WritingContext): Refusal | undefined {
	const age = now - event.created_at;
	if (isModeration(event.kind)) {
		return age > (habits.oldestModeration ?? Infinity) ? { reason: 'moderation-too-old' } : undefined;
	}
	const oldest = habits.oldestMessage ?? Infinity;
	return age > oldest ? { reason: 'too-old', value: inWords(oldest) } : undefined;
}

function inWords(seconds: number): string {
	return seconds < 3600 ? `${seconds / 60} min` : `${seconds / 3600} h`;
}

/** `supported_kinds`. Keeping order is always allowed, unless the relay has pyramid's lock-out. */
function judgeKind(event: NostrEvent, group: Group, habits: Habits): Refusal | undefined {
	const { livekit, supportedKinds } = group.settings;
	if (!supportedKinds || supportedKinds.includes(event.kind) || event.kind === kinds.joinRequest)
		return undefined;
	const keepsOrder =
		isModeration(event.kind) || event.kind === kinds.leaveRequest || event.kind === kinds.deletion;
	if (keepsOrder && !habits.kindsBindModeration) return undefined;
	return { reason: livekit && supportedKinds.length === 0 ? 'room-only' : 'kind-unsupported' };
}

/** Every id of every `previous` tag must be the beginning of an event of this group. */
function judgePrevious(event: NostrEvent, group: Group, context: WritingContext): Refusal | undefined {
	if (context.habits.previous === 'unchecked') return undefined;
	const named = event.tags.filter(([name]) => name === 'previous').flatMap(([, ...values]) => values);
	const malformed = named.find((value) => !/^[0-9a-f]{8,64}$/.test(value));
	if (malformed !== undefined) return { reason: 'previous-malformed', value: malformed };
	const unknown = named.find((value) => !context.knowsPrefix(group.id, value.slice(0, 8)));
	return unknown === undefined ? undefined : { reason: 'previous-unknown', value: unknown };
}

/** NIP-09: one deletes one's own, and in a group what belongs to it. */
function judgeDeletion(event: NostrEvent, { find, now, habits }: WritingContext): Refusal | undefined {
	const targets = tagValues(event, 'e').flatMap((id) => find(id) ?? []);
	if (targets.some(({ pubkey }) => pubkey !== event.pubkey)) return { reason: 'delete-foreign' };
	if (targets.some(({ kind }) => isModeration(kind))) return { reason: 'delete-moderation' };
	const oldest = now - (habits.oldestDeletable ?? Infinity);
	const isTooOld = (target: NostrEvent) => groupIdOf(target) !== undefined && target.created_at < oldest;
	if (targets.some(isTooOld)) return { reason: 'delete-too-old' };
	const elsewhere = targets.find((target) => groupIdOf(target) !== groupIdOf(event));
	return elsewhere ? { reason: 'many-groups' } : undefined;
}

/** When the event expires (NIP-40), unix seconds; Infinity when it does not. A 9009 stays when its code expires. */
export function expirationOf(event: NostrEvent): number {
	if (event.kind === kinds.createInvite) return Infinity;
	const value = Number(tagValue(event, 'expiration') ?? NaN);
	return Number.isInteger(value) ? value : Infinity;
}
