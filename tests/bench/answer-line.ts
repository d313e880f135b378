import { connect, createServer, type Server, type Socket } from 'node:net';
import { listenOnLoopback } from './loopback.ts';

/** What is done with the next OK of the relay: `cut` ends the line before it arrives, `cut-after` once it has. */
export type OkFate = 'pass' | 'swallow' | 'cut' | 'cut-after';

/** One person's line to the relay, which can end at the worst moment. */
export class AnswerLine {
	readonly port: number;
	readonly #server: Server;
	readonly #target: number;
	readonly #pairs = new Set<readonly [near: Socket, far: Socket]>();
	#fate: OkFate = 'pass';
	#onOk: () => void = () => undefined;
	#refuses = false;

	private constructor(server: Server, port: number, target: number) {
		this.#server = server;
		this.port = port;
		this.#target = target;
		server.on('connection', (near) => this.#join(near));
	}

	/** Listens on any free port of this machine, in front of the relay at `target`. */
	static async open(target: number): Promise<AnswerLine> {
		const server = createServer();
		return new AnswerLine(server, await listenOnLoopback(server), target);
	}

	/** Decides over the next OK; `onOk` is called when it comes. */
	await(fate: OkFate, onOk: () => void = () => undefined): void {
		this.#fate = fate;
		this.#onOk = onOk;
	}

	/** Ends what is connected, and lets nothing connect until {@link restore}. */
	cut(): void {
		this.#refuses = true;
		this.#end();
	}

	/** Lets everything through again. */
	restore(): void {
		this.#refuses = false;
		this.await('pass');
	}

	async close(): Promise<void> {
		this.cut();
		await new Promise((resolve) => this.#server.close(resolve));
	}

	#end(): void {
		for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
	}

	#join(near: Socket): void {
		if (this.#refuses) return void near.destroy();
		const far = connect(this.#target, '127.0.0.1');
		const pair = [near, far] as const;
		this.#pairs.add(pair);
		for (const socket of pair) {
			socket.setNoDelay(true);
			socket.once('close', () => {
				this.#pairs.delete(pair);
				for (const each of pair) each.destroy();
			});
			socket.once('error', () => socket.destroy());
		}
		near.pipe(far);
		far.on('data', (chunk: Buffer) => this.#hear(chunk, near));
	}

	/** The relay answers in text frames that nothing compresses, one a chunk or several. */
	#hear(chunk: Buffer, near: Socket): void {
		const isOk = this.#fate !== 'pass' && /\["OK","[0-9a-f]{64}",true/.test(chunk.toString('latin1'));
		if (!isOk) return void near.write(chunk);
		const [fate, onOk] = [this.#fate, this.#onOk];
		this.await('pass');
		if (fate === 'cut-after') near.end(chunk);
		else if (fate === 'cut') near.destroy();
		onOk();
	}
}
