import { parseChatMessage, type ChatMessage } from '$lib/protocol/chat-message';
import { placeKey } from '$lib/storage/place';
import type { Storage } from '$lib/storage/open-storage';
import type { Group } from './group.svelte';
import { tallyPlace } from './place-tally';

/** One line of my groups: the last message, what is unread, a draft, and who is inside. */
export class HomeEntry {
	readonly group: Group;
	latest = $state.raw<ChatMessage>();
	/** At most {@link import('./unread-tally').UNREAD_LIMIT} + 1, which means "or more". */
	unread = $state(0);
	/** How many unread messages name me. */
	mentions = $state(0);
	draft = $state('');
	#storage: Storage;

	constructor(storage: Storage, group: Group) {
		this.#storage = storage;
		this.group = group;
	}

	/** How many people are in the room, by 39004. */
	get live(): number {
		return this.group.presence?.length ?? 0;
	}

	/** When something happened here last, unix seconds; 0 when nothing is known. */
	get at(): number {
		return this.latest?.at ?? 0;
	}

	/** Keeps the line as the device knows it; `JoinedRelays` brings that up to date. Returns how to stop. */
	hold(): () => void {
		const { changes } = this.#storage;
		const account = this.group.place.scope;
		const stops = [
			this.group.follow(),
			changes.watch(`place:${placeKey(this.group.place)}`, () => void this.#read()),
			changes.watch(`marks:${account}`, () => void this.#read()),
			changes.watch(`drafts:${placeKey(this.group.place)}`, () => void this.#readDraft())
		];
		void this.#read();
		void this.#readDraft();
		return () => {
			for (const stop of stops) stop();
		};
	}

	/** Apart from the rest: it changes with every keystroke beside this list. */
	async #readDraft(): Promise<void> {
		const { place, key } = this.group;
		const [newest] = await this.#storage.drafts.ofGroup(place.scope, key);
		this.draft = newest?.text ?? '';
	}

	async #read(): Promise<void> {
		const { cache, marks } = this.#storage;
		const { place, key } = this.group;
		const [newest, mark] = await Promise.all([cache.newest(place, 1), marks.find(place.scope, key)]);
		this.latest = newest[0] && parseChatMessage(newest[0]);
		const { count, mentions } = await tallyPlace(cache, place, mark);
		this.unread = count;
		this.mentions = mentions;
	}
}
