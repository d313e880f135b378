import type { Page } from '@playwright/test';
import { attachWorkers } from './worker-sessions.ts';

interface HeapUsage {
	usedSize: number;
	embedderHeapUsedSize?: number;
	backingStorageSize?: number;
}

function megabytes({ usedSize, embedderHeapUsedSize = 0, backingStorageSize = 0 }: HeapUsage): number {
	return (usedSize + embedderHeapUsedSize + backingStorageSize) / 1_000_000;
}

/**
 * Weighs the heaps of the page and of every worker that it is going to start, in MB, each time that what it returns
 * is called: objects, the document's nodes and buffers, after whatever is garbage was collected.
 */
export async function weighHeaps(page: Page): Promise<() => Promise<number>> {
	const session = await page.context().newCDPSession(page);
	const workers = await attachWorkers(page);
	return async () => {
		// What the first round lets go of may have held more.
		for (let round = 0; round < 2; round += 1) {
			await session.send('HeapProfiler.collectGarbage');
			await workers.ask('HeapProfiler.collectGarbage');
		}
		const own = (await session.send('Runtime.getHeapUsage')) as HeapUsage;
		const others = (await workers.ask('Runtime.getHeapUsage')) as HeapUsage[];
		return [own, ...others].map(megabytes).reduce((sum, heap) => sum + heap, 0);
	};
}
