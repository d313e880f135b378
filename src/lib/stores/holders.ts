import { untrack } from 'svelte';

/** Something that is open while somebody holds it. */
export class Holders {
	readonly #open: () => () => void;
	#count = 0;
	#close: () => void = () => undefined;

	/** `open` begins with the first holder, and gives how to end with the last. */
	constructor(open: () => () => void) {
		this.#open = open;
	}

	/** Holds it. Returns how to let go, once. */
	hold(): () => void {
		this.#count += 1;
		// Held from an effect: what opening reads and changes must not open it again.
		if (this.#count === 1) this.#close = untrack(this.#open);
		let held = true;
		return () => {
			if (!held) return;
			held = false;
			this.#count -= 1;
			if (this.#count === 0) this.#close();
		};
	}
}
