import { parseGroupMetadata, type GroupMetadata } from '$lib/protocol/group-metadata';
import { parseGroupPins, type GroupPins } from '$lib/protocol/group-pins';
import { parseGroupPresence } from '$lib/protocol/group-presence';
import {
	parseGroupAdmins,
	parseGroupMembers,
	parseGroupRoles,
	type GroupAdmin,
	type GroupMember,
	type GroupRole
} from '$lib/protocol/group-roster';
import type { GroupStateEvents } from '$lib/storage/event-cache';

/** What a relay says of a group (NIP-29, 39000-39005), as it was read last. */
export class GroupState {
	metadata = $state.raw<GroupMetadata>();
	admins = $state.raw<GroupAdmin[]>([]);
	/** Undefined where the relay shows no list. */
	members = $state.raw<GroupMember[]>();
	roles = $state.raw<GroupRole[]>([]);
	/** Who is in the room by 39004; undefined where the relay publishes none. */
	listed = $state.raw<string[]>();
	pins = $state.raw<GroupPins>();

	/** What all of it was read from. */
	protected events: GroupStateEvents = {};

	/**
	 * Takes what was read. What is the same event as before stays the same object, because all that is drawn depends
	 * on it; metadata stay when they go, so that there is still something to say of a group that is gone.
	 */
	protected take(events: GroupStateEvents): void {
		const known = this.events;
		this.events = events;
		const isNew = (name: keyof GroupStateEvents): boolean => events[name]?.id !== known[name]?.id;
		if (events.metadata && isNew('metadata')) this.metadata = parseGroupMetadata(events.metadata);
		if (isNew('admins')) this.admins = (events.admins && parseGroupAdmins(events.admins)) ?? [];
		if (isNew('members')) this.members = events.members && parseGroupMembers(events.members);
		if (isNew('roles')) this.roles = (events.roles && parseGroupRoles(events.roles)) ?? [];
		if (isNew('presence')) this.listed = events.presence && parseGroupPresence(events.presence);
		if (isNew('pins')) this.pins = events.pins && parseGroupPins(events.pins);
	}
}
