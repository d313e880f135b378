import { trustedWorkerUrl } from '$lib/worker-url';
import { createLocalBackend, QueueVerifier, type Verifier, type VerifierBackend } from './verifier.ts';
import type { VerifierAnswer, VerifierQuestion } from './verifier-worker.ts';
import verifierWorkerUrl from './verifier-worker.ts?worker&url';

/** Verifies in a worker, which starts at once; in this thread where there are no workers or they break down. */
export function createWorkerVerifier(): Verifier {
	const create = typeof Worker === 'undefined' ? createLocalBackend : createWorkerBackend;
	return new QueueVerifier(create, createLocalBackend);
}

function createWorkerBackend(): VerifierBackend {
	const worker = new Worker(trustedWorkerUrl(verifierWorkerUrl), { type: 'module', name: 'verifier' });
	const open = new Map<number, PromiseWithResolvers<boolean[]>>();
	let asked = 0;
	worker.onmessage = ({ data }: MessageEvent<VerifierAnswer>) => {
		open.get(data.id)?.resolve(data.verdicts);
		open.delete(data.id);
	};
	let breakdown: Error | undefined;
	worker.onerror = (event) => {
		breakdown = new Error(event.message || 'the worker did not start');
		for (const { reject } of open.values()) reject(breakdown);
	};
	return {
		check(events) {
			if (breakdown) return Promise.reject(breakdown);
			const question: VerifierQuestion = { id: (asked += 1), events };
			const answer = Promise.withResolvers<boolean[]>();
			open.set(question.id, answer);
			worker.postMessage(question);
			return answer.promise;
		},
		close: () => worker.terminate()
	};
}
