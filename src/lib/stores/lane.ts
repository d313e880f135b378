import { log } from '$lib/log';

/** Does one thing at a time, in order: each starts from what the one before has left. What fails is logged. */
export class Lane {
	#name: string;
	#last: Promise<unknown> = Promise.resolve();

	/** `name`: whose it is, for the log. */
	constructor(name: string) {
		this.#name = name;
	}

	/** Resolves when the work is done; with undefined when it failed. */
	run<T>(work: () => Promise<T>): Promise<T | undefined> {
		const turn = this.#last.then(work).catch((cause: unknown) => {
			log(this.#name, 'could not be read', cause);
			return undefined;
		});
		this.#last = turn;
		return turn;
	}
}
