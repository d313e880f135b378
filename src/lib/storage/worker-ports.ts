import { log } from '$lib/log';
import type { DatabasePorts } from './database.ts';
import { StorageHealth } from './storage-health.ts';

/**
 * What the databases of a service worker need, by their names. There is no memory to fall back on: a worker may be
 * stopped at any moment, and what it says is stored or sent has to be.
 */
export function createWorkerPorts(): (name: 'kept' | 'cache') => DatabasePorts {
	const health = new StorageHealth();
	return (name) => ({
		factory: () => globalThis.indexedDB,
		makeRoom: () => Promise.resolve(), // the page knows what to evict
		report(state, error) {
			log('storage', `for the service worker, ${name} is ${state}`, error);
			health.report(name, state, error);
		},
		isFull: () => health.state === 'full'
	});
}
