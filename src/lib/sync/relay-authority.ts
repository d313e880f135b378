import { log } from '../log.ts';
import type { NostrEvent } from '../protocol/event.ts';
import { kinds } from '../protocol/kinds.ts';
import type { RelayFacts } from './relay-facts.ts';

/** As much of {@link RelayFacts} as judges a signature. */
export type Authority = Pick<RelayFacts, 'relayKey' | 'recheckRelayKey' | 'trustFirst'>;

/**
 * Of verified 39000-39005 events those that the relay's own key signed (NIP-29). Waits for the relay's document
 * where it is not known yet, and reads it again before anybody else's signature is turned away.
 */
export async function admitRelayState(
	facts: Authority,
	relay: string,
	events: NostrEvent[]
): Promise<NostrEvent[]> {
	if (events.length === 0) return [];
	let key = await facts.relayKey(relay);
	if (key !== undefined && events.some((event) => event.pubkey !== key)) {
		key = await facts.recheckRelayKey(relay);
	}
	if (key === undefined) {
		const first = events.find((event) => event.kind === kinds.groupMetadata) ?? events[0];
		if (first) key = await facts.trustFirst(relay, first.pubkey);
	}
	const admitted = events.filter((event) => event.pubkey === key);
	if (admitted.length < events.length) {
		log('relay-authority', `${relay} did not sign it`);
	}
	return admitted;
}
