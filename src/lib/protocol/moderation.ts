/** Drafts of what admins do (NIP-29, 9000-9010). `group` is always the id; the relay checks who may. */
import type { EventDraft } from './event.ts';
import { kinds } from './kinds.ts';

/** Adds a person, or changes their roles: the list given is all they will have. */
export function buildPutUser(group: string, pubkey: string, roles: readonly string[] = []): EventDraft {
	return draft(kinds.putUser, group, [['p', pubkey, ...roles]]);
}

/** Removes a person. */
export function buildRemoveUser(group: string, pubkey: string, reason = ''): EventDraft {
	return draft(kinds.removeUser, group, [['p', pubkey]], reason);
}

/** Deletes somebody's message. My own goes by kind 5 (`deletion.ts`). */
export function buildDeleteEvent(group: string, eventId: string, reason = ''): EventDraft {
	return draft(kinds.deleteEvent, group, [['e', eventId]], reason);
}

/** Creates a group. Relays ignore anything else on this event: what it is follows in an edit. */
export function buildCreateGroup(group: string): EventDraft {
	return draft(kinds.createGroup, group, []);
}

/** Deletes the group and everything in it. */
export function buildDeleteGroup(group: string, reason = ''): EventDraft {
	return draft(kinds.deleteGroup, group, [], reason);
}

/** Makes an invite code known to the relay. One code an event: groups_relay reads only the first. */
export function buildCreateInvite(group: string, code: string): EventDraft {
	return draft(kinds.createInvite, group, [['code', code]]);
}

/** Replaces the list of pins, in the order given: event ids (hex) and addresses (`kind:pubkey:d`). */
export function buildPinList(group: string, pins: readonly string[]): EventDraft {
	return draft(
		kinds.updatePins,
		group,
		pins.map((pin) => [pin.includes(':') ? 'a' : 'e', pin])
	);
}

function draft(kind: number, group: string, tags: string[][], content = ''): EventDraft {
	return { kind, content, tags: [['h', group], ...tags] };
}
