import type { AppError } from '../app-error.ts';
import type { NostrEvent } from '../protocol/event.ts';
import type { Filter } from '../protocol/filter.ts';

/** The network beyond the groups: the relays that people publish their profiles and lists to. */
export interface WideNetwork {
	/** All that one relay has for a filter, verified; an error when it did not answer to the end. */
	fetch(relay: string, filter: Filter): Promise<NostrEvent[] | AppError>;
	/** Offers an event to one relay; undefined when the relay took it. */
	publish(relay: string, event: NostrEvent): Promise<AppError | undefined>;
	/** Whether the relay has asked who we are (NIP-42). */
	hasAsked(relay: string): boolean;
}

/** Loads the network when it is first needed: it is large, and visitors never need it. */
export type LoadNetwork = () => Promise<WideNetwork>;

/** The newer of two events of one author and kind: the later, then the one with the lower id (NIP-01). */
export function newerOf(one: NostrEvent | undefined, other: NostrEvent | undefined): NostrEvent | undefined {
	if (!one || !other) return one ?? other;
	if (one.created_at !== other.created_at) return one.created_at > other.created_at ? one : other;
	return one.id <= other.id ? one : other;
}
