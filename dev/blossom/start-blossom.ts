/** A media server (Blossom: BUD-01, BUD-02, BUD-11) for the local stack and the tests. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../src/lib/clock.ts';
import { log } from '../../src/lib/log.ts';
import { BlobFolder, pictureTypes } from './blob-folder.ts';
import { readUploadPermission, uploaderOf } from './upload-permission.ts';

export interface BlossomOptions {
	/** 0 or nothing: any free port. */
	port?: number;
	/** Where the files are kept. */
	folder: string;
	/** Bytes that one file may have. */
	maxBytes?: number;
	/** Unix seconds. */
	clock?: () => number;
	/**
	 * Hears of each answer to an uploader: that the file with this hash is here, be it to the question for it; or that an
	 * upload was failed on purpose.
	 */
	onAnswer?: (hash: string, isHere: boolean) => void;
}

/** How it fails an upload, until {@link RunningBlossom.behave}. */
export interface BlossomMisbehaviour {
	/** Only the uploads of this person (hex); everybody's, if nothing is said. */
	readonly by?: string;
	/** How often, then it is over. */
	readonly times?: number;
	/** Answers with this status instead. */
	readonly status?: number;
	/** In the `X-Reason` header. */
	readonly words?: string;
	/** The whole body of the answer: garbage, or a lie. */
	readonly body?: string;
	/** Never answers. */
	readonly silent?: boolean;
	/** Ends the line: in the middle of the file, or once it is kept, so that only the answer is lost. */
	readonly drop?: 'middle' | 'kept';
	/** Waits as long before it answers, in milliseconds. */
	readonly milliseconds?: number;
}

/** A media server that runs. */
export interface RunningBlossom {
	/** `http://localhost:<port>` */
	readonly url: string;
	/** How many uploads were asked for, refused ones included. */
	readonly uploads: number;
	/** Of the same person, or of everybody, the last word counts. */
	misbehave(how: BlossomMisbehaviour): void;
	behave(): void;
	stop(): Promise<void>;
}

interface Answer {
	readonly status: number;
	readonly body?: object | Uint8Array | string;
	readonly headers?: Readonly<Record<string, string>>;
}

const maxBytes = 10_000_000;
const blobPath = /^\/([0-9a-f]{64})(?:\.[a-z0-9]{1,8})?$/;
/** Pages of any origin may use every endpoint and read every answer (BUD-01). */
const cors = {
	'Access-Control-Allow-Origin': '*',
	'Access-Control-Allow-Headers': 'Authorization, *',
	'Access-Control-Allow-Methods': 'GET, HEAD, PUT, OPTIONS',
	'Access-Control-Expose-Headers': '*',
	'Access-Control-Max-Age': '86400'
};
/** What people upload is never run as a page of this origin. */
const harmless = {
	'X-Content-Type-Options': 'nosniff',
	'Content-Security-Policy': "default-src 'none'; sandbox"
};

/** Starts a media server; rejects when the port is taken. */
export async function startBlossom(options: BlossomOptions): Promise<RunningBlossom> {
	const running = new BlossomServer(options);
	await running.listen(options.port ?? 0);
	return running;
}

class BlossomServer implements RunningBlossom {
	readonly #folder: BlobFolder;
	readonly #maxBytes: number;
	readonly #clock: () => number;
	readonly #server = createServer((request, response) => void this.#handle(request, response));
	readonly #onAnswer: (hash: string, isHere: boolean) => void;
	/** By whose uploads fail; '' for everybody's. */
	readonly #misbehaviours = new Map<string, { how: BlossomMisbehaviour; left: number }>();
	url = '';
	uploads = 0;

	constructor(options: BlossomOptions) {
		this.#folder = new BlobFolder(options.folder);
		this.#maxBytes = options.maxBytes ?? maxBytes;
		this.#clock = options.clock ?? systemClock;
		this.#onAnswer = options.onAnswer ?? (() => undefined);
	}

	listen(port: number): Promise<void> {
		return new Promise((done, fail) => {
			this.#server.once('error', fail);
			this.#server.listen(port, '127.0.0.1', () => {
				this.url = `http://localhost:${(this.#server.address() as AddressInfo).port}`;
				done();
			});
		});
	}

	misbehave(how: BlossomMisbehaviour): void {
		this.#misbehaviours.set(how.by ?? '', { how, left: how.times ?? Infinity });
	}

	behave(): void {
		this.#misbehaviours.clear();
	}

	stop(): Promise<void> {
		this.#server.closeAllConnections();
		return new Promise((done) => this.#server.close(() => done()));
	}

	async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
		try {
			const answer = await this.#route(request);
			if (answer) send(response, answer, request.method === 'HEAD');
		} catch (cause) {
			log('blossom', `could not answer ${request.method} ${request.url}`, cause);
			send(response, refusal(500, 'The server failed'));
		}
	}

	async #route(request: IncomingMessage): Promise<Answer | undefined> {
		const { method = 'GET', url = '/' } = request;
		if (method === 'OPTIONS') return { status: 204 };
		if (url === '/upload' && method === 'PUT') return this.#spoiled(request);
		const [, hash] = blobPath.exec(url.replace(/\?.*$/, '')) ?? [];
		if (hash === undefined || (method !== 'GET' && method !== 'HEAD'))
			return refusal(404, 'There is nothing here');
		const blob = await this.#folder.find(hash);
		if (!blob) return refusal(404, 'There is no such file');
		if (method === 'HEAD') this.#onAnswer(hash, true);
		const headers = {
			'Content-Type': blob.type,
			'Content-Length': String(blob.bytes.length),
			'Cache-Control': 'public, max-age=31536000, immutable',
			...harmless
		};
		return { status: 200, body: blob.bytes, headers };
	}

	/** An upload as a server answers that fails, lies or is slow; as a good one does while nothing else was asked for. */
	async #spoiled(request: IncomingMessage): Promise<Answer | undefined> {
		this.uploads += 1;
		const how = this.#takeMisbehaviour(request);
		if (!how) return this.#take(request);
		this.#onAnswer(String(request.headers['x-sha-256']), false);
		const { silent, drop, milliseconds, status, words, body } = how;
		if (silent) return undefined;
		if (drop) return this.#drop(request, drop);
		if (milliseconds) await pause(milliseconds);
		if (body === undefined && status === undefined) return this.#take(request);
		// All of it is read, so that the answer arrives.
		await this.#read(request);
		return body === undefined
			? refusal(status ?? 503, words ?? 'not today')
			: { status: status ?? 200, body };
	}

	/** How this upload fails, counted as one more time; undefined when it does not. */
	#takeMisbehaviour(request: IncomingMessage): BlossomMisbehaviour | undefined {
		const person = uploaderOf(request.headers.authorization) ?? '';
		const whose = this.#misbehaviours.has(person) ? person : '';
		const current = this.#misbehaviours.get(whose);
		if (!current) return undefined;
		current.left -= 1;
		if (current.left <= 0) this.#misbehaviours.delete(whose);
		return current.how;
	}

	async #drop(request: IncomingMessage, when: 'middle' | 'kept'): Promise<undefined> {
		if (when === 'kept') await this.#upload(request);
		else await once(request, 'data');
		request.socket.destroy();
	}

	/** Takes a file, and says so. */
	async #take(request: IncomingMessage): Promise<Answer> {
		const { hash, ...answer } = await this.#upload(request);
		if (hash !== undefined) this.#onAnswer(hash, true);
		return answer;
	}

	/** `hash`: it is kept. */
	async #upload(request: IncomingMessage): Promise<Answer & { hash?: string }> {
		const bytes = await this.#read(request);
		if (!bytes) return refusal(413, `A file may have ${this.#maxBytes} bytes`);
		const type = request.headers['content-type'] ?? '';
		if (!Object.hasOwn(pictureTypes, type)) return refusal(415, 'Only pictures are kept here');
		const hash = createHash('sha256').update(bytes).digest('hex');
		const said = request.headers['x-sha-256'];
		if (said !== undefined && said !== hash) return refusal(409, 'The file is not what X-SHA-256 says');
		const now = this.#clock();
		const host = request.headers.host?.replace(/:\d+$/, '') ?? '';
		const permission = readUploadPermission(request.headers.authorization, { hash, now, host });
		if ('error' in permission) return refusal(401, permission.error);
		const isNew = await this.#folder.put(hash, type, bytes);
		const isSecure = request.headers['x-forwarded-proto'] === 'https';
		const base = isSecure ? `https://${request.headers.host}` : this.url;
		const url = `${base}/${hash}.${pictureTypes[type]}`;
		return {
			hash,
			status: isNew ? 201 : 200,
			body: { url, sha256: hash, size: bytes.length, type, uploaded: now }
		};
	}

	/** The body; undefined when it is longer than a file may be. All of it is read, so that the answer arrives. */
	async #read(request: IncomingMessage): Promise<Buffer | undefined> {
		const chunks: Buffer[] = [];
		let size = 0;
		for await (const chunk of request as AsyncIterable<Buffer>) {
			size += chunk.length;
			if (size <= this.#maxBytes) chunks.push(chunk);
		}
		return size <= this.#maxBytes ? Buffer.concat(chunks) : undefined;
	}
}

function refusal(status: number, words: string): Answer {
	return { status, body: { message: words }, headers: { 'X-Reason': words } };
}

function send(response: ServerResponse, { status, body, headers }: Answer, isHead = false): void {
	const isBytes = body instanceof Uint8Array || typeof body === 'string';
	const type = isBytes ? {} : { 'Content-Type': 'application/json; charset=utf-8' };
	response.writeHead(status, { ...cors, ...type, ...headers });
	if (isHead || body === undefined) response.end();
	else response.end(isBytes ? body : JSON.stringify(body));
}
