import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A relay29 that runs. */
export interface RunningRelay29 {
	readonly url: string;
	stop(): Promise<void>;
}

/** Starts the built program on a free port; rejects when it ends before it says where it listens. */
export async function startRelay29(program: string): Promise<RunningRelay29> {
	const child = spawn(program, { stdio: ['pipe', 'pipe', 'ignore'] });
	const ended = once(child, 'exit');
	const lines = createInterface({ input: child.stdout });
	const firstLine = new Promise<string>((done) => lines.once('line', done));
	const url = await Promise.race([firstLine, ended.then(() => undefined)]);
	if (url === undefined) throw new Error('relay29 ended before it listened');
	return {
		url,
		stop: async () => {
			child.stdin.end();
			await ended;
		}
	};
}
