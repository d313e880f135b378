import { tagValue, tagValues, type EventDraft, type NostrEvent } from '../../src/lib/protocol/event.ts';
import { kinds } from '../../src/lib/protocol/kinds.ts';
import { adminRole, createGroup, findGroup, type Group, type Groups } from './group.ts';
import { readSettings } from './group-settings.ts';
import type { Habits } from './habits.ts';
import { admits } from './joining-rules.ts';

/** What follows from an event that was accepted. */
export interface Effects {
	/** 9000 and 9001 that the relay signs in answer. */
	readonly answers: EventDraft[];
	/** Ids of the groups whose 39000-39005 may have changed. */
	readonly touched: string[];
	/** Ids of the group's events that an admin deletes with this one. */
	readonly deletes: string[];
	/** The id of a group that is no more: everything of it goes. */
	readonly endsGroup?: string;
}

const nothing: Effects = { answers: [], touched: [], deletes: [] };
const day = 24 * 60 * 60;
/** An invite code without an `expiration` of its own opens the door for a week. */
const inviteLifetime = 7 * day;

/**
 * Changes the groups by an accepted event, the relay's own answers included, and says what else follows. Replaying the
 * history of a relay through it gives the same groups again.
 */
export function applyEvent(event: NostrEvent, groups: Groups, habits: Habits): Effects {
	const id = tagValue(event, 'h');
	if (event.kind === kinds.createGroup && id !== undefined) return applyCreate(event, id, groups, habits);
	const group = findGroup(groups, id);
	if (!group) return nothing;
	switch (event.kind) {
		case kinds.putUser:
			return applyPutUser(event, group);
		case kinds.removeUser:
			return applyRemoveUser(event, group);
		case kinds.editMetadata:
			return applyEdit(event, group, groups, habits);
		case kinds.deleteEvent:
			return habits.deletesForAdmins ? applyDelete(event, group) : nothing;
		case kinds.deleteGroup:
			return applyDeleteGroup(group, groups);
		case kinds.createInvite:
			return applyInvite(event, group, habits);
		case kinds.updatePins:
			group.pins =
				habits.pins === 'stored' ? undefined : event.tags.filter(([name]) => name === 'e' || name === 'a');
			return { ...nothing, touched: [group.id] };
		case kinds.joinRequest:
			return applyJoin(event, group, habits);
		case kinds.leaveRequest:
			return applyLeave(event, group, habits);
		default:
			return applyMessage(event, group, habits);
	}
}

function applyCreate(event: NostrEvent, id: string, groups: Groups, habits: Habits): Effects {
	if (groups.has(id)) return nothing;
	const group = createGroup(id, event.created_at, habits.createdWith);
	if (habits.createReadsTags) group.settings = readSettings(group.settings, event, habits);
	group.members.set(event.pubkey, [adminRole]);
	groups.set(id, group);
	return { ...nothing, answers: [putUser(id, event.pubkey, adminRole)], touched: [id] };
}

function applyPutUser(event: NostrEvent, group: Group): Effects {
	for (const [name, pubkey, ...roles] of event.tags) {
		if (name !== 'p' || pubkey === undefined) continue;
		group.members.set(pubkey, roles);
		group.departed.delete(pubkey);
	}
	return { ...nothing, touched: [group.id] };
}

function applyRemoveUser(event: NostrEvent, group: Group): Effects {
	const departure = event.tags.some(([name]) => name === 'self-removal') ? 'left' : 'removed';
	for (const pubkey of tagValues(event, 'p')) {
		if (group.members.delete(pubkey) || !group.departed.has(pubkey)) group.departed.set(pubkey, departure);
	}
	return { ...nothing, touched: [group.id] };
}

function applyEdit(event: NostrEvent, group: Group, groups: Groups, habits: Habits): Effects {
	const before = group.settings.parent;
	group.settings = readSettings(group.settings, event, habits);
	const after = group.settings.parent;
	// With the rules of subgroups the tags are a permutation of the children; without them they are an echo.
	group.children = tagValues(event, 'child');
	if (!habits.subgroups || before === after) return { ...nothing, touched: [group.id] };
	const left = findGroup(groups, before);
	const entered = findGroup(groups, after);
	if (left) left.children = left.children.filter((child) => child !== group.id);
	if (entered) entered.children = [...entered.children, group.id];
	return { ...nothing, touched: [group.id, left?.id, entered?.id].filter((id) => id !== undefined) };
}

function applyDelete(event: NostrEvent, group: Group): Effects {
	const deletes = tagValues(event, 'e');
	for (const [code, invite] of group.invites)
		if (deletes.includes(invite.eventId)) group.invites.delete(code);
	return { ...nothing, deletes, touched: unpin(group, deletes) };
}

function unpin(group: Group, deleted: readonly string[]): string[] {
	const left = group.pins?.filter(([name, value = '']) => name !== 'e' || !deleted.includes(value));
	if (left?.length === group.pins?.length) return [];
	group.pins = left;
	return [group.id];
}

function applyDeleteGroup(group: Group, groups: Groups): Effects {
	group.deleted = true;
	const parent = findGroup(groups, group.settings.parent);
	if (parent) parent.children = parent.children.filter((child) => child !== group.id);
	const orphans = group.children.flatMap((id) => findGroup(groups, id) ?? []);
	for (const orphan of orphans) orphan.settings = { ...orphan.settings, parent: undefined };
	const touched = [parent, ...orphans].flatMap((touchedGroup) => touchedGroup?.id ?? []);
	return { ...nothing, touched, endsGroup: group.id };
}

function applyInvite(event: NostrEvent, group: Group, habits: Habits): Effects {
	const expiration = Number(tagValue(event, 'expiration') ?? NaN);
	const hasOwn = Number.isInteger(expiration);
	const asksReusable = event.tags.some(([name]) => name === 'reusable');
	for (const code of tagValues(event, 'code')) {
		group.invites.set(code, {
			eventId: event.id,
			expiresAt: hasOwn ? expiration : event.created_at + inviteLifetime,
			reusable: asksReusable && habits.invites === 'reusable-on-request',
			used: false
		});
	}
	return nothing;
}

function applyJoin(event: NostrEvent, group: Group, habits: Habits): Effects {
	if (!admits(event, group, habits)) return nothing;
	const invite = group.invites.get(tagValue(event, 'code') ?? '');
	if (invite) invite.used = true;
	return { ...nothing, answers: [putUser(group.id, event.pubkey)] };
}

function applyLeave(event: NostrEvent, group: Group, habits: Habits): Effects {
	const tags = [['h', group.id], ['p', event.pubkey], ['self-removal']];
	const answer = { kind: kinds.removeUser, content: '', tags };
	if (habits.answersLeave) return { ...nothing, answers: [answer] };
	group.members.delete(event.pubkey);
	group.departed.set(event.pubkey, 'left');
	return { ...nothing, touched: [group.id] };
}

function applyMessage(event: NostrEvent, group: Group, habits: Habits): Effects {
	const joins = habits.writers === 'joins-by-writing' && !group.members.has(event.pubkey);
	const answers = joins ? [putUser(group.id, event.pubkey)] : [];
	const touched = event.kind === kinds.deletion ? unpin(group, tagValues(event, 'e')) : [];
	return { ...nothing, answers, touched };
}

function putUser(groupId: string, pubkey: string, ...roles: string[]): EventDraft {
	return {
		kind: kinds.putUser,
		content: '',
		tags: [
			['h', groupId],
			['p', pubkey, ...roles]
		]
	};
}
