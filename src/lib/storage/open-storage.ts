import { log } from '$lib/log';
import type { AccountLists } from './account-lists.ts';
import { cacheDesign, type CacheSchema } from './cache-schema.ts';
import { ChangeFeed } from './change-feed.ts';
import { Coverage } from './coverage.ts';
import { Database } from './database.ts';
import { Drafts } from './drafts.ts';
import { EventCache } from './event-cache.ts';
import { keptDesign, type KeptSchema } from './kept-schema.ts';
import type { GroupNotices } from './group-notices.ts';
import type { KeptPictures } from './kept-pictures.ts';
import type { KeyVault } from './key-vault.ts';
import { Outbox } from './outbox.ts';
import { ProfileCache } from './profile-cache.ts';
import { ReadMarks } from './read-marks.ts';
import { RelayInformationCache } from './relay-information-cache.ts';
import type { Scope } from './scope.ts';
import { Settings } from './settings.ts';
import { SharedItems } from './shared-items.ts';
import type { StorageCare } from './storage-care.ts';
import { StorageHealth } from './storage-health.ts';

/** Everything that this device remembers. */
export interface Storage {
	readonly health: StorageHealth;
	readonly cache: EventCache;
	readonly coverage: Coverage;
	readonly profiles: ProfileCache;
	readonly information: RelayInformationCache;
	readonly drafts: Drafts;
	readonly outbox: Outbox;
	readonly marks: ReadMarks;
	readonly settings: Settings;
	readonly shared: SharedItems;
	readonly changes: ChangeFeed;
	/**
	 * Removes old events from the cache until about `maxBytes` are left (half of it, unless told), least recently
	 * opened places first; gives the bytes freed. The newest 50 of a kind in a place, its state and its memberships
	 * stay, so it may end above. Rejects with the errors of `Database`, and where its code cannot be loaded.
	 */
	evict(maxBytes?: number): Promise<number>;
	/** Erases all that is kept and cached of an account, unsent intents and its key included. */
	eraseAccount(account: Scope): Promise<void>;
	/** The pictures of what is being written and sent; its code comes with the first one. */
	pictures(): Promise<KeptPictures>;
	/** The accounts of this device; its code comes with the identity, which an account cannot do without. */
	vault(): Promise<KeyVault>;
	/** What accounts publish of themselves, and wish to; its code comes with the identity. */
	lists(): Promise<AccountLists>;
	/** What each group may notify of; its code comes with the first question, which visitors never ask. */
	notices(): Promise<GroupNotices>;
	/** What people do with what is stored; its code comes when they ask. */
	care(): Promise<StorageCare>;
	close(): void;
}

/** For tests and workers. */
export interface StorageOptions {
	/** Instead of the browser's. */
	factory?: IDBFactory;
	/** Whether changes are told to other tabs; default true. */
	channel?: boolean;
}

/** Browsers give space back some time after it was freed; until then, evicting more would only empty the cache. */
const roomPause = 60_000; // milliseconds

/**
 * Opens both databases. Never rejects: where the browser refuses, the same code runs on a database in memory and
 * `health` says so.
 */
export async function openStorage({ factory, channel }: StorageOptions = {}): Promise<Storage> {
	const health = new StorageHealth();
	const changes = new ChangeFeed(channel);
	let makingRoom: Promise<void> | undefined;
	const ports = (name: 'kept' | 'cache') => ({
		factory: () => factory ?? globalThis.indexedDB,
		memory: async () => (await import('./memory-factory.ts')).createMemoryFactory(),
		makeRoom: () =>
			(makingRoom ??= makeRoom().finally(() => setTimeout(() => (makingRoom = undefined), roomPause))),
		report: health.report.bind(health, name),
		isFull: () => health.state === 'full'
	});
	const kept = new Database<KeptSchema>(keptDesign, ports('kept'));
	const cached = new Database<CacheSchema>(cacheDesign, ports('cache'));
	const cache = new EventCache(cached, changes);

	async function makeRoom(): Promise<void> {
		try {
			const freed = await storage.evict();
			log('storage', `the device is full, ${freed} bytes of the cache were given back`);
		} catch (cause) {
			log('storage', 'the device is full, and no room could be made', cause); // the write that asked says so
		}
	}

	const storage: Storage = {
		health,
		changes,
		cache,
		coverage: new Coverage(cached),
		profiles: new ProfileCache(cached, changes),
		information: new RelayInformationCache(cached),
		drafts: new Drafts(kept, changes),
		outbox: new Outbox(kept, changes),
		marks: new ReadMarks(kept, changes),
		settings: new Settings(kept, changes),
		shared: new SharedItems(kept, changes),
		...lateParts(kept, cached, changes),
		async eraseAccount(account) {
			const [vault, care] = await Promise.all([storage.vault(), storage.care()]);
			await vault.erase(account);
			await care.forgetScope(account);
		},
		close() {
			changes.close();
			kept.close();
			cached.close();
		}
	};
	await Promise.all([kept.open(), cached.open()]);
	return storage;
}

/** What no first visit needs: each fetches its code when it is asked for. */
function lateParts(
	kept: Database<KeptSchema>,
	cached: Database<CacheSchema>,
	changes: ChangeFeed
): Pick<Storage, 'evict' | 'vault' | 'lists' | 'notices' | 'pictures' | 'care'> {
	return {
		async evict(maxBytes) {
			const eviction = await import('./eviction.ts');
			const { freed, places } = await eviction.evict(cached, maxBytes);
			changes.notify(...places.map((place) => `place:${place}`));
			return freed;
		},
		vault: async () => new (await import('./key-vault.ts')).KeyVault(kept, changes),
		lists: async () => new (await import('./account-lists.ts')).AccountLists(kept, changes),
		notices: async () => new (await import('./group-notices.ts')).GroupNotices(kept, changes),
		pictures: async () => new (await import('./kept-pictures.ts')).KeptPictures(kept, changes),
		care: async () => new (await import('./storage-care.ts')).StorageCare(kept, cached, changes)
	};
}
