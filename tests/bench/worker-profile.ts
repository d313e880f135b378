import type { Page } from '@playwright/test';
import { attachWorkers } from './worker-sessions.ts';

/** Milliseconds without a question that end the work of a visit: in it, one follows another within a third of that. */
const REST = 500;

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

interface Watched {
	/** Milliseconds since workers were asked or answered last; zero as long as they owe an answer. */
	quietFor(): number;
}

/** Injected before the page's first script: notes when its workers are asked, and when they answer, each time once. */
function watchWorkers(): void {
	const heard = new WeakSet<Worker>();
	let [owed, last] = [0, 0];
	const note = (change: 1 | -1): void => {
		owed += change;
		last = performance.now();
	};
	const { postMessage } = Worker.prototype;
	Worker.prototype.postMessage = function (this: Worker, ...message: unknown[]) {
		if (!heard.has(this)) this.addEventListener('message', () => note(-1));
		heard.add(this);
		note(1);
		Reflect.apply(postMessage, this, message);
	};
	(globalThis as unknown as Watched).quietFor = () => (owed > 0 ? 0 : performance.now() - last);
}

/**
 * Runs V8's profiler in every worker that the page is going to start, from its first line on. Call what it returns
 * to end that once they have come to rest, and learn how many milliseconds all of them were busy.
 */
export async function profileWorkers(page: Page): Promise<() => Promise<number>> {
	const workers = await attachWorkers(page, ['Profiler.enable', 'Profiler.start']);
	await page.addInitScript(watchWorkers);
	return async () => {
		await page.waitForFunction((rest) => (globalThis as unknown as Watched).quietFor() > rest, REST);
		const answers = (await workers.ask('Profiler.stop')) as { profile: Profile }[];
		return answers.map(({ profile }) => busyMilliseconds(profile)).reduce((sum, busy) => sum + busy, 0);
	};
}
