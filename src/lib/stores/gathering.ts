/** Gathers calls that come close together into one, at the earliest time that any of them asked for. */
export class Gathering {
	#run: () => void;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#due = Infinity;

	constructor(run: () => void) {
		this.#run = run;
	}

	/** Asks for a run within so many milliseconds. */
	within(wait: number): void {
		const due = performance.now() + wait;
		if (due >= this.#due) return;
		this.stop();
		this.#due = due;
		this.#timer = setTimeout(() => {
			this.#due = Infinity;
			this.#run();
		}, wait);
	}

	/** Lets go of what was asked for. */
	stop(): void {
		clearTimeout(this.#timer);
		this.#due = Infinity;
	}
}
