import { createServer, request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { parseSync } from 'vite';
import { listenOnLoopback } from './loopback.ts';

/** One answer that went over the wire. */
export interface Delivery {
	path: string;
	/** Of the body, as it was sent (compressed). */
	bytes: number;
	isScript: boolean;
	/** Whether it holds LiveKit's client. */
	isLiveKit: boolean;
	/** `performance.now()` when it was complete. */
	at: number;
}

function plain(body: Buffer, encoding: string | undefined): string {
	if (encoding === 'br') return brotliDecompressSync(body).toString('utf8');
	if (encoding === 'gzip') return gunzipSync(body).toString('utf8');
	return body.toString('utf8');
}

/** By content, not by name: what parses as a module and is no JSON. */
function isScript(text: string): boolean {
	if (text === '' || /^\s*</.test(text)) return false;
	try {
		JSON.parse(text);
		return false;
	} catch {
		// No JSON: go on.
	}
	const { program, errors } = parseSync('answer.js', text, { sourceType: 'module' });
	return errors.length === 0 && program.body.length > 0;
}

/** Stands between the browser and the app's server and writes down every delivery. */
export interface ByteLedger {
	url: string;
	deliveries: Delivery[];
	stop(): Promise<void>;
}

/** Starts the ledger on loopback in front of the server at `port`. */
export async function startByteLedger(port: number): Promise<ByteLedger> {
	const deliveries: Delivery[] = [];
	const server = createServer((incoming, outgoing) => {
		const { method, url: path = '/', headers } = incoming;
		const passed = request({ port, host: '127.0.0.1', method, path, headers }, (answer) => {
			outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
			const parts: Buffer[] = [];
			answer.on('data', (part: Buffer) => parts.push(part));
			answer.pipe(outgoing);
			answer.on('end', () => {
				const body = Buffer.concat(parts);
				const text = plain(body, answer.headers['content-encoding']);
				const script = isScript(text);
				const livekit = script && text.includes('participant_sid') && text.length > 100_000;
				deliveries.push({
					path,
					bytes: body.byteLength,
					isScript: script,
					isLiveKit: livekit,
					at: performance.now()
				});
			});
		});
		passed.on('error', () => outgoing.destroy());
		incoming.pipe(passed);
	});
	const own = await listenOnLoopback(server);
	return {
		url: `http://localhost:${own}`,
		deliveries,
		stop: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			})
	};
}
