/** What is not measured is taken to be this high until something is; pixels. */
const FIRST_GUESS = 72;

/** The heights of the rows of a list, as far as they were measured. What was not is as high as the average. */
export class RowHeights {
	keys: readonly string[] = [];
	#index: ReadonlyMap<string, number> = new Map();
	#measured = new Map<string, number>();
	#total = 0;

	/** The list consists of these rows now; what is known of others is forgotten. */
	take(keys: readonly string[]): void {
		this.keys = keys;
		this.#index = new Map(keys.map((key, at) => [key, at]));
		for (const [key, height] of this.#measured) {
			if (this.#index.has(key)) continue;
			this.#measured.delete(key);
			this.#total -= height;
		}
	}

	/** Where a row is in the list; undefined when it is not. */
	indexOf(key: string | undefined): number | undefined {
		return key === undefined ? undefined : this.#index.get(key);
	}

	/** Whether a row was measured. */
	has(key: string): boolean {
		return this.#measured.has(key);
	}

	/** A row was measured. Returns by how much it has grown since the last time. */
	measure(key: string, height: number): number {
		const before = this.#measured.get(key);
		this.#measured.set(key, height);
		this.#total += height - (before ?? 0);
		return before === undefined ? 0 : height - before;
	}

	/** Every row is to be measured again: the list became wider or narrower. */
	forget(): void {
		this.#measured.clear();
		this.#total = 0;
	}

	/** The height of a row, by index. */
	at(index: number): number {
		const average = this.#measured.size > 0 ? this.#total / this.#measured.size : FIRST_GUESS;
		return this.#measured.get(this.keys[index] ?? '') ?? average;
	}

	/** The height of the rows from one index up to, not including, another. */
	sum(from: number, to: number): number {
		let sum = 0;
		for (let at = from; at < to; at += 1) sum += this.at(at);
		return sum;
	}
}
