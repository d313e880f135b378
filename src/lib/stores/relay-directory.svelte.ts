import { isAppError, type AppError } from '$lib/app-error';
import { parseGroupMetadata, type GroupMetadata } from '$lib/protocol/group-metadata';
import { parseGroupPresence } from '$lib/protocol/group-presence';
import type { RelayInformation } from '$lib/protocol/relay-information';
import { buildGroupTree, type GroupTreeNode } from '$lib/protocol/subgroup-tree';
import { shelfKey } from '$lib/storage/place';
import { RelaySync, type RelaySyncStatus } from '$lib/sync/relay-sync';
import type { Porch } from './porch.svelte';

/** One relay: what it is, and the groups that it shows to the current account, as a tree. */
export class RelayDirectory {
	readonly relay: string;
	information = $state.raw<RelayInformation>();
	groups = $state.raw<GroupMetadata[]>([]);
	/** People in the room, by group id, where the relay publishes 39004. */
	live = $state.raw<ReadonlyMap<string, number>>(new Map());
	status = $state.raw<RelaySyncStatus>({ phase: 'idle' });
	error = $state.raw<AppError>();
	loaded = $state(false);
	#porch: Porch;

	constructor(porch: Porch, relay: string) {
		this.#porch = porch;
		this.relay = relay;
	}

	/** Groups with their subgroups below them, in the order of their names; children in their parent's order. */
	readonly tree: GroupTreeNode[] = $derived.by(() =>
		buildGroupTree(
			this.groups
				.filter((group) => !group.deleted)
				.toSorted((a, b) => (a.name ?? a.id).localeCompare(b.name ?? b.id))
		)
	);

	/** Keeps the list up to date. Returns how to stop. */
	hold(): () => void {
		const { storage, verifier, facts, scope } = this.#porch;
		const sync = new RelaySync(
			{ connection: this.#porch.connection(this.relay), cache: storage.cache, verifier, facts },
			{ scope, relay: this.relay }
		);
		const stopWatch = storage.changes.watch(
			`shelf:${shelfKey(scope, this.relay)}`,
			() => void this.#read(scope)
		);
		const stopStatus = sync.onStatus(() => (this.status = { ...sync.status }));
		void this.#read(scope);
		void this.#readInformation();
		sync.open();
		return () => {
			stopWatch();
			stopStatus();
			sync.close();
		};
	}

	async #read(scope: string): Promise<void> {
		const { cache } = this.#porch.storage;
		const events = await cache.groupsOnRelay(scope, this.relay);
		this.groups = events.flatMap((event) => parseGroupMetadata(event) ?? []);
		const live = new Map<string, number>();
		for (const group of this.groups.filter((candidate) => candidate.livekit)) {
			const { presence } = await cache.groupState({ scope, relay: this.relay, id: group.id });
			const people = presence && parseGroupPresence(presence);
			if (people?.length) live.set(group.id, people.length);
		}
		this.live = live;
		this.loaded = true;
	}

	async #readInformation(): Promise<void> {
		const information = await this.#porch.facts.information(this.relay);
		if (isAppError(information)) this.error = information;
		else this.information = information;
	}
}
