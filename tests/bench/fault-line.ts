import { connect, createServer, type Server, type Socket } from 'node:net';
import { listenOnLoopback } from './loopback.ts';

/**
 * The line between a phone and a relay, through which both live and die. `open`: bytes pass; `dead`: what is
 * connected hears nothing any more and is never told, as after sleep; `cut`: everything ends, and nothing connects.
 */
export class FaultLine {
	readonly port: number;
	/** How many lines were opened so far. */
	opened = 0;
	/** The port of the relay, which may change when it is started again. */
	target: number;

	readonly #server: Server;
	readonly #pairs = new Set<readonly [Socket, Socket]>();
	#refuses = false;
	/** Bytes towards the phone after which everything is cut once more. */
	#budget = Infinity;

	private constructor(server: Server, port: number, target: number) {
		this.#server = server;
		this.port = port;
		this.target = target;
		server.on('connection', (near) => this.#join(near));
	}

	/** Listens on any free port of this machine. */
	static async open(target: number): Promise<FaultLine> {
		const server = createServer();
		return new FaultLine(server, await listenOnLoopback(server), target);
	}

	/** What is connected falls silent, in both directions, and stays open. */
	die(): void {
		for (const [near, far] of this.#pairs) {
			near.unpipe(far);
			far.unpipe(near);
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
	}

	async close(): Promise<void> {
		this.#end();
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
		near.once('close', () => {
			this.#pairs.delete(pair);
			far.destroy();
		});
		near.once('error', () => near.destroy());
		far.once('error', () => near.destroy());
		far.once('end', () => near.destroy());
		far.on('data', (chunk: Buffer) => this.#count(chunk.byteLength));
		near.pipe(far);
		far.pipe(near);
	}

	#count(bytes: number): void {
		this.#budget -= bytes;
		if (this.#budget > 0) return;
		this.#budget = Infinity;
		this.#end();
	}
}
