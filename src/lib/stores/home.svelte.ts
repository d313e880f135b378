import { log } from '$lib/log';
import { groupKeyText } from '$lib/protocol/group-key';
import { HomeEntry } from './home-entry.svelte';
import type { Porch } from './porch.svelte';

/** Which lines are shown. */
export type HomeFilter = 'all' | 'unread' | 'live';

/** My groups, the busiest rooms and newest words first. */
export class Home {
	filter = $state<HomeFilter>('all');
	#porch: Porch;
	#entries = new Map<string, HomeEntry>();

	constructor(porch: Porch) {
		this.#porch = porch;
	}

	/** The list is known, as far as it can be: without groups, it has none. */
	get loaded(): boolean {
		return this.#porch.myGroups.loaded;
	}

	/** There may be groups that nobody told of: the relays of my list did not answer, and it is not on this device. */
	get missing(): boolean {
		const { answered, isHere } = this.#porch.myGroups;
		return answered === false && !isHere;
	}

	/** Some groups stand in the encrypted part of my list, which was not opened on this device. */
	get partial(): boolean {
		return this.#porch.myGroups.partial;
	}

	/** Opens the encrypted part of my list and keeps it open on this device; may ask to unlock the key. */
	async openHidden(): Promise<void> {
		try {
			await this.#porch.account.current?.groups.openHidden();
		} catch (cause) {
			// Closing the question is an answer; the line that asks stays.
			log('home', 'the private part of the list stayed closed', cause);
		}
	}

	/** A line for each group on my list, newest first. */
	readonly entries: HomeEntry[] = $derived.by(() =>
		this.#porch.myGroups.entries
			.map(({ key }) => this.#entry(groupKeyText(key), () => this.#porch.group(key)))
			.toSorted((a, b) => b.at - a.at)
	);

	/** The lines that the chosen filter leaves. */
	readonly shown: HomeEntry[] = $derived.by(() =>
		this.entries.filter(
			(entry) => this.filter === 'all' || (this.filter === 'unread' ? entry.unread > 0 : entry.live > 0)
		)
	);

	/** How many groups have something unread. */
	readonly unread: number = $derived.by(() => this.entries.filter((entry) => entry.unread > 0).length);

	/** In how many groups people are in the room. */
	readonly live: number = $derived.by(() => this.entries.filter((entry) => entry.live > 0).length);

	#entry(text: string, group: () => HomeEntry['group']): HomeEntry {
		const key = `${this.#porch.scope}|${text}`;
		let entry = this.#entries.get(key);
		if (!entry) {
			entry = new HomeEntry(this.#porch.storage, group());
			this.#entries.set(key, entry);
		}
		return entry;
	}
}
