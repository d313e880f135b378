import { seededRandom } from '../fixtures/hostile-values.ts';

/** Chance that can be repeated: the same seed throws the same numbers. */
export class Dice {
	/** 0-1, 1 left out. */
	readonly chance: () => number;

	constructor(seed: number) {
		this.chance = seededRandom(seed);
	}

	/** A whole number, both ends included. */
	between(least: number, most: number): number {
		return least + Math.floor(this.chance() * (most - least + 1));
	}

	/** One of several. */
	pick<Item>(items: readonly Item[]): Item {
		const item = items[this.between(0, items.length - 1)];
		if (item === undefined) throw new Error('there is nothing to pick from');
		return item;
	}
}
