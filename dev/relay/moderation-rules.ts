import { hasTag, isHexKey, tagValue, tagValues, type NostrEvent } from '../../src/lib/protocol/event.ts';
import { isModeration, kinds } from '../../src/lib/protocol/kinds.ts';
import { adminRole, adminsOf, rankOf, type Group, type Groups } from './group.ts';
import { isEmptyEdit, readSettings } from './group-settings.ts';
import type { Habits } from './habits.ts';
import type { Refusal } from './refusals.ts';
import { judgeTree } from './subgroup-rules.ts';

/** What the rules of moderation look at besides the event and its group. */
export interface ModerationContext {
	readonly groups: Groups;
	readonly habits: Habits;
	readonly find: (id: string) => NostrEvent | undefined;
	readonly findAddress: (address: string) => NostrEvent | undefined;
}

type Rule = (event: NostrEvent, group: Group, context: ModerationContext) => Refusal | undefined;

const rules: ReadonlyMap<number, Rule> = new Map([
	[kinds.putUser, judgePutUser],
	[kinds.removeUser, judgeRemoveUser],
	[kinds.editMetadata, judgeEdit],
	[kinds.deleteEvent, judgeDelete],
	[kinds.deleteGroup, judgeDeleteGroup],
	[kinds.createInvite, judgeInvite],
	[kinds.updatePins, judgePins]
]);

/** What a moderator may do besides an admin: everything but to delete the group, and to edit it on most relays. */
const moderatorKinds: readonly number[] = [
	kinds.putUser,
	kinds.removeUser,
	kinds.deleteEvent,
	kinds.createInvite,
	kinds.updatePins
];

/** Whether the author of a moderation action (9000-9020 but 9007) may do it, and whether it makes sense. */
export function judgeModeration(
	event: NostrEvent,
	group: Group,
	context: ModerationContext
): Refusal | undefined {
	const rule = rules.get(event.kind);
	if (!rule || context.habits.unknownModeration.includes(event.kind)) {
		return malformed(`event kind ${event.kind} is not a supported moderation action`);
	}
	const rank = rankOf(group, event.pubkey);
	if (!rank) return { reason: 'no-permission' };
	if (rank !== 'admin' && event.kind === kinds.deleteGroup) return { reason: 'delete-group-by-admin-only' };
	const isEdit = event.kind === kinds.editMetadata && context.habits.moderatorsEdit;
	if (rank !== 'admin' && !isEdit && !moderatorKinds.includes(event.kind)) return { reason: 'no-permission' };
	return rule(event, group, context);
}

function judgePutUser(event: NostrEvent, group: Group, { habits }: ModerationContext): Refusal | undefined {
	const people = peopleOf(event);
	if ('reason' in people) return people;
	if (rankOf(group, event.pubkey) !== 'admin') {
		if (people.some(([, , ...roles]) => roles.length > 0)) return { reason: 'roles-by-admin-only' };
		if (people.some(([, pubkey]) => hasRoles(group, pubkey))) return { reason: 'holders-by-admin-only' };
	}
	const changes = people.some(([, pubkey = '', ...roles]) => !sameRoles(group.members.get(pubkey), roles));
	if (!changes) return { reason: 'put-nothing' };
	const demoted = people
		.filter(([, , ...roles]) => !roles.includes(adminRole))
		.map(([, pubkey = '']) => pubkey);
	return habits.guardsLastAdmin && leavesNoAdmin(group, demoted) ? { reason: 'last-admin' } : undefined;
}

function judgeRemoveUser(
	event: NostrEvent,
	group: Group,
	{ habits }: ModerationContext
): Refusal | undefined {
	const people = peopleOf(event);
	if ('reason' in people) return people;
	const removed = people.map(([, pubkey = '']) => pubkey);
	if (rankOf(group, event.pubkey) !== 'admin' && removed.some((pubkey) => hasRoles(group, pubkey))) {
		return { reason: 'remove-by-admin-only' };
	}
	if (!removed.some((pubkey) => group.members.has(pubkey))) return { reason: 'remove-nothing' };
	return habits.guardsLastAdmin && leavesNoAdmin(group, removed) ? { reason: 'last-admin' } : undefined;
}

function judgeEdit(
	event: NostrEvent,
	group: Group,
	{ groups, habits }: ModerationContext
): Refusal | undefined {
	if (isEmptyEdit(event, habits)) return malformed('missing metadata tags');
	const { flags } = readSettings(group.settings, event, habits);
	if (habits.privateNeedsClosed && flags.has('private') && !flags.has('closed')) {
		return { reason: 'private-needs-closed' };
	}
	return habits.subgroups ? judgeTree(event, event.pubkey, group, groups) : undefined;
}

function judgeDelete(event: NostrEvent, group: Group, { find }: ModerationContext): Refusal | undefined {
	const ids = tagValues(event, 'e');
	if (ids.length === 0) return malformed("missing 'e' tag");
	if (!ids.every(isHexKey)) return malformed('invalid event id hex');
	const targets = ids.flatMap((id) => find(id) ?? []).filter((target) => tagValue(target, 'h') === group.id);
	if (targets.length === 0) return { reason: 'delete-nothing' };
	// The group's state must stay reconstructible from its history; an invite is taken back by deleting it.
	if (targets.some(({ kind }) => isModeration(kind) && kind !== kinds.createInvite))
		return { reason: 'delete-moderation' };
	if (rankOf(group, event.pubkey) === 'admin') return undefined;
	return targets.some(({ pubkey }) => rankOf(group, pubkey) === 'admin')
		? { reason: 'delete-of-admin' }
		: undefined;
}

function judgeDeleteGroup(): Refusal | undefined {
	return undefined;
}

function judgeInvite(event: NostrEvent, group: Group, { habits }: ModerationContext): Refusal | undefined {
	if (habits.invitesNeedClosed && !group.settings.flags.has('closed')) return { reason: 'invite-needless' };
	const codes = tagValues(event, 'code').filter((code) => code !== '');
	if (codes.length === 0) return malformed("missing 'code' tags");
	if (codes.length > 10) return malformed("too many 'code' tags");
	return codes.some((code) => group.invites.has(code)) ? { reason: 'invite-taken' } : undefined;
}

function judgePins(event: NostrEvent, group: Group, context: ModerationContext): Refusal | undefined {
	if (context.habits.pins === 'stored') return undefined;
	for (const [name, value = ''] of event.tags) {
		if (name !== 'e' && name !== 'a') continue;
		if (name === 'e' && !isHexKey(value)) return malformed('invalid event id hex');
		if (name === 'a' && !/^\d+:[0-9a-f]{64}:/.test(value)) return malformed('invalid event address');
		const target = name === 'e' ? context.find(value) : context.findAddress(value);
		if (!target || tagValue(target, 'h') !== group.id) return { reason: 'pin-unknown', value };
	}
	return undefined;
}

/** The `p` tags of a 9000 or 9001, or what is wrong with them. */
function peopleOf(event: NostrEvent): string[][] | Refusal {
	if (!hasTag(event, 'p')) return malformed("missing 'p' tags");
	const people = event.tags.filter(([name]) => name === 'p');
	return people.every(([, pubkey]) => isHexKey(pubkey))
		? people
		: malformed("'p' tag value is not a valid public key");
}

function hasRoles(group: Group, pubkey = ''): boolean {
	return (group.members.get(pubkey)?.length ?? 0) > 0;
}

function sameRoles(current: readonly string[] | undefined, roles: readonly string[]): boolean {
	return current?.length === roles.length && current.every((role) => roles.includes(role));
}

function leavesNoAdmin(group: Group, without: readonly string[]): boolean {
	const admins = adminsOf(group);
	return admins.length > 0 && admins.every((admin) => without.includes(admin));
}

function malformed(value: string): Refusal {
	return { reason: 'moderation-malformed', value };
}
