import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { MisbehaviourName, MisbehaviourOptions } from './misbehaviour.ts';

/** How a relay in a process of its own is started. */
export interface RelayProcessOptions {
	/** 0 or nothing: any free port. */
	port?: number;
	secretKey: Uint8Array;
	/** The JSON-lines file that outlives it. */
	file: string;
}

/** A relay in a process of its own, which can be killed as the system kills: nothing of it gets to run. */
export class RelayProcess {
	/** `ws://localhost:<port>` */
	readonly url: string;
	/** Resolves when the process has ended, however it went. */
	readonly gone: Promise<unknown>;
	readonly #child: ChildProcess;

	private constructor(child: ChildProcess, gone: Promise<unknown>, url: string) {
		this.#child = child;
		this.gone = gone;
		this.url = url;
	}

	/** Resolves when it takes connections; rejects when it ends before, as where the port is taken. */
	static async start({ port = 0, secretKey, file }: RelayProcessOptions): Promise<RelayProcess> {
		const key = Buffer.from(secretKey).toString('hex');
		const words = ['--port', String(port), '--key', key, '--file', file, '--control', '--leash'];
		const child = spawn(process.execPath, [...process.execArgv, 'dev/relay/main.ts', ...words], {
			stdio: ['pipe', 'pipe', 'inherit']
		});
		const gone = once(child, 'exit');
		for await (const line of createInterface({ input: child.stdout })) {
			const [url] = /^ws:\/\/\S+/.exec(line) ?? [];
			if (url === undefined) continue;
			child.stdout.resume();
			return new RelayProcess(child, gone, url);
		}
		throw new Error('the relay ended before it took connections');
	}

	/** Ends it in this moment (SIGKILL), and waits until it is gone. */
	async kill(): Promise<void> {
		this.#child.kill('SIGKILL');
		await this.gone;
	}

	/** Ends it in order. */
	async stop(): Promise<void> {
		this.#child.kill('SIGTERM');
		await this.gone;
	}

	/** Lets it misbehave; rejects when it is gone. */
	async misbehave(name: MisbehaviourName, options: MisbehaviourOptions): Promise<void> {
		await this.#control({
			method: 'POST',
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify({ name, options })
		});
	}

	/** It behaves again; rejects when it is gone. */
	async behave(): Promise<void> {
		await this.#control({ method: 'DELETE' });
	}

	async #control(request: RequestInit): Promise<void> {
		const { status } = await fetch(`${this.url.replace(/^ws/, 'http')}/dev/misbehave`, request);
		if (status !== 204) throw new Error(`the relay answered its controls with ${status}`);
	}
}
