import { log } from '$lib/log';
import { learnRequests } from '$lib/sync/own-requests';
import type { Group } from './group.svelte';
import type { Porch } from './porch.svelte';

/** Seconds. What is older waits no more: how it went since is not shown to whoever is outside again. */
const LONGEST_WAIT = 30 * 24 * 3600;

/** Learns of a request to be let in that was made on another device, where the relay shows people their own. */
export async function learnMyRequests(
	{ clock, pool, storage, verifier }: Pick<Porch, 'clock' | 'pool' | 'storage' | 'verifier'>,
	{ place }: Pick<Group, 'place'>
): Promise<void> {
	const connection = pool.connection(place.scope, place.relay);
	const ports = { connection, cache: storage.cache, verifier };
	const error = await learnRequests(ports, place, clock() - LONGEST_WAIT);
	if (error) log('my-requests', 'what was asked for elsewhere is not known', error);
}
