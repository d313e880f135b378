import { isAppError, type AppError } from '../app-error.ts';
import { groupIdOf, type NostrEvent } from '../protocol/event.ts';
import { kinds } from '../protocol/kinds.ts';
import type { EventCache } from '$lib/storage/event-cache';
import type { Place } from '$lib/storage/place';
import { EventIntake } from './event-intake.ts';
import { fetchPage } from './history-walk.ts';
import type { RelayConnection } from './relay-connection.ts';
import type { Verifier } from './verifier.ts';

interface Ports {
	connection: Pick<RelayConnection, 'request' | 'status'>;
	cache: Pick<EventCache, 'put'>;
	verifier: Pick<Verifier, 'verify'>;
}

/** Events: of this group the newest counts, and there may be others. */
const MOST = 50;

/**
 * Asks once what the account has asked of a group since then (unix seconds), on whatever device: to be let in (9021) and
 * out (9022). Not by the group's name, for relays close every request that names a private group to those who are not in
 * it, and some (groups_relay) show everybody their own. Resolves when it is in the cache, or with why not.
 */
export async function learnRequests(
	ports: Ports,
	place: Place,
	since: number
): Promise<AppError | undefined> {
	const wanted: number[] = [kinds.joinRequest, kinds.leaveRequest];
	const belongs = (event: NostrEvent): boolean =>
		wanted.includes(event.kind) && event.pubkey === place.scope && groupIdOf(event) === place.id;
	const intake = new EventIntake({ ...ports, belongs }, place);
	const filter = { kinds: wanted, authors: [place.scope], since, limit: MOST };
	const page = await fetchPage({ connection: ports.connection, intake }, filter);
	return isAppError(page) ? page : undefined;
}
