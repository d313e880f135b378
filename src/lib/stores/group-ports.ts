import type { Clock } from '$lib/clock';
import type { GroupKey } from '$lib/protocol/group-key';
import type { GroupMetadata } from '$lib/protocol/group-metadata';
import type { Signer } from '$lib/protocol/signer';
import type { ChangeFeed } from '$lib/storage/change-feed';
import type { EventCache } from '$lib/storage/event-cache';
import type { Place } from '$lib/storage/place';
import type { Scope } from '$lib/storage/scope';
import type { GroupSync } from '$lib/sync/group-sync';
import type { RelayConnection } from '$lib/sync/relay-connection';
import type { RelayFacts } from '$lib/sync/relay-facts';

/** What a {@link import('./group.svelte').Group} needs of the rest. */
export interface GroupPorts {
	scope: Scope;
	cache: Pick<EventCache, 'groupState' | 'membershipHistory' | 'newest' | 'put'>;
	changes: Pick<ChangeFeed, 'watch'>;
	facts: Pick<RelayFacts, 'information'>;
	connection: Pick<RelayConnection, 'allowAuth' | 'publish' | 'status'>;
	clock: Clock;
	signer: () => Signer | undefined;
	createSync: (place: Place) => GroupSync;
	/** Puts the group on my list (10009); private and hidden ones into its encrypted part. */
	remember: (key: GroupKey, metadata: GroupMetadata | undefined) => Promise<void>;
	/** The group is on my list, as far as this device knows. */
	isListed: (key: GroupKey) => boolean;
	/** Takes the group off my list. */
	forget: (key: GroupKey) => Promise<void>;
}
