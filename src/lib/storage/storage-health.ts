import type { AppError } from '$lib/app-error';

/**
 * `durable`: what is written stays. `memory`: the browser refuses storage, nothing survives the page. `full`: the
 * device has no room even after the cache was emptied. `closed`: storage was taken away and did not come back yet.
 */
export type HealthState = 'durable' | 'memory' | 'full' | 'closed';

interface Report {
	state: HealthState;
	error?: AppError;
}

/**
 * How storage is doing, told to whoever shows it. A cache that lives in memory while the kept database is durable
 * counts as `durable` with an `error`: it only costs fetching again.
 */
export class StorageHealth {
	#kept: Report = { state: 'durable' };
	#cache: Report = { state: 'durable' };
	readonly #listeners = new Set<() => void>();

	/** The state of the worse-off database. */
	get state(): HealthState {
		return this.#worst().state;
	}

	/** Why it is so; undefined when all is well. */
	get error(): AppError | undefined {
		return this.#worst().error ?? this.#cache.error;
	}

	/** Calls back after every change, until stopped. */
	onChange(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/** For the databases: how one of them is doing now. */
	report(database: 'kept' | 'cache', state: HealthState, error?: AppError): void {
		const before = [this.state, this.error];
		const report = error ? { state, error } : { state };
		if (database === 'kept') this.#kept = report;
		else this.#cache = report;
		if (before[0] === this.state && before[1] === this.error) return;
		for (const listener of this.#listeners) listener();
	}

	#worst(): Report {
		if (this.#kept.state !== 'durable') return this.#kept;
		return this.#cache.state === 'memory' ? this.#kept : this.#cache;
	}
}
