import { groupIdOf, type NostrEvent } from '../../src/lib/protocol/event.ts';
import { matchesAny, type Filter } from '../../src/lib/protocol/filter.ts';
import { kinds } from '../../src/lib/protocol/kinds.ts';
import { createSecretKey, pubkeyOf, signEvent } from '../../src/lib/protocol/signature.ts';
import type { EventStore } from './event-store.ts';
import type { Misbehaviour, Occasion } from './misbehaviour.ts';

const forger = createSecretKey();

/** What a request is about, as far as misbehaviour can be limited to it. */
export function aimOf(filters: readonly Filter[]): Pick<Occasion, 'kinds' | 'groups'> {
	const groups = filters.flatMap((filter) => [...(filter['#h'] ?? []), ...(filter['#d'] ?? [])]);
	const named = filters.flatMap((filter) => filter.kinds ?? []);
	return { groups, ...(named.length > 0 ? { kinds: named } : {}) };
}

/** The stored events of an answer as a misbehaving relay sends them; unchanged by one that behaves. */
export function spoilAnswer(
	events: readonly NostrEvent[],
	filters: readonly Filter[],
	misbehaviour: Misbehaviour,
	store: EventStore
): readonly NostrEvent[] {
	const occasion = aimOf(filters);
	const truncate = misbehaviour.take('truncate', occasion);
	const kept = truncate ? events.slice(0, truncate.count ?? 10) : events;
	const replay = misbehaviour.take('replay-out-of-context', occasion);
	const replayed = replay ? outOfContext(filters, replay.events, store) : [];
	const answer = [...kept, ...replayed];
	return misbehaviour.take('out-of-order', occasion) ? answer.reverse() : answer;
}

/** Events given by a test where they match; else the newest messages of other groups, which match but for the group. */
function outOfContext(
	filters: readonly Filter[],
	given: readonly NostrEvent[] | undefined,
	store: EventStore
): readonly NostrEvent[] {
	if (given) return given.filter((event) => matchesAny(event, filters));
	return filters.flatMap((filter) => {
		const { '#h': groups, ...rest } = filter;
		const isElsewhere = (event: NostrEvent) => !groups?.includes(groupIdOf(event) ?? '');
		return groups ? store.query({ kinds: [kinds.chat], ...rest, limit: 3 }, 3, isElsewhere) : [];
	});
}

/** One event on its way to a client, forged or held back; unchanged by a relay that behaves. */
export function spoilEvent(event: NostrEvent, misbehaviour: Misbehaviour): NostrEvent | undefined {
	const occasion = { kinds: [event.kind], groups: [groupIdOf(event) ?? ''] };
	if (event.kind === kinds.livekitParticipants && misbehaviour.take('no-39004', occasion)) return undefined;
	const isForged = event.kind >= kinds.groupMetadata && event.kind <= kinds.groupMembers;
	return isForged && misbehaviour.take('forge-metadata', occasion) ? forge(event) : event;
}

/** The relay's word with another key: the group has a new name, and the forger is its admin. */
function forge(event: NostrEvent): NostrEvent {
	const pubkey = pubkeyOf(forger);
	const kept = event.tags.filter(([name]) => name !== 'name');
	const added = event.kind === kinds.groupMetadata ? ['name', 'Forged'] : ['p', pubkey, 'admin'];
	return signEvent({ ...event, tags: [...kept, added], created_at: event.created_at + 1 }, forger);
}
