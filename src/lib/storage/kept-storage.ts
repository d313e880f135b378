import { ChangeFeed } from './change-feed.ts';
import { Database } from './database.ts';
import { keptDesign, type KeptSchema } from './kept-schema.ts';
import { Settings } from './settings.ts';
import { SharedItems } from './shared-items.ts';
import { createWorkerPorts } from './worker-ports.ts';

/** The part of what is kept that the service worker needs. */
export interface KeptStorage {
	readonly settings: Settings;
	readonly shared: SharedItems;
	readonly changes: ChangeFeed;
}

/** Opens what is kept for the service worker, at its first use. */
export function openKept(): KeptStorage {
	const kept = new Database<KeptSchema>(keptDesign, createWorkerPorts()('kept'));
	const changes = new ChangeFeed();
	return { settings: new Settings(kept, changes), shared: new SharedItems(kept, changes), changes };
}
