import type { Filter } from '../protocol/filter.ts';
import { kinds } from '../protocol/kinds.ts';
import type { Place } from '$lib/storage/place';
import { NOBODY } from '$lib/storage/scope';

/** A kind of filter whose coverage in time is kept. */
export interface Track {
	/** The name that coverage is kept under. */
	readonly name: string;
	readonly kinds: number[];
}

/** What a conversation is made of (NIP-C7). */
export const messages: Track = { name: 'messages', kinds: [kinds.chat] };

/** What changes messages or the group after the fact: reactions, deletions, moderation, coming and going. */
export const actions: Track = {
	name: 'actions',
	kinds: [
		...[kinds.deletion, kinds.reaction, kinds.putUser, kinds.removeUser, kinds.editMetadata],
		...[kinds.deleteEvent, kinds.updatePins, kinds.joinRequest, kinds.leaveRequest]
	]
};

/** What hangs on a message by `e`; of old messages it is fetched with them. */
export const attachments: number[] = [kinds.deletion, kinds.reaction, kinds.deleteEvent];

/** Events: the first page, the same in every filter, because groups_relay applies the smallest to all. */
const FIRST_PAGE = 50;
/** Seconds that a resumed request looks back: clocks differ, and relays take events that are a little late. */
export const OVERLAP = 600;
/** Seconds by which a clock may be fast, as one that was set by hand in another time zone is. */
export const FURTHEST_FAST = 86_400;

/** What the relay itself says of groups; alone in its request, because relay29 refuses it mixed with other kinds. */
export function stateFilters(ids: string[]): Filter[] {
	const rosters = [kinds.groupMetadata, kinds.groupAdmins, kinds.groupMembers, kinds.groupRoles];
	return [{ kinds: [...rosters, kinds.livekitParticipants, kinds.groupPins], '#d': ids }];
}

/**
 * The conversation of one group: by track the newest page, or what came since `floors`; and however long ago it was,
 * the group's end, and how the account came and went. Reactions to older messages are fetched with those. At most two
 * tag conditions: pyramid refuses more.
 */
export function conversationFilters(
	{ scope, id }: Place,
	sentAt: number,
	floors: ReadonlyMap<Track, number | undefined>
): Filter[] {
	const page = { '#h': [id], limit: FIRST_PAGE };
	const floor = floors.get(messages);
	const filters: Filter[] = [
		{ kinds: messages.kinds, ...page, ...(floor === undefined ? {} : { since: floor }) },
		{ kinds: actions.kinds, ...page, since: floors.get(actions) ?? sentAt - OVERLAP },
		{ kinds: [kinds.deleteGroup], ...page }
	];
	if (scope === NOBODY) return filters;
	return [
		...filters,
		{ kinds: [kinds.putUser, kinds.removeUser], ...page, '#p': [scope] },
		{ kinds: [kinds.joinRequest, kinds.leaveRequest], ...page, authors: [scope] }
	];
}
