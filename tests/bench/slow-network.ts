import { connect, createServer, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import { listenOnLoopback } from './loopback.ts';

/** What lies between the phone and everything else. */
export interface NetworkProfile {
	/** Milliseconds, there and back; half of it is added each way, and once more for a new connection. */
	roundTripMs: number;
	/** Shared by all connections through one proxy, each way. */
	megabitsPerSecond: number;
}

/** Paces bytes: they come out in order, each not before its delay and not faster than the line. */
class Line {
	#freeAt = 0;
	readonly #delayMs: number;
	readonly #bytesPerMs: number;

	constructor({ roundTripMs, megabitsPerSecond }: NetworkProfile) {
		this.#delayMs = roundTripMs / 2;
		this.#bytesPerMs = (megabitsPerSecond * 1_000_000) / 8 / 1000;
	}

	/** A stream that passes what it is given over this line. */
	stream(): Transform {
		return new Transform({
			transform: (chunk: Buffer, _encoding, done) => {
				const now = performance.now();
				this.#freeAt = Math.max(this.#freeAt, now) + chunk.byteLength / this.#bytesPerMs;
				setTimeout(() => done(null, chunk), this.#freeAt + this.#delayMs - now);
			}
		});
	}
}

/** A proxy that runs, and how to end it. */
export interface RunningProxy {
	port: number;
	stop(): Promise<void>;
}

/** Starts a TCP proxy on loopback in front of `port` that is as slow as `profile`. */
export async function startSlowNetwork(port: number, profile: NetworkProfile): Promise<RunningProxy> {
	const up = new Line(profile);
	const down = new Line(profile);
	const sockets = new Set<Socket>();
	const server = createServer((near) => {
		const far = connect(port, '127.0.0.1');
		for (const socket of [near, far]) {
			sockets.add(socket);
			socket.setNoDelay(true);
			socket.once('close', () => sockets.delete(socket));
			socket.once('error', () => {
				near.destroy();
				far.destroy();
			});
		}
		// The handshake of a real network takes a round trip before the first byte goes out.
		near.pause();
		setTimeout(() => near.pipe(up.stream()).pipe(far), profile.roundTripMs / 2);
		far.pipe(down.stream()).pipe(near);
	});
	const own = await listenOnLoopback(server);
	return {
		port: own,
		stop: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				for (const socket of sockets) socket.destroy();
			})
	};
}
