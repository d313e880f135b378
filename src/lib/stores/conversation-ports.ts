import type { Clock } from '$lib/clock';
import type { ChangeFeed } from '$lib/storage/change-feed';
import type { EventCache } from '$lib/storage/event-cache';
import type { Outbox } from '$lib/storage/outbox';
import type { ReadMarks } from '$lib/storage/read-marks';
import type { GroupSync } from '$lib/sync/group-sync';
import type { OutboxFlush } from '$lib/sync/outbox-flush';

/** What a conversation needs of the rest. */
export interface ConversationPorts {
	cache: Pick<EventCache, 'newest' | 'following' | 'find' | 'findAll' | 'referring'>;
	outbox: Pick<Outbox, 'add' | 'edit' | 'hold' | 'mark' | 'discard' | 'withdraw' | 'ofGroup' | 'find'>;
	marks: Pick<ReadMarks, 'find' | 'put'>;
	/** Learns the names of those who speak, as far as the device knows them. Never rejects. */
	meet: (pubkeys: readonly string[]) => Promise<void>;
	changes: Pick<ChangeFeed, 'watch'>;
	flush: Pick<OutboxFlush, 'flush'>;
	sync: Pick<GroupSync, 'status' | 'onStatus' | 'loadOlder' | 'loadNewer' | 'loadAround'>;
	clock: Clock;
}
