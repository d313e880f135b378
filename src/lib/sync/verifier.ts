import { log } from '../log.ts';
import type { NostrEvent } from '../protocol/event.ts';

/** Says which events are what they claim: their id is their hash and their signature their author's (NIP-01). */
export interface Verifier {
	/** One verdict for each event, in the same order. Never rejects: what cannot be checked is not believed. */
	verify(events: NostrEvent[]): Promise<boolean[]>;
	/** Ends it: what was asked is not answered any more. */
	close(): void;
}

/** Checks a few events at a time, somewhere: a worker, or here. Rejects when it has broken down. */
export interface VerifierBackend {
	check(events: NostrEvent[]): Promise<boolean[]>;
	close(): void;
}

interface Job {
	events: NostrEvent[];
	/** Positions in `events` not handed out yet; the newest event last. */
	waiting: number[];
	verdicts: boolean[];
	open: number;
	resolve(verdicts: boolean[]): void;
}

/** Small, so that what was just written does not wait behind a page of history. */
const CHUNK = 64;

/**
 * Verifies with `create`'s backend, the newest events first whoever asked for them. A backend that breaks down is
 * replaced once; after that `fallback` does it.
 */
export class QueueVerifier implements Verifier {
	readonly #create: () => VerifierBackend;
	readonly #fallback: () => VerifierBackend;
	#backend: VerifierBackend;
	#jobs: Job[] = [];
	#busy = false;
	#breakdowns = 0;

	constructor(create: () => VerifierBackend, fallback: () => VerifierBackend) {
		this.#create = create;
		this.#fallback = fallback;
		this.#backend = this.#start();
	}

	verify(events: NostrEvent[]): Promise<boolean[]> {
		if (events.length === 0) return Promise.resolve([]);
		return new Promise((resolve) => {
			const time = (index: number): number => events[index]?.created_at ?? 0;
			const waiting = events.map((_, index) => index).sort((a, b) => time(a) - time(b));
			this.#jobs.push({ events, waiting, verdicts: events.map(() => false), open: events.length, resolve });
			if (!this.#busy) void this.#work();
		});
	}

	close(): void {
		this.#backend.close();
		this.#jobs = [];
	}

	async #work(): Promise<void> {
		this.#busy = true;
		for (let job = this.#newestJob(); job; job = this.#newestJob()) {
			const indexes = job.waiting.splice(-CHUNK).reverse();
			const chunk = indexes.flatMap((index) => job?.events[index] ?? []);
			const verdicts = await this.#check(chunk);
			indexes.forEach((index, at) => (job.verdicts[index] = verdicts[at] === true));
			job.open -= indexes.length;
			if (job.open > 0) continue;
			const finished = job;
			this.#jobs = this.#jobs.filter((other) => other !== finished);
			finished.resolve(finished.verdicts);
		}
		this.#busy = false;
	}

	#start(): VerifierBackend {
		if (this.#breakdowns > 1) return this.#fallback();
		try {
			return this.#create();
		} catch (cause) {
			log('verifier', 'there is no worker', cause);
			return this.#fallback();
		}
	}

	#newestJob(): Job | undefined {
		const newest = (job: Job): number => job.events[job.waiting.at(-1) ?? 0]?.created_at ?? 0;
		return this.#jobs.reduce<Job | undefined>(
			(best, job) => (best && newest(best) >= newest(job) ? best : job),
			undefined
		);
	}

	async #check(chunk: NostrEvent[]): Promise<boolean[]> {
		for (let tries = 0; tries < 3; tries += 1) {
			try {
				return await this.#backend.check(chunk);
			} catch (cause) {
				log('verifier', 'it broke down and is replaced', cause);
				this.#backend.close();
				this.#breakdowns += 1;
				this.#backend = this.#start();
			}
		}
		return chunk.map(() => false);
	}
}

/** Checks in this thread, in slices that let others in between; the curves are loaded with the first. */
export function createLocalBackend(): VerifierBackend {
	const slice = 8;
	return {
		async check(events) {
			const { checkEvent } = await import('../protocol/event-check.ts');
			const verdicts: boolean[] = [];
			for (const event of events) {
				if (verdicts.length > 0 && verdicts.length % slice === 0) await new Promise((go) => setTimeout(go));
				verdicts.push(checkEvent(event));
			}
			return verdicts;
		},
		close: () => undefined
	};
}

/** Verifies in this thread: tests, and workers that cannot have a worker. */
export function createLocalVerifier(): Verifier {
	return new QueueVerifier(createLocalBackend, createLocalBackend);
}
