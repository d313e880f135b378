import type { Clock } from '../clock.ts';
import { log } from '../log.ts';
import type { HostClock } from './host-clock.ts';

/** Seconds by which clocks may differ. */
const APART = 600;

/**
 * Where the present is, for what is judged by it: what is unread, and what is told. A message may come from tomorrow
 * because its author's clock is wrong, or seem to because this device's is. Only then the host of the app is asked,
 * who has no part in it; it is believed where that makes less of the future, so that a host that is late hides nothing.
 */
export class Present {
	readonly #clock: Clock;
	readonly #open: () => Promise<HostClock>;
	#host: HostClock | undefined;

	/** `open`: gives the host's clock; called once it is needed. */
	constructor(clock: Clock, open: () => Promise<HostClock>) {
		this.#clock = clock;
		this.#open = open;
	}

	/** Unix seconds: what is stamped later comes from the future, as far as is known. */
	get horizon(): number {
		return this.#clock() + Math.max(0, this.#host?.offset ?? 0) + APART;
	}

	/** How many seconds the device's clock leads, as far as is known. */
	get lead(): number {
		return Math.max(0, -(this.#host?.offset ?? 0));
	}

	/** The {@link horizon}, after having asked whether something that is stamped `at` is really beyond it. */
	async reach(at: number): Promise<number> {
		if (at > this.horizon) await this.look();
		return this.horizon;
	}

	/** Asks the host, now and then. Never rejects. */
	async look(): Promise<void> {
		try {
			this.#host ??= await this.#open();
			await this.#host.look();
		} catch (cause) {
			log('present', 'the host cannot be asked for the time', cause);
		}
	}
}
