/** The kinds of event that Porch reads or writes, by what they are. The NIP of each is in the comment. */
export const kinds = {
	profile: 0, // NIP-01
	deletion: 5, // NIP-09
	reaction: 7, // NIP-25
	chat: 9, // NIP-C7
	thread: 11, // NIP-7D
	comment: 1111, // NIP-22
	putUser: 9000, // 9000-9022 and 39000-39005: NIP-29
	removeUser: 9001,
	editMetadata: 9002,
	deleteEvent: 9005,
	createGroup: 9007,
	deleteGroup: 9008,
	createInvite: 9009,
	updatePins: 9010,
	joinRequest: 9021,
	leaveRequest: 9022,
	muteList: 10000, // NIP-51
	relayList: 10002, // NIP-65
	groupList: 10009, // NIP-51
	mediaServers: 10063, // NIP-B7
	clientAuth: 22242, // NIP-42
	nostrConnect: 24133, // NIP-46
	uploadAuth: 24242, // NIP-B7 (BUD-11)
	httpAuth: 27235, // NIP-98
	appData: 30078, // NIP-78
	groupMetadata: 39000,
	groupAdmins: 39001,
	groupMembers: 39002,
	groupRoles: 39003,
	livekitParticipants: 39004,
	groupPins: 39005
} as const;

/** 39000-39005: what only the relay's own key may sign about a group (NIP-29). */
export function isRelayState(kind: number): boolean {
	return kind >= kinds.groupMetadata && kind <= kinds.groupPins;
}

/** 9000-9020: actions of a group's admins, or of its relay (NIP-29). */
export function isModeration(kind: number): boolean {
	return kind >= 9000 && kind <= 9020;
}

/** One event for each author and kind: the newest (NIP-01). */
export function isReplaceable(kind: number): boolean {
	return kind === 0 || kind === 3 || (kind >= 10000 && kind < 20000);
}

/** One event for each author, kind and `d` tag: the newest (NIP-01). */
export function isAddressable(kind: number): boolean {
	return kind >= 30000 && kind < 40000;
}

/** Passed on and not kept (NIP-01). */
export function isEphemeral(kind: number): boolean {
	return kind >= 20000 && kind < 30000;
}
