/** As much of the Web Locks API as is used. */
export interface Locks {
	/** Runs `work` alone under its name; with `ifAvailable` at once, and with null when somebody else has it. */
	request<T>(
		name: string,
		options: { ifAvailable?: boolean },
		work: (lock: unknown) => Promise<T>
	): Promise<T>;
}

/**
 * The locks of the browser, over all tabs and workers; those of this thread where it has none (plain http) or refuses
 * them (Firefox, where cookies are blocked; its tabs share nothing then).
 */
export function openLocks(): Locks {
	const { locks } = globalThis.navigator ?? {};
	const local = new LocalLocks();
	if (!locks) return local;
	return {
		async request(name, options, work) {
			let hasBegun = false;
			try {
				return await locks.request(name, options, (lock) => {
					hasBegun = true;
					return work(lock);
				});
			} catch (cause) {
				if (hasBegun || !(cause instanceof DOMException && cause.name === 'SecurityError')) throw cause;
				return local.request(name, options, work);
			}
		}
	};
}

/** Locks within one thread: for tests, and where the platform has none. */
export class LocalLocks implements Locks {
	readonly #tails = new Map<string, Promise<unknown>>();

	async request<T>(
		name: string,
		{ ifAvailable = false }: { ifAvailable?: boolean },
		work: (lock: unknown) => Promise<T>
	): Promise<T> {
		const tail = this.#tails.get(name);
		if (tail && ifAvailable) return work(null);
		const turn = (tail ?? Promise.resolve()).then(() => work({ name }));
		const settled = turn.then(
			() => undefined,
			() => undefined
		);
		this.#tails.set(name, settled);
		try {
			return await turn;
		} finally {
			if (this.#tails.get(name) === settled) this.#tails.delete(name);
		}
	}
}
