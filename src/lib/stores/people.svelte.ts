import { SvelteMap } from 'svelte/reactivity';
import { log } from '$lib/log';
import { displayName, parseProfile, type Profile } from '$lib/protocol/profile';
import type { ProfileCache } from '$lib/storage/profile-cache';
import type { ChangeFeed } from '$lib/storage/change-feed';
import type { ProfileLookup } from '$lib/sync/profile-lookup';

interface Ports {
	/** Whose eyes: the account's key, or `nobody`. */
	scope: () => string;
	profiles: Pick<ProfileCache, 'find'>;
	lookup: Pick<ProfileLookup, 'want'>;
	changes: Pick<ChangeFeed, 'watch'>;
}

/**
 * Names and pictures of people (kind 0), from the device first, then from the relay they were met on, then from
 * the deployment's relays. Asking is enough: who is on screen is looked up, in one batch a frame.
 */
export class People {
	#profiles = new SvelteMap<string, Profile>();
	#asked = new Map<string, string | undefined>();
	#pending = new Map<string, string | undefined>();
	/** By relay, who waits for one of them to be on screen: whoever only touches a link asks no relay. */
	#met = new Map<string | undefined, Set<string>>();
	#flushing: Promise<void> | undefined;
	#ports: Ports;

	constructor(ports: Ports) {
		this.#ports = ports;
		ports.changes.watch('profiles', () => void this.#read([...this.#asked.keys()]));
	}

	/** The profile of `pubkey`, undefined until it is known. `relay` is where the person was met. */
	profile(pubkey: string, relay?: string): Profile | undefined {
		if (!this.#asked.has(pubkey)) this.#ask(pubkey, relay);
		return this.#profiles.get(pubkey);
	}

	/** What to call `pubkey`: the profile's name, or the start of the key. */
	name(pubkey: string, relay?: string): string {
		return displayName(this.profile(pubkey, relay), pubkey);
	}

	/**
	 * Resolves when everybody whom the device knows goes by their name, so that none of them is shown by a key first.
	 * They are looked up together, with the first of those of that relay who is on screen.
	 */
	async meet(pubkeys: readonly string[], relay: string): Promise<void> {
		const met = this.#met.get(relay) ?? new Set();
		this.#met.set(relay, met);
		const strangers = pubkeys.filter((pubkey) => !this.#asked.has(pubkey) && !met.has(pubkey));
		for (const pubkey of strangers) met.add(pubkey);
		await Promise.all([this.#flushing, strangers.length > 0 && this.#read(strangers)]);
	}

	/** Forgets everybody: another account sees with other eyes. */
	clear(): void {
		this.#profiles.clear();
		this.#asked.clear();
		this.#met.clear();
	}

	#ask(pubkey: string, relay: string | undefined): void {
		this.#asked.set(pubkey, relay);
		this.#pending.set(pubkey, relay);
		this.#flushing ??= Promise.resolve().then(() => this.#flush());
	}

	async #flush(): Promise<void> {
		const wanted = new Map(this.#pending);
		this.#pending.clear();
		this.#flushing = undefined;
		await this.#read([...wanted.keys()]);
		// Also of those who are known: a name may have changed, and the look-up asks for each only once a session.
		for (const [relay, entries] of Map.groupBy(wanted, ([, relay]) => relay)) {
			const met = [...(this.#met.get(relay) ?? [])];
			this.#met.delete(relay);
			for (const pubkey of met) this.#asked.set(pubkey, relay);
			this.#ports.lookup.want([...met, ...entries.map(([pubkey]) => pubkey)], relay);
		}
	}

	async #read(pubkeys: string[]): Promise<void> {
		try {
			const events = await this.#ports.profiles.find(this.#ports.scope(), pubkeys);
			for (const [pubkey, event] of events) {
				const profile = parseProfile(event);
				if (profile && profile.at !== this.#profiles.get(pubkey)?.at) this.#profiles.set(pubkey, profile);
			}
		} catch (cause) {
			log('people', 'names could not be read', cause);
		}
	}
}
