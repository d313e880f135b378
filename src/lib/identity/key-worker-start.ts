import { trustedWorkerUrl } from '$lib/worker-url';
import workerUrl from './key-worker.ts?worker&url';
import type { KeyWorkerPort } from './key-worker-client.ts';

/** Starts the key worker of this build. */
export function startKeyWorker(): KeyWorkerPort {
	return new Worker(trustedWorkerUrl(workerUrl), { type: 'module', name: 'porch-keys' });
}
