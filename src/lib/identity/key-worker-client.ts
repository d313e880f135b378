import { AppError, type ErrorCode } from '../app-error.ts';
import type { KeyInput, KeyOperation, KeyOutput } from './key-worker-message.ts';

/** The part of a `Worker` that is used. */
export interface KeyWorkerPort {
	postMessage(message: unknown): void;
	addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void;
	addEventListener(type: 'error', listener: (event: Event) => void): void;
	terminate(): void;
}

interface Pending {
	readonly resolve: (output: unknown) => void;
	readonly reject: (error: AppError) => void;
}

/**
 * The page's side of the key worker. The worker starts with the first question, so visitors never load it; when it
 * dies, its keys are gone with it: what was asked fails with `signer-locked`, and the next question starts another.
 */
export class KeyWorkerClient {
	#start: () => KeyWorkerPort;
	#worker: KeyWorkerPort | undefined;
	#pending = new Map<number, Pending>();
	#lastId = 0;

	constructor(start: () => KeyWorkerPort) {
		this.#start = start;
	}

	/** Asks the worker. Rejects with the AppError that the operation names, without a cause. */
	ask<Operation extends KeyOperation>(
		operation: Operation,
		input: KeyInput<Operation>
	): Promise<KeyOutput<Operation>> {
		const id = ++this.#lastId;
		this.#worker ??= this.#open();
		this.#worker.postMessage({ id, operation, input });
		return new Promise((resolve, reject) => {
			this.#pending.set(id, { resolve: resolve as (output: unknown) => void, reject });
		});
	}

	/** Ends the worker: every key in it is gone. */
	close(): void {
		this.#worker?.terminate();
		this.#worker = undefined;
		for (const pending of this.#pending.values()) pending.reject(new AppError('signer-locked', 'now'));
		this.#pending.clear();
	}

	#open(): KeyWorkerPort {
		const worker = this.#start();
		worker.addEventListener('message', (event) => this.#settle(event.data));
		worker.addEventListener('error', () => this.close());
		return worker;
	}

	#settle(message: unknown): void {
		const { id, output, error } = message as { id: number; output?: unknown; error?: ErrorCode };
		const pending = this.#pending.get(id);
		this.#pending.delete(id);
		if (error) pending?.reject(new AppError(error, error === 'key-unreadable' ? 'never' : 'now'));
		else pending?.resolve(output);
	}
}
