/** Groups of a test's own, founded through the relay's rules, so that no test reads what another one wrote. */
import { personOf } from '../../dev/demo/people.ts';
import type { RunningRelay } from '../../dev/relay/start-relay.ts';
import { buildChatMessage } from '../../src/lib/protocol/chat-message.ts';
import type { EventDraft, NostrEvent } from '../../src/lib/protocol/event.ts';
import type { GroupKey } from '../../src/lib/protocol/group-key.ts';
import { kinds } from '../../src/lib/protocol/kinds.ts';
import { buildCreateGroup, buildCreateInvite, buildPutUser } from '../../src/lib/protocol/moderation.ts';

export interface Founding {
	id: string;
	name?: string;
	about?: string;
	flags?: ('private' | 'restricted' | 'closed' | 'hidden')[];
	/** Handles of demo people. The first one is the owner. */
	people?: string[];
	/** A code that lets one person in. */
	invite?: string;
	/** What the owner has said, oldest first. */
	said?: string[];
	/** More tags of its metadata, as they are. */
	tags?: string[][];
}

/** Does something on a relay as a demo person; throws with the relay's words when it refuses. */
export function actAs(
	relay: RunningRelay,
	handle: string,
	draft: EventDraft & { created_at?: number }
): NostrEvent {
	const { outcome, ...event } = relay.publishAs(personOf(handle).secretKey, draft);
	if (!outcome.accepted) throw new Error(`${handle} was refused: ${outcome.words}`);
	return event;
}

/**
 * Says something in a group as one of its members, so many seconds ago: what is said within one second stands in the
 * order of its ids, which is anybody's guess.
 */
export function sayAs(
	relay: RunningRelay,
	handle: string,
	group: string,
	text: string,
	ago = 0,
	mentions: string[] = []
): NostrEvent {
	const draft = buildChatMessage({ group, relay: relay.url, text, mentions });
	return actAs(relay, handle, { ...draft, created_at: Math.floor(Date.now() / 1000) - ago });
}

/** Founds a group and gives its key. */
export function foundGroup(relay: RunningRelay, founding: Founding): GroupKey {
	const { id, name = id, about, flags = [], people = ['mara'], invite, said = [], tags = [] } = founding;
	const [owner = 'mara', ...members] = people;
	actAs(relay, owner, buildCreateGroup(id));
	const described = [
		['h', id],
		['name', name],
		...(about ? [['about', about]] : []),
		...flags.map((flag) => [flag])
	];
	actAs(relay, owner, { kind: kinds.editMetadata, content: '', tags: [...described, ...tags] });
	for (const member of members) actAs(relay, owner, buildPutUser(id, personOf(member).pubkey));
	if (invite) actAs(relay, owner, buildCreateInvite(id, invite));
	for (const [at, text] of said.entries()) sayAs(relay, owner, id, text, said.length - at);
	return { relay: relay.url, id };
}
