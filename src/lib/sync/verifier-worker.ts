/** The worker that checks signatures, so that the page need not load elliptic curves. */
import { checkEvent } from '../protocol/event-check.ts';
import type { NostrEvent } from '../protocol/event.ts';

/** What the page asks, by a number of its own. */
export interface VerifierQuestion {
	readonly id: number;
	readonly events: NostrEvent[];
}
/** The verdicts to one question, in its order. */
export interface VerifierAnswer {
	readonly id: number;
	readonly verdicts: boolean[];
}

const worker = self as unknown as DedicatedWorkerGlobalScope;
worker.onmessage = ({ data }: MessageEvent<VerifierQuestion>) => {
	const answer: VerifierAnswer = { id: data.id, verdicts: data.events.map(checkEvent) };
	worker.postMessage(answer);
};
