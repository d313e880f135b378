import { log } from '$lib/log';

/** As much of the Web Locks API as is used. */
export interface GazeLocks {
	request(name: string, options: { mode: 'shared' }, work: () => Promise<undefined>): Promise<undefined>;
	query(): Promise<{ held?: { name?: string }[] }>;
}

const prefix = 'looks ';

/**
 * What people look at, in any tab of this browser: each tab says what is visible in it by a shared Web Lock, which
 * ends with the tab, whatever becomes of it. Where there are no locks or they are refused, a tab knows only of itself.
 */
export class Onlookers {
	#locks: GazeLocks | undefined;
	#here = new Map<symbol, string>();

	constructor(locks: GazeLocks | undefined) {
		this.#locks = locks;
	}

	/** Somebody looks at `subject` here from now on. Returns how to look away. */
	look(subject: string): () => void {
		const gaze = Symbol(subject);
		this.#here.set(gaze, subject);
		const { promise, resolve } = Promise.withResolvers<undefined>();
		this.#locks
			?.request(`${prefix}${subject}`, { mode: 'shared' }, () => promise)
			.catch((cause: unknown) => log('onlookers', 'other tabs cannot be told', cause));
		return () => {
			this.#here.delete(gaze);
			resolve(undefined);
		};
	}

	/** What is looked at anywhere. */
	async subjects(): Promise<Set<string>> {
		const { held = [] } = (await this.#locks?.query().catch(() => undefined)) ?? {};
		const there = held.flatMap(({ name }) => (name?.startsWith(prefix) ? [name.slice(prefix.length)] : []));
		return new Set([...this.#here.values(), ...there]);
	}
}
