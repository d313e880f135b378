import { log } from '$lib/log';
import type { Scope } from './scope.ts';

/** What the pictures of one scope may take. */
export interface MediaLimits {
	/** Of all together. */
	bytes: number;
	count: number;
	/** Of a single one: larger ones are not kept. */
	each: number;
}

const defaultLimits: MediaLimits = { bytes: 40_000_000, count: 600, each: 4_000_000 };

/** Where the counters lie: an address that no picture has. */
const countersPath = '/media-counters';

/** What is counted of a picture: bytes, by its address. The order is that of use, the longest unused first. */
type Counters = Map<string, number>;

const prefix = 'media-';

function nameOf(scope: Scope): string {
	return prefix + scope;
}

/** Forgets every picture that an account, or nobody, has seen. */
export async function forgetMedia(scope: Scope): Promise<void> {
	// Absent in plain-text contexts: then nothing was kept either.
	if (globalThis.caches) await alone(scope, () => caches.delete(nameOf(scope)));
}

/** The same of every account of this device. */
export async function forgetAllMedia(): Promise<void> {
	const names = (await globalThis.caches?.keys()) ?? [];
	const scopes = names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
	await Promise.all(scopes.map(forgetMedia));
}

/** What pictures take that were seen. */
export interface MediaUsage {
	count: number;
	bytes: number;
}

/** Of those that any of these scopes has seen. Adds up what was counted; reads no picture. */
export async function mediaUsage(scopes: readonly Scope[]): Promise<MediaUsage> {
	if (!globalThis.caches) return { count: 0, bytes: 0 };
	const counted = await Promise.all(scopes.map(readCounters));
	const sizes = counted.flatMap((counters) => [...counters.values()]);
	return { count: sizes.length, bytes: sizes.reduce((sum, each) => sum + each, 0) };
}

/** Whoever keeps or forgets does it alone, in the worker and in all tabs: what is forgotten does not come back. */
function alone<T>(scope: Scope, work: () => Promise<T>): Promise<T> {
	const locks = navigator.locks as LockManager | undefined;
	return locks ? locks.request(nameOf(scope), work) : work();
}

/**
 * Pictures that were seen in one scope, for when there is no network. Bounded in bytes and count, by what was used
 * last; only answers that the other side shared with us (CORS) are kept: the size of any other is a secret, and
 * browsers count each of them as megabytes. One at a time may write (the service worker).
 */
export class MediaCache {
	readonly scope: Scope;
	readonly #limits: MediaLimits;
	#counters: Counters | undefined;
	#writing: Promise<void> = Promise.resolve();

	constructor(scope: Scope, limits = defaultLimits) {
		this.scope = scope;
		this.#limits = limits;
	}

	/** The picture at an address, when it was seen before. */
	async find(url: string): Promise<Response | undefined> {
		// Not opened for it, which would make an empty one for an account that has gone.
		const kept = await caches.match(url, { cacheName: nameOf(this.scope) });
		// Used last; written with the next picture that comes.
		const bytes = this.#counters?.get(url);
		if (kept && bytes !== undefined) {
			this.#counters?.delete(url);
			this.#counters?.set(url, bytes);
		}
		return kept;
	}

	/**
	 * Keeps a picture, and lets go of those that were not used for longest. Pictures come side by side, as pages show
	 * them, so that a slow host keeps nobody else waiting; they are counted one at a time. `wanted` is asked when all of
	 * it is there, which may be long after. Never rejects: it is a cache.
	 */
	async keep(
		url: string,
		response: Response,
		wanted: () => Promise<boolean> = () => Promise.resolve(true)
	): Promise<void> {
		const keep = async (picture: Blob): Promise<void> => {
			if (!(await wanted())) return;
			await this.#put(url, new Response(picture, { headers: response.headers }), picture.size);
		};
		try {
			const picture = await this.#read(response);
			if (!picture) return;
			const writing = this.#writing.then(() => alone(this.scope, () => keep(picture)));
			this.#writing = writing.catch(() => undefined); // whoever wrote it says so
			await writing;
		} catch (cause) {
			log('media-cache', 'a picture could not be kept', cause);
		}
	}

	/** All of a picture; undefined when it is none that is kept. */
	async #read({ body, headers, status, type }: Response): Promise<Blob | undefined> {
		const mime = headers.get('Content-Type') ?? '';
		const isLarge = Number(headers.get('Content-Length') ?? 0) > this.#limits.each;
		if (!body || status !== 200 || type === 'opaque' || !mime.startsWith('image/') || isLarge) {
			await body?.cancel();
			return undefined;
		}
		const parts: Uint8Array<ArrayBuffer>[] = [];
		let size = 0;
		const reader = body.getReader();
		for (let next = await reader.read(); !next.done; next = await reader.read()) {
			size += next.value.length;
			if (size > this.#limits.each) {
				await reader.cancel();
				return undefined;
			}
			parts.push(next.value);
		}
		return new Blob(parts, { type: mime });
	}

	async #put(url: string, picture: Response, size: number): Promise<void> {
		const cache = await this.#open();
		const counters = (this.#counters ??= await readCounters(this.scope));
		counters.delete(url);
		counters.set(url, size);
		const dropped = this.#excess(counters);
		await Promise.all(dropped.map((old) => cache.delete(old)));
		// First counted, then kept: what is kept is never more than what is counted.
		await cache.put(countersPath, Response.json([...counters]));
		if (counters.has(url)) await cache.put(url, picture);
	}

	/** Takes what is too much out of the counters, the longest unused first. */
	#excess(counters: Counters): string[] {
		let bytes = [...counters.values()].reduce((sum, each) => sum + each, 0);
		const dropped: string[] = [];
		for (const [url, each] of counters) {
			if (bytes <= this.#limits.bytes && counters.size <= this.#limits.count) break;
			counters.delete(url);
			dropped.push(url);
			bytes -= each;
		}
		return dropped;
	}

	/** Opened anew each time: it may have been emptied meanwhile, at a sign-out. */
	async #open(): Promise<Cache> {
		const name = nameOf(this.scope);
		if (!(await caches.has(name))) this.#counters = undefined;
		return caches.open(name);
	}
}

async function readCounters(scope: Scope): Promise<Counters> {
	const counted = await caches.match(countersPath, { cacheName: nameOf(scope) });
	const known: unknown = await counted?.json();
	if (!Array.isArray(known)) return new Map();
	return new Map((known as unknown[]).filter(isCounter));
}

function isCounter(entry: unknown): entry is [string, number] {
	return Array.isArray(entry) && typeof entry[0] === 'string' && typeof entry[1] === 'number';
}
