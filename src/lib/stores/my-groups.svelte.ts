import { log } from '$lib/log';
import type { CurrentAccount } from '$lib/identity/identity';
import { groupKeyText, type GroupKey } from '$lib/protocol/group-key';
import type { GroupListEntry } from '$lib/protocol/group-list';
import type { GroupMetadata } from '$lib/protocol/group-metadata';
import type { Storage } from '$lib/storage/open-storage';

interface Ports {
	storage: Pick<Storage, 'lists' | 'changes'>;
	account: () => CurrentAccount | undefined;
}

/** What is known of a group when it goes onto the list. */
interface Listing {
	name?: string | undefined;
	/** Goes into the encrypted part of the list. */
	hide: boolean;
}

/**
 * The groups of the account: its published list (10009) as this device knows it, and what was joined or left here
 * and is not published yet. The screen never waits for the relays of the list.
 */
export class MyGroups {
	entries = $state.raw<readonly GroupListEntry[]>([]);
	/** The list has an encrypted part that was not opened on this device. */
	partial = $state(false);
	/** Something of the list is known, or its relays were asked: only then is a list without groups an empty one. */
	loaded = $state(false);
	/** The device has a list, or what was changed in it: without groups, it is an empty one. */
	isHere = $state(false);
	/** Whether the relays of the list answered when they were asked last; undefined before they were. */
	answered = $state<boolean>();
	#ports: Ports;
	#stop: () => void = () => undefined;

	constructor(ports: Ports) {
		this.#ports = ports;
	}

	/** Reads what the device knows of the account's list and follows it. Call it again when the account changed. */
	async load(): Promise<void> {
		this.#stop();
		this.loaded = false;
		this.answered = undefined;
		const account = this.#ports.account();
		if (!account) {
			this.entries = [];
			return;
		}
		this.#stop = this.#ports.storage.changes.watch(`lists:${account.pubkey}`, () => void this.#read(account));
		await this.#read(account);
	}

	/**
	 * Fetches the list from its relays and publishes what they lack. Loads the wider network's library. Resolves with
	 * whether they answered.
	 */
	async refresh(): Promise<boolean> {
		const account = this.#ports.account();
		if (!account) return false;
		const isCurrent = (): boolean => account.lists === this.#ports.account()?.lists;
		let answered = false;
		try {
			await account.lists.load();
			answered = true;
			// Of one who signed out, and may have signed in again, it says nothing.
			if (!isCurrent()) return true;
			// Told before publishing, which may wait for a person: nobody asks again meanwhile.
			this.answered = true;
			await this.#publish(account);
			await this.#read(account);
		} catch (cause) {
			log('my-groups', 'the list could not be brought up to date', cause);
		}
		if (isCurrent()) {
			this.loaded = true;
			this.answered = answered;
		}
		return answered;
	}

	/** Puts a group on the list, at once on this device; private and hidden ones go into the encrypted part. */
	async add(key: GroupKey, metadata: GroupMetadata | undefined, listing?: Listing): Promise<void> {
		const hidden = listing?.hide ?? (metadata?.flags.private === true || metadata?.flags.hidden === true);
		await this.#wish(key, true, hidden, listing?.name ?? metadata?.name);
	}

	/** Takes a group off the list. */
	async remove(key: GroupKey): Promise<void> {
		await this.#wish(key, false, false);
	}

	async #wish(key: GroupKey, wanted: boolean, hidden: boolean, name?: string): Promise<void> {
		const account = this.#ports.account();
		if (!account) return;
		const { wishes } = await this.#ports.storage.lists();
		await wishes.put({
			account: account.pubkey,
			relay: key.relay,
			id: key.id,
			wanted,
			hidden,
			...(name ? { name } : {})
		});
		await this.#read(account);
		// In the background: joining is done when the group's relay says so, whatever the list's relays say.
		void this.refresh();
	}

	async #publish(account: CurrentAccount): Promise<void> {
		const { wishes } = await this.#ports.storage.lists();
		for (const wish of await wishes.ofAccount(account.pubkey)) {
			const key: GroupKey = { relay: wish.relay, id: wish.id };
			if (wish.wanted)
				await account.groups.add({ key, ...(wish.name ? { name: wish.name } : {}) }, wish.hidden);
			else await account.groups.remove(key);
			await wishes.forget(wish);
		}
	}

	async #read(account: CurrentAccount): Promise<void> {
		const [known, wishes] = await Promise.all([
			account.groups.known(),
			this.#ports.storage.lists().then(({ wishes }) => wishes.ofAccount(account.pubkey))
		]);
		const entries = new Map(known.groups.map((entry) => [groupKeyText(entry.key), entry]));
		for (const wish of wishes) {
			const key: GroupKey = { relay: wish.relay, id: wish.id };
			if (wish.wanted) entries.set(groupKeyText(key), { key, ...(wish.name ? { name: wish.name } : {}) });
			else entries.delete(groupKeyText(key));
		}
		if (account.pubkey !== this.#ports.account()?.pubkey) return;
		this.entries = [...entries.values()];
		this.partial = known.isPartial;
		this.isHere = known.isHere || wishes.length > 0;
		if (this.isHere) this.loaded = true;
	}
}
