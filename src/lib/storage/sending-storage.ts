import { cacheDesign, type CacheSchema } from './cache-schema.ts';
import { ChangeFeed } from './change-feed.ts';
import { Database } from './database.ts';
import { EventCache } from './event-cache.ts';
import { keptDesign, type KeptSchema } from './kept-schema.ts';
import { KeyVault } from './key-vault.ts';
import { Outbox } from './outbox.ts';
import { Settings } from './settings.ts';
import { createWorkerPorts } from './worker-ports.ts';

/** The part of what the device remembers from which the service worker sends. */
export interface SendingStorage {
	readonly outbox: Outbox;
	readonly cache: EventCache;
	readonly vault: KeyVault;
	readonly settings: Settings;
	readonly changes: ChangeFeed;
	close(): void;
}

/** Opens both databases at their first use. Their methods reject with `storage-refused` where the browser refuses. */
export function openSendingStorage(): SendingStorage {
	const ports = createWorkerPorts();
	const kept = new Database<KeptSchema>(keptDesign, ports('kept'));
	const cached = new Database<CacheSchema>(cacheDesign, ports('cache'));
	const changes = new ChangeFeed();
	return {
		outbox: new Outbox(kept, changes),
		cache: new EventCache(cached, changes),
		vault: new KeyVault(kept, changes),
		settings: new Settings(kept, changes),
		changes,
		close() {
			changes.close();
			kept.close();
			cached.close();
		}
	};
}
