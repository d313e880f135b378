import type { EventDraft } from '../../src/lib/protocol/event.ts';
import { kinds } from '../../src/lib/protocol/kinds.ts';
import { adminRole, rankOf, type Group } from './group.ts';
import { settingTags } from './group-settings.ts';
import type { Habits } from './habits.ts';

/** What the relay says of a group: its 39000-39005 as drafts, those that have something to say. */
export function announce(group: Group, habits: Habits): EventDraft[] {
	const people = [...group.members];
	const spelled = (role: string): string => (role === adminRole ? habits.adminSpelling : role);
	const admins = people
		.filter(([pubkey]) => rankOf(group, pubkey))
		.map(([pubkey, roles]) => ['p', pubkey, ...(habits.shownRoles ? roles.map(spelled) : [])]);
	const members = people.map(([pubkey]) => ['p', pubkey]);
	const roles = habits.shownRoles?.map(([name, description]) => ['role', name, description]);
	const protection = roles ? [] : [['-']];
	const drafts = [
		stateDraft(kinds.groupMetadata, settingTags(group, habits)),
		stateDraft(kinds.groupAdmins, [['d', group.id], ...admins, ...protection]),
		stateDraft(kinds.groupMembers, [['d', group.id], ...members, ...protection]),
		...(roles ? [stateDraft(kinds.groupRoles, [['d', group.id], ...roles])] : [])
	];
	if (group.live) drafts.push(announceLive(group.id, group.live));
	if (group.pins) drafts.push(stateDraft(kinds.groupPins, [['d', group.id], ...group.pins]));
	return drafts;
}

/** 39004: who is in the live room of a group. */
export function announceLive(groupId: string, pubkeys: readonly string[]): EventDraft {
	const tags = pubkeys.map((pubkey) => ['participant', pubkey]);
	return stateDraft(kinds.livekitParticipants, [['d', groupId], ...tags]);
}

/** pyramid's tombstone: what is left of a deleted group, readable by anybody. */
export function announceTombstone(groupId: string): EventDraft[] {
	const id = ['d', groupId];
	return [
		stateDraft(kinds.groupMetadata, [
			id,
			['name', '[deleted]'],
			['private'],
			['restricted'],
			['hidden'],
			['closed']
		]),
		stateDraft(kinds.groupAdmins, [id]),
		stateDraft(kinds.groupMembers, [id])
	];
}

function stateDraft(kind: number, tags: string[][]): EventDraft {
	return { kind, content: '', tags };
}
