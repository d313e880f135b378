import { createContext } from 'svelte';
import { askToKeepStorage } from '$lib/keep-storage';
import { systemClock, type Clock } from '$lib/clock';
import { log } from '$lib/log';
import { once } from '$lib/once';
import type { GroupKey } from '$lib/protocol/group-key';
import { groupKeyText, sameGroup } from '$lib/protocol/group-key';
import type { AskUnlock } from '$lib/identity/key-signer';
import { openStorage, type Storage } from '$lib/storage/open-storage';
import { NOBODY, type Scope } from '$lib/storage/scope';
import { GroupSync } from '$lib/sync/group-sync';
import type { OutboxFlush } from '$lib/sync/outbox-flush';
import { ProfileLookup } from '$lib/sync/profile-lookup';
import type { RelayConnection } from '$lib/sync/relay-connection';
import { RelayFacts } from '$lib/sync/relay-facts';
import { RelayPool } from '$lib/sync/relay-pool';
import { createWorkerVerifier } from '$lib/sync/create-verifier';
import type { Verifier } from '$lib/sync/verifier';
import { Account } from './account.svelte';
import type { Call } from './call.svelte';
import { Conversation } from './conversation.svelte';
import { Conversations } from './conversations';
import { Group } from './group.svelte';
import { MyGroups } from './my-groups.svelte';
import { People } from './people.svelte';
import { Preferences } from './preferences.svelte';
import type { Uploads } from './uploads.svelte';

/** Bytes that the cache may keep of all groups together. */
const cacheBytes = 150_000_000;
/** Milliseconds after the start: eviction is nothing that a first screen should wait for. */
const evictAfter = 20_000;

/**
 * The composition root: everything that lives as long as the app, made once and handed down by context. What
 * belongs to an account is keyed by it, so that a second account on the device sees nothing of the first.
 */
export class Porch {
	readonly clock: Clock = systemClock;
	readonly storage: Storage;
	readonly preferences: Preferences;
	readonly account: Account;
	readonly pool: RelayPool;
	readonly verifier: Verifier;
	readonly facts: RelayFacts;
	readonly people: People;
	/** What sends the outbox; its code comes with the first thing that is to be sent. */
	readonly outbox: Pick<OutboxFlush, 'flush' | 'flushAll'> = {
		flush: (account, key) => {
			void this.#askForWake();
			return this.#send((outbox) => outbox.flush(account, key));
		},
		flushAll: (account) => this.#send((outbox) => outbox.flushAll(account))
	};
	readonly myGroups: MyGroups;
	readonly conversations = new Conversations((group) => this.#createConversation(group));
	/** Pictures on their way; with the code that sends them. */
	uploads = $state.raw<Uploads>();

	/** The one call of this device, once its code was needed ({@link openCall}). */
	call = $state.raw<Call>();

	/** The device has a network, as far as the browser knows. */
	online = $state(true);

	#groups = new Map<string, Group>();
	/** The account that groups and names were last read for. */
	#followed: string | undefined;

	constructor(storage: Storage, preferences: Preferences) {
		const { clock } = this;
		this.storage = storage;
		this.preferences = preferences;
		this.verifier = createWorkerVerifier();
		this.facts = new RelayFacts({
			fetch: (...request) => fetch(...request),
			cache: storage.information,
			clock
		});
		this.pool = new RelayPool({
			signerOf: (scope) => this.account.signerOf(scope),
			clock,
			random: Math.random
		});
		this.account = new Account(
			async () => {
				const { openIdentity } = await import('./identity-ports');
				const askUnlock: AskUnlock = (request) => this.account.askUnlock(request);
				return openIdentity({ storage, pool: this.pool, verifier: this.verifier, clock, askUnlock });
			},
			() => this.#followAccount()
		);
		this.people = new People({
			scope: () => this.scope,
			profiles: storage.profiles,
			lookup: new ProfileLookup({
				pool: this.pool,
				scope: () => this.scope,
				profiles: storage.profiles,
				verifier: this.verifier
			}),
			changes: storage.changes
		});
		this.myGroups = new MyGroups({ storage, account: () => this.account.current });
		// Another tab signed in or out.
		storage.changes.watch('settings', () => void this.restoreAccount());
		// The cache was cleared, here or in another tab.
		storage.changes.watch('emptied', () => {
			for (const group of this.#groups.values()) group.sync.restart();
		});
	}

	/** Whose cache and connections are in use: the account's key, or `nobody`. */
	get scope(): Scope {
		return this.account.pubkey ?? NOBODY;
	}

	/** The connection of the current account to `relay`. */
	connection(relay: string): RelayConnection {
		return this.pool.connection(this.scope, relay);
	}

	/** The group as the current account sees it; the same instance for every part of the app. */
	group(key: GroupKey): Group {
		const { scope } = this;
		const text = `${scope}|${groupKeyText(key)}`;
		let group = this.#groups.get(text);
		if (!group) {
			group = this.#createGroup(key, scope);
			this.#groups.set(text, group);
		}
		return group;
	}

	/** The call, with its code: a door is about to open, or somebody asks what a relay offers. */
	async openCall(): Promise<Call> {
		const { Call } = await import('./call.svelte');
		this.call ??= new Call({ signer: () => this.account.current?.signer });
		return this.call;
	}

	/** Becomes whom the device remembers. */
	async restoreAccount(): Promise<void> {
		await this.account.restore(await this.storage.settings.find('account'));
	}

	async #evict(): Promise<void> {
		try {
			await this.storage.evict(cacheBytes);
		} catch (cause) {
			log('storage', 'the cache stays as large as it is until the next start', cause);
		}
	}

	/** Follows the network and the visibility of the page. Returns how to stop. */
	attach(view: Window): () => void {
		const wake = (): void => {
			this.online = view.navigator.onLine;
			if (view.document.visibilityState !== 'visible') return;
			this.pool.wakeAll();
			this.account.askAgain();
			if (this.account.pubkey) void this.outbox.flushAll(this.account.pubkey);
		};
		const evict = setTimeout(() => void this.#evict(), evictAfter);
		const sleep = (): void => void (this.online = view.navigator.onLine);
		wake();
		view.addEventListener('online', wake);
		view.addEventListener('offline', sleep);
		view.document.addEventListener('visibilitychange', wake);
		return () => {
			clearTimeout(evict);
			view.removeEventListener('online', wake);
			view.removeEventListener('offline', sleep);
			view.document.removeEventListener('visibilitychange', wake);
		};
	}

	/** Another account sees with other eyes, and has other groups. */
	#followAccount(): void {
		if (this.#followed === this.account.pubkey) return;
		this.#followed = this.account.pubkey;
		this.people.clear();
		// Nobody speaks on in the name of who was here before.
		void this.call?.leave();
		void this.myGroups.load();
		// What they could not send while somebody else was here.
		if (this.#followed) void this.outbox.flushAll(this.#followed);
	}

	/** Should this page be gone before everything is sent. */
	async #askForWake(): Promise<void> {
		try {
			const { askForWake } = await import('./outbox-wake');
			await askForWake(this.storage.settings);
		} catch (cause) {
			log('porch', 'nobody will wake', cause);
		}
	}

	/** What is to be sent waits in storage: where the code cannot be fetched, the next occasion sends it. */
	async #send(work: (outbox: OutboxFlush) => Promise<void>): Promise<void> {
		const outbox = await this.#openOutbox().catch((cause: unknown) => log('porch', 'nothing is sent', cause));
		if (outbox) await work(outbox);
	}

	readonly #openOutbox = once(async () => {
		const { openOutbox } = await import('./open-outbox');
		const { flush, uploads } = openOutbox(this);
		this.uploads = uploads;
		return flush;
	});

	#createConversation({ key, place, sync }: Group): Conversation {
		const { storage, clock, people, outbox: flush } = this;
		const meet = (pubkeys: readonly string[]): Promise<void> => people.meet(pubkeys, key.relay);
		return new Conversation({ ...storage, clock, meet, flush, sync }, place);
	}

	#createGroup(key: GroupKey, scope: Scope): Group {
		const connection = this.pool.connection(scope, key.relay);
		const { storage, verifier, facts, clock } = this;
		return new Group(
			{
				scope,
				cache: storage.cache,
				changes: storage.changes,
				facts,
				connection,
				clock,
				signer: () => this.account.signerOf(scope),
				createSync: (place) =>
					new GroupSync(
						{ connection, cache: storage.cache, coverage: storage.coverage, verifier, facts, clock },
						place
					),
				remember: async (group, metadata) => {
					if (this.myGroups.entries.length === 0) void askToKeepStorage();
					await this.myGroups.add(group, metadata);
				},
				isListed: (group) => this.myGroups.entries.some((entry) => sameGroup(entry.key, group)),
				forget: (group) => this.myGroups.remove(group)
			},
			key
		);
	}
}

/** Opens the device's storage and makes the app. Never rejects: without storage it runs in memory and says so. */
export async function openPorch(): Promise<Porch> {
	const storage = await openStorage();
	const settings = await storage.settings.all();
	const preferences = await Preferences.load(storage.settings, settings);
	const porch = new Porch(storage, preferences);
	await porch.account.restore(settings.account ?? settings.leaving);
	await porch.myGroups.load();
	return porch;
}

const [usePorch, providePorch] = createContext<Porch>();
export { usePorch, providePorch };
