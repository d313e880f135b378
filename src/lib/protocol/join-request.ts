import type { EventDraft } from './event.ts';
import { kinds } from './kinds.ts';

/** Asks the relay to be let in (9021, NIP-29), with the code of an invite where there is one. */
export function buildJoinRequest(
	group: string,
	request: { reason?: string; code?: string } = {}
): EventDraft {
	const code = request.code ? [['code', request.code]] : [];
	return { kind: kinds.joinRequest, content: request.reason ?? '', tags: [['h', group], ...code] };
}

/** Tells the relay that I leave (9022, NIP-29). */
export function buildLeaveRequest(group: string, reason = ''): EventDraft {
	return { kind: kinds.leaveRequest, content: reason, tags: [['h', group]] };
}
