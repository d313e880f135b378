import type { Page } from '@playwright/test';

interface Answer {
	id?: number;
	result?: unknown;
}

/** What the workers of a page can be asked in the browser's own protocol. */
export interface WorkerSessions {
	/** Asks every worker that there is, and resolves with their answers; one that ends meanwhile has none. */
	ask(method: string): Promise<unknown[]>;
}

/** Reaches every worker that the page is going to start; each is sent `first` before its first line runs. */
export async function attachWorkers(page: Page, first: readonly string[] = []): Promise<WorkerSessions> {
	const session = await page.context().newCDPSession(page);
	const workers = new Map<string, Map<number, (result: unknown) => void>>();
	let count = 0;
	const send = (worker: string, method: string): Promise<unknown> => {
		const id = (count += 1);
		const answered = new Promise((resolve) => workers.get(worker)?.set(id, resolve));
		const message = JSON.stringify({ id, method });
		void session.send('Target.sendMessageToTarget', { sessionId: worker, message });
		return answered;
	};
	session.on('Target.attachedToTarget', ({ sessionId }) => {
		workers.set(sessionId, new Map());
		for (const method of [...first, 'Runtime.runIfWaitingForDebugger']) void send(sessionId, method);
	});
	session.on('Target.detachedFromTarget', ({ sessionId }) => {
		for (const resolve of workers.get(sessionId)?.values() ?? []) resolve(undefined);
		workers.delete(sessionId);
	});
	session.on('Target.receivedMessageFromTarget', ({ sessionId, message }) => {
		const { id, result } = JSON.parse(message) as Answer;
		if (id !== undefined) workers.get(sessionId)?.get(id)?.(result);
	});
	await session.send('Target.setAutoAttach', {
		autoAttach: true,
		waitForDebuggerOnStart: true,
		flatten: false
	});
	return {
		ask: async (method) => {
			const answers = await Promise.all([...workers.keys()].map((worker) => send(worker, method)));
			return answers.filter((answer) => answer !== undefined);
		}
	};
}
