import { log } from '$lib/log';
import { ChangeFeed } from './change-feed.ts';
import { Database } from './database.ts';
import { keptDesign, type KeptSchema } from './kept-schema.ts';
import { Settings } from './settings.ts';
import { SharedItems } from './shared-items.ts';
import { StorageHealth } from './storage-health.ts';

/** The part of what is kept that the service worker needs. */
export interface KeptStorage {
	readonly settings: Settings;
	readonly shared: SharedItems;
	readonly changes: ChangeFeed;
}

/**
 * Opens what is kept for the service worker, at its first use. There is no memory to fall back on: a worker may be
 * stopped at any moment, and what it says is stored has to be.
 */
export function openKept(): KeptStorage {
	const health = new StorageHealth();
	const kept = new Database<KeptSchema>(keptDesign, {
		factory: () => globalThis.indexedDB,
		makeRoom: () => Promise.resolve(), // the page knows what to evict
		report(state, error) {
			log('storage', `what is kept is ${state}`, error);
			health.report('kept', state, error);
		},
		isFull: () => health.state === 'full'
	});
	const changes = new ChangeFeed();
	return { settings: new Settings(kept, changes), shared: new SharedItems(kept, changes), changes };
}
