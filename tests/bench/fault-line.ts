import { connect, createServer, type Server, type Socket } from 'node:net';
import { listenOnLoopback } from './loopback.ts';

/** What is done with the next OK of the relay: `cut` ends the line before it arrives, `cut-after` once it has. */
export type OkFate = 'pass' | 'swallow' | 'cut' | 'cut-after';

/**
 * The line between a phone and a relay, which can end at the worst moment. `open`: bytes pass; `dead`: what is
 * connected hears nothing any more and is never told, as after sleep; `cut`: everything ends, and nothing connects.
 */
export class FaultLine {
	readonly port: number;
	/** How many lines were opened so far. */
	opened = 0;
	/** The port of the relay, which may change when it is started again. */
	target: number;

	readonly #server: Server;
	readonly #pairs = new Set<readonly [near: Socket, far: Socket]>();
	#refuses = false;
	/** Bytes towards the phone after which everything is cut once more. */
	#budget = Infinity;
	#fate: OkFate = 'pass';
	#onOk: () => void = () => undefined;
	/** Words that the relay is not to be heard saying, either. */
	#echo: string | undefined;

	private constructor(server: Server, port: number, target: number) {
		this.#server = server;
		this.port = port;
		this.target = target;
		server.on('connection', (near) => this.#join(near));
	}

	/** Listens on any free port of this machine, in front of the relay at `target`. */
	static async open(target: number): Promise<FaultLine> {
		const server = createServer();
		return new FaultLine(server, await listenOnLoopback(server), target);
	}

	/**
	 * Decides over the next OK; `onOk` is called when it comes. `echo`: the words that it is about, which the relay says
	 * to their author, too, who would know from that what became of them. Whatever comes first then is as the OK.
	 */
	await(fate: OkFate, { onOk = () => undefined, echo }: { onOk?: () => void; echo?: string } = {}): void {
		this.#fate = fate;
		this.#onOk = onOk;
		this.#echo = echo;
	}

	/** What is connected falls silent, in both directions, and stays open. */
	die(): void {
		for (const [near, far] of this.#pairs) {
			near.unpipe(far);
			near.pause();
			far.destroy();
		}
	}

	/** What is connected ends, and nothing connects until {@link restore}. */
	cut(): void {
		this.#refuses = true;
		this.#end();
	}

	/** Lets through again. `bytes`: after so many it ends what is connected, once. */
	restore(bytes = Infinity): void {
		this.#refuses = false;
		this.#budget = bytes;
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
		this.opened += 1;
		const far = connect(this.target, '127.0.0.1');
		const pair = [near, far] as const;
		this.#pairs.add(pair);
		for (const socket of pair) socket.setNoDelay(true);
		near.once('close', () => {
			this.#pairs.delete(pair);
			far.destroy();
		});
		near.once('error', () => near.destroy());
		far.once('error', () => near.destroy());
		far.once('end', () => near.destroy());
		far.on('data', (chunk: Buffer) => this.#hear(chunk, near));
		near.pipe(far);
	}

	#hear(chunk: Buffer, near: Socket): void {
		if (this.#fate !== 'pass') {
			// The relay answers in text frames that nothing compresses, one a chunk or several.
			const text = chunk.toString('latin1');
			const isOk = /\["OK","[0-9a-f]{64}",true/.test(text);
			const isEcho = this.#echo !== undefined && text.includes(`"content":"${this.#echo}`);
			if (isEcho && !isOk && this.#fate === 'swallow') return;
			if (isOk || (isEcho && this.#fate === 'cut')) return this.#decide(chunk, near);
		}
		this.#budget -= chunk.byteLength;
		if (this.#budget > 0) return void near.write(chunk);
		this.#budget = Infinity;
		this.#end();
	}

	#decide(okay: Buffer, near: Socket): void {
		const [fate, onOk] = [this.#fate, this.#onOk];
		this.await('pass');
		if (fate === 'cut-after') near.end(okay);
		else if (fate === 'cut') near.destroy();
		onOk();
	}
}
