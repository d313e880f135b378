/**
 * Brings the world to the newest wanted value, one step at a time: while a step runs, later wishes wait, and of
 * those that waited only the last is carried out. Three quick taps on mute are at most two switches.
 */
export class Reconciler<T> {
	readonly #apply: (value: T) => Promise<void>;
	#waiting: { value: T } | undefined;
	#running: Promise<void> | undefined;

	/** `apply` handles its own failures. */
	constructor(apply: (value: T) => Promise<void>) {
		this.#apply = apply;
	}

	/** Resolves once the newest wish has been carried out. */
	want(value: T): Promise<void> {
		this.#waiting = { value };
		this.#running ??= this.#run();
		return this.#running;
	}

	async #run(): Promise<void> {
		try {
			while (this.#waiting) {
				const { value } = this.#waiting;
				this.#waiting = undefined;
				await this.#apply(value);
			}
		} finally {
			// In the same turn as the last look at what waits: a wish in between would be lost.
			this.#running = undefined;
		}
	}
}
