import { placeKey, type Place } from '$lib/storage/place';

interface Ports {
	/** Keeps one group up to date. Returns how to let go. */
	hold: (place: Place) => () => void;
	/** Resolves when a relay has answered or failed, at the latest after a while. */
	answered: (place: Place) => Promise<void>;
	/** Resolves after some time, by chance longer, once nothing else is to be done. */
	pause: () => Promise<void>;
	/** Whether the connections rest: nobody looks. */
	rest: (resting: boolean) => void;
	/** Those of the places that its person wants to be told of. */
	tellable: (places: readonly Place[]) => Promise<Place[]>;
	/** Whether its person can be told of anything: they permit notifications here, and so does the browser. */
	mayTell: () => Promise<boolean>;
	/** Resolves when it is time to look at what is unread, though nobody can be told. */
	doze: () => Promise<void>;
	/** Resolves when that look has taken long enough. */
	glance: () => Promise<void>;
	/** Hears what is said in groups of one relay, by one request. Returns how to stop. */
	watch: (relay: string, groups: readonly string[]) => () => void;
}

/**
 * The relays of an account's groups, open as far as they are needed: in front all of them, one after the other, so
 * that what is looked at comes first; in the back one request for each relay that may tell of something. Where nobody
 * can be told, all that is left to keep is the number of what is unread, in the title and on the icon: for that they are
 * looked at now and then.
 */
export class JoinedRelays {
	readonly #ports: Ports;
	readonly #held = new Map<string, () => void>();
	#stopWatching: () => void = () => undefined;
	/** What was begun before counts no more. */
	#turn = 0;

	constructor(ports: Ports) {
		this.#ports = ports;
	}

	/** Somebody looks: keeps these groups up to date, those on the relay `first` before all others. */
	async open(places: readonly Place[], first?: string): Promise<void> {
		const turn = this.#begin(places);
		this.#ports.rest(false);
		const all = places.map(({ relay }) => relay);
		const relays = new Set([...all.filter((relay) => relay === first), ...all]);
		let isFirst = true;
		for (const relay of relays) {
			const missing = places.filter((place) => place.relay === relay && !this.#held.has(placeKey(place)));
			const [one] = missing;
			if (!one) continue;
			if (!isFirst) await this.#ports.pause();
			if (turn !== this.#turn) return;
			isFirst = false;
			for (const place of missing) this.#held.set(placeKey(place), this.#ports.hold(place));
			await this.#ports.answered(one);
			if (turn !== this.#turn) return;
		}
	}

	/** Nobody looks: lets go of everything, and hears only what is to be told of these groups. */
	async rest(places: readonly Place[]): Promise<void> {
		const turn = this.#begin([]);
		this.#ports.rest(true);
		const [tellable, mayTell] = await Promise.all([this.#ports.tellable(places), this.#ports.mayTell()]);
		if (turn !== this.#turn || tellable.length === 0) return;
		if (mayTell) {
			this.#watch(tellable);
			return;
		}
		for (;;) {
			await this.#ports.doze();
			if (turn !== this.#turn) return;
			this.#watch(tellable);
			await this.#ports.glance();
			if (turn !== this.#turn) return;
			this.#unwatch();
		}
	}

	/** Ends it. */
	close(): void {
		this.#begin([]);
		this.#ports.rest(false);
	}

	/** Begins anew: what is watched ends, and what is held beyond `places` is let go. */
	#begin(places: readonly Place[]): number {
		this.#unwatch();
		const wanted = new Set(places.map(placeKey));
		for (const [key, release] of this.#held) {
			if (wanted.has(key)) continue;
			release();
			this.#held.delete(key);
		}
		return (this.#turn += 1);
	}

	#watch(places: readonly Place[]): void {
		const stops = [...new Set(places.map(({ relay }) => relay))].map((relay) =>
			this.#ports.watch(
				relay,
				places.filter((place) => place.relay === relay).map(({ id }) => id)
			)
		);
		this.#stopWatching = () => {
			for (const stop of stops) stop();
		};
	}

	#unwatch(): void {
		this.#stopWatching();
		this.#stopWatching = () => undefined;
	}
}
