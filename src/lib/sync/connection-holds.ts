/** Who keeps a connection wanted although nothing is asked of it. */
export class ConnectionHolds {
	readonly #onChange: () => void;
	#always = 0;
	#awake = 0;

	constructor(onChange: () => void) {
		this.#onChange = onChange;
	}

	/** How many there are; while it rests, without those that rest with it. */
	count(resting: boolean): number {
		return this.#always + (resting ? 0 : this.#awake);
	}

	/** Adds one; `rests`: not wanted while the connection rests. Returns how to let go, once. */
	add(rests: boolean): () => void {
		let held = true;
		this.#change(rests, 1);
		return () => {
			if (held) this.#change(rests, -1);
			held = false;
		};
	}

	#change(rests: boolean, by: number): void {
		if (rests) this.#awake += by;
		else this.#always += by;
		this.#onChange();
	}
}
