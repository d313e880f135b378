import type { OwnReadState } from '$lib/identity/own-read-state';
import type { OwnLists } from '$lib/identity/own-lists';
import type { Signer } from '$lib/protocol/signer';
import type { ChangeFeed } from '$lib/storage/change-feed';
import type { Locks } from '$lib/sync/local-locks';
import { Gathering } from './gathering';
import { Lane } from './lane';

interface Ports {
	state: Pick<OwnReadState, 'take' | 'give'>;
	lists: Pick<OwnLists, 'load' | 'onChange'>;
	signer: Pick<Signer, 'pubkey' | 'needsPerson'>;
	changes: Pick<ChangeFeed, 'watch'>;
	/** Over all tabs: two that publish at once would only disagree. */
	locks: Locks;
	/** Milliseconds of any steady clock. */
	steady: () => number;
}

/** Milliseconds after which what was read is told: reading goes on, and one event says it all. */
const GIVE_AFTER = 20_000;
/** Milliseconds after which the other devices are asked again, when the page comes to the front. */
const ASK_AGAIN = 300_000;

/** Keeps how far one account has read the same on all its devices, as far as its key does that by itself. */
export class ReadStateSync {
	#ports: Ports;
	#lane = new Lane('read-state');
	#giving = new Gathering(() => void this.give());
	#askedAt: number;

	constructor(ports: Ports) {
		this.#ports = ports;
		// Whoever signs in or starts the app has the lists fetched anyway.
		this.#askedAt = ports.steady();
	}

	/** Follows what is read here, and what relays tell of elsewhere. Returns how to stop. */
	follow(): () => void {
		const { lists, changes, signer } = this.#ports;
		void this.#take();
		const stops = [
			lists.onChange(() => void this.#take()),
			changes.watch(`marks:${signer.pubkey}`, () => this.#giving.within(GIVE_AFTER)),
			() => this.#giving.stop()
		];
		return () => {
			for (const stop of stops) stop();
		};
	}

	/** Tells the other devices now: the page goes to the back, and may not be asked again. */
	async give(): Promise<void> {
		this.#giving.stop();
		const { state, locks } = this.#ports;
		await this.#lane.run(async () => {
			await state.take();
			await locks.request('porch read state', {}, () => state.give());
		});
	}

	/** The page is in front again: asks the other devices, if that was long ago. */
	async refresh(): Promise<void> {
		const { lists, signer, steady } = this.#ports;
		if (signer.needsPerson || steady() - this.#askedAt < ASK_AGAIN) return;
		this.#askedAt = steady();
		await this.#lane.run(() => lists.load());
	}

	async #take(): Promise<void> {
		await this.#lane.run(() => this.#ports.state.take());
	}
}
