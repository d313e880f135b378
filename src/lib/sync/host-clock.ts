import type { Clock } from '../clock.ts';
import { log } from '../log.ts';

interface Ports {
	clock: Clock;
	/** Milliseconds that pass steadily, however the clock is set. */
	steady: () => number;
	/** The time by the host's clock, unix seconds; undefined where it cannot be had. */
	hostTime: () => Promise<number | undefined>;
}

/** Milliseconds for which the host's answer holds. */
const FRESH = 600_000;
/** Milliseconds before a host that did not answer is asked again. */
const AGAIN = 60_000;
/** Milliseconds that the host has for its answer. */
const PATIENCE = 5_000;
/** Seconds that the device's clock may run apart from the steady one before it counts as set, or as asleep. */
const STEADY = 60;

/** How the device's clock stands to that of the host that serves the app. */
export class HostClock {
	#ports: Ports;
	#offset = 0;
	/** When the device's clock stood at zero by the steady one, seconds; it is another one once the clock is set. */
	#zero = 0;
	#validUntil = -Infinity;
	#looking: Promise<void> | undefined;

	constructor(ports: Ports) {
		this.#ports = ports;
	}

	/** Seconds from the device's clock to the host's; 0 as long as it is not known. */
	get offset(): number {
		return this.#isAsWas ? this.#offset : 0;
	}

	/** Asks the host, now and then. Never rejects. */
	async look(): Promise<void> {
		if (this.#isAsWas && this.#ports.steady() < this.#validUntil) return;
		this.#looking ??= this.#ask().finally(() => (this.#looking = undefined));
		await this.#looking;
	}

	async #ask(): Promise<void> {
		const { clock, steady, hostTime } = this.#ports;
		const time = await hostTime();
		const offset = time === undefined ? this.offset : time - clock();
		this.#zero = clock() - steady() / 1_000;
		this.#offset = offset;
		this.#validUntil = steady() + (time === undefined ? AGAIN : FRESH);
	}

	/** The clock was not set, nor did the device sleep, since the host was asked. */
	get #isAsWas(): boolean {
		const { clock, steady } = this.#ports;
		return Math.abs(clock() - steady() / 1_000 - this.#zero) < STEADY;
	}
}

/**
 * The time by the clock of the host that serves the app, unix seconds, to a second or two; undefined where it cannot be
 * had. Of the headers that any host sends, as a page may read them of its own origin (RFC 9110, `Date`; RFC 9111, `Age`).
 */
export async function hostTime(): Promise<number | undefined> {
	try {
		const signal = AbortSignal.timeout(PATIENCE);
		const { headers } = await fetch('/version.json', { method: 'HEAD', cache: 'no-store', signal });
		const date = Date.parse(headers.get('date') ?? '') / 1_000;
		return Number.isFinite(date) ? date + (Number(headers.get('age')) || 0) : undefined;
	} catch (cause) {
		log('host-clock', 'the host does not say what time it is', cause);
		return undefined;
	}
}

/** The clock of this app's own host. */
export function openHostClock(clock: Clock): HostClock {
	return new HostClock({ clock, steady: () => performance.now(), hostTime });
}
