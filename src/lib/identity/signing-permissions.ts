import { kinds } from '../protocol/kinds.ts';

/** Every kind that Porch signs, in one place: a signer that is asked once never has to ask again. */
export const signedKinds: readonly number[] = [
	kinds.profile,
	kinds.deletion,
	kinds.reaction,
	kinds.chat,
	kinds.thread,
	kinds.comment,
	kinds.putUser,
	kinds.removeUser,
	kinds.editMetadata,
	kinds.deleteEvent,
	kinds.createGroup,
	kinds.deleteGroup,
	kinds.createInvite,
	kinds.updatePins,
	kinds.joinRequest,
	kinds.leaveRequest,
	kinds.muteList,
	kinds.relayList,
	kinds.groupList,
	kinds.clientAuth,
	kinds.uploadAuth,
	kinds.httpAuth,
	kinds.appData
];

/** The permissions asked of a remote signer, comma-separated as NIP-46 writes them. */
export function requestedPermissions(): string {
	return [...signedKinds.map((kind) => `sign_event:${kind}`), 'nip44_encrypt', 'nip44_decrypt'].join(',');
}
