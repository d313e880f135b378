import type { Page } from '@playwright/test';
import { attachWorkers } from './worker-sessions.ts';

interface Profile {
	nodes: { id: number; callFrame: { functionName: string } }[];
	samples: number[];
	timeDeltas: number[];
}

/** Milliseconds in which JavaScript ran. `(program)` counts as idle: in a worker it is mostly waiting for a message. */
function busyMilliseconds({ nodes, samples, timeDeltas }: Profile): number {
	const isIdle = ({ callFrame }: Profile['nodes'][number]): boolean =>
		/^\((idle|program|root)\)$/.test(callFrame.functionName);
	const idle = new Set(nodes.filter(isIdle).map(({ id }) => id));
	const microseconds = samples.reduce((sum, id, at) => sum + (idle.has(id) ? 0 : (timeDeltas[at] ?? 0)), 0);
	return microseconds / 1000;
}

/**
 * Runs V8's profiler in every worker that the page is going to start, from its first line on. Call what it returns
 * to end that and learn how many milliseconds all of them were busy.
 */
export async function profileWorkers(page: Page): Promise<() => Promise<number>> {
	const workers = await attachWorkers(page, ['Profiler.enable', 'Profiler.start']);
	return async () => {
		const answers = (await workers.ask('Profiler.stop')) as { profile: Profile }[];
		return answers.map(({ profile }) => busyMilliseconds(profile)).reduce((sum, busy) => sum + busy, 0);
	};
}
