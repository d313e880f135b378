import { readAuthorization, type HttpRequest } from './http-authorization.ts';
import type { Group } from './group.ts';
import type { GroupRelay } from './group-relay.ts';
import type { HttpAnswer } from './http-answer.ts';
import type { LiveRooms } from './live-rooms.ts';

/** NIP-29: where a relay says that it has rooms, and where it gives out tokens for them. */
export const roomPath = '/.well-known/nip29/livekit';

/** The probe: 204 where the relay has rooms. */
export function answerProbe(method: string, rooms: LiveRooms | undefined): HttpAnswer {
	if (method !== 'GET' && method !== 'HEAD') return notAllowed;
	return rooms ? { status: 204 } : { status: 404, body: 'this relay has no live rooms' };
}

/** A token for the room of one group, for whoever the `Authorization` header proves. */
export async function answerTokenRequest(
	groupId: string,
	request: HttpRequest & { authorization: string | undefined },
	relay: GroupRelay,
	rooms: LiveRooms | undefined
): Promise<HttpAnswer> {
	if (request.method !== 'GET') return notAllowed;
	if (!rooms) return { status: 404, body: 'this relay has no live rooms' };
	if (groupId === '') return { status: 400, body: 'group id required' };
	const group = relay.group(groupId);
	if (!group) return { status: 404, body: 'group not found' };
	const who = readAuthorization(request.authorization, request);
	if ('error' in who) return { status: 401, body: who.error, headers: { 'WWW-Authenticate': 'Nostr' } };
	const isMember = group.members.has(who.pubkey);
	const refusal = isMember ? undefined : refuseOutsider(group, relay.habits.rooms === 'all');
	if (refusal) return refusal;
	if (!group.settings.livekit) return { status: 403, body: 'livekit not enabled for this group' };
	try {
		const token = await rooms.admit(groupId, who.pubkey, isMember);
		return { status: 200, body: { server_url: rooms.urlFor(request.url), participant_token: token } };
	} catch (cause) {
		const why = cause instanceof Error ? cause.message : String(cause);
		return { status: 502, body: `failed to ensure livekit room: ${why}` };
	}
}

/** People outside listen in public groups; of a hidden one they learn nothing. */
function refuseOutsider({ settings: { flags } }: Group, mayListen: boolean): HttpAnswer | undefined {
	if (flags.has('hidden')) return { status: 404, body: 'group not found' };
	if (flags.has('private')) return { status: 403, body: 'not allowed to access livekit for this group' };
	return mayListen ? undefined : { status: 403, body: 'not a group member' };
}

const notAllowed: HttpAnswer = {
	status: 405,
	body: 'method not allowed',
	headers: { Allow: 'GET, OPTIONS' }
};
