import { Route } from 'workbox-routing';
import { log } from '$lib/log';
import { shellName, shellPrefix } from '$lib/shell-version';
import { isBlobPath } from './blob-path';
import { counterparts, isPageOf, precachePath, readPrecacheList, type PrecacheList } from './precache-list';

const page = '/';
const manifest = '/manifest.webmanifest';
const immutable = '/_app/immutable/';
const icon = /^\/icon[\w-]*\.(?:png|svg)$/;

/**
 * The shell of one version: every file of a build that the app starts from is in one cache. A new version takes over
 * as soon as it is stored whole, and answers the next start. Pages that are open go on with the files they were built
 * with: those have their content's hash in their names, and stay as long as a page of their version is open.
 */
export class AppShell {
	readonly version: string;

	constructor(version: string) {
		this.version = version;
	}

	/**
	 * Stores what the reading shell needs, and of the parts that came on demand those that an older shell holds, in
	 * this version. All or nothing: a deploy of which this host has a part only is none. What another shell holds is
	 * not fetched again.
	 */
	async store(): Promise<void> {
		const answer = await fetched(precachePath);
		const list = readPrecacheList(await answer.clone().json());
		if (list?.version !== this.version) throw new TypeError('precache.json is none of this version');
		const name = shellName(this.version);
		await navigator.locks.request(name, { mode: 'shared' }, async () => {
			const paths = new Set([page, manifest, ...list.files]);
			for (const other of await this.#others()) for (const path of await heldBy(other, list)) paths.add(path);
			const responses = await responsesTo(paths);
			const html = await responses.get(page)?.clone().text();
			if (!isPageOf(list, html ?? '')) throw new TypeError('the page is of another version');
			responses.set(precachePath, answer);
			await putInto(await caches.open(name), responses);
		});
	}

	/** Keeps parts of this version that a page was given by the host before this worker answered for it. */
	async keep(paths: readonly string[]): Promise<void> {
		try {
			const cache = await caches.open(shellName(this.version));
			const parts = new Set([...((await listIn(cache))?.parts.values() ?? [])].flat());
			await addTo(
				cache,
				paths.filter((path) => parts.has(path))
			);
		} catch (cause) {
			log('shell', 'not every part could be stored', cause);
		}
	}

	/**
	 * Drops the shells of other versions that no open page was started from, when this one has all that they had.
	 * `isSucceeded` says that another version is on its way: its shell is complete before a page holds it.
	 */
	async dropOthers(isSucceeded: () => boolean): Promise<void> {
		for (const name of await this.#others()) {
			await navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
				if (lock && (await this.#inherit(name)) && !isSucceeded()) await caches.delete(name);
			});
		}
	}

	async #others(): Promise<string[]> {
		const names = await caches.keys();
		return names.filter((name) => name.startsWith(shellPrefix) && name !== shellName(this.version));
	}

	/** Stores what that shell was given after this one had been stored; false when a part cannot be had now. */
	async #inherit(other: string): Promise<boolean> {
		try {
			const cache = await caches.open(shellName(this.version));
			const list = await listIn(cache);
			if (!list) return false;
			await addTo(cache, await heldBy(other, list));
			return true;
		} catch (cause) {
			log('shell', 'an older one stays: this one lacks a part of it', cause);
			return false;
		}
	}

	/** The files of a shell, by their names. */
	files(): Route {
		return new Route(
			({ sameOrigin, url }) => sameOrigin && isFile(url.pathname),
			({ request, url }) => this.#fromShell(url.pathname, request)
		);
	}

	/** Every deep link is the same page; the routes are known to no server. */
	page(): Route {
		return new Route(
			({ request, url }) => request.mode === 'navigate' && !isBlobPath(url.pathname),
			({ request }) => this.#fromShell(page, request)
		);
	}

	async #fromShell(path: string, request: Request): Promise<Response> {
		const name = shellName(this.version);
		// Firefox cannot even read its caches on a device that is full to the last byte; the host may still answer.
		const kept = await keptIn(name, path).catch((cause: unknown) => log('shell', 'it cannot be read', cause));
		if (kept) return kept;
		const response = await fetch(request);
		// Chunks outside the shell (a language, the room) stay once they were needed.
		if (response.ok && path.startsWith(immutable) && !isPage(response)) {
			await caches
				.open(name)
				.then((cache) => cache.put(path, response.clone()))
				.catch((cause: unknown) => log('shell', 'a part could not be stored', cause));
		}
		return response;
	}
}

function isFile(path: string): boolean {
	return path.startsWith(immutable) || path === manifest || icon.test(path);
}

function isPage({ headers }: Response): boolean {
	return headers.get('Content-Type')?.startsWith('text/html') ?? false;
}

/** A file of that shell, or by its hash from another one. */
async function keptIn(name: string, path: string): Promise<Response | undefined> {
	const cache = await caches.open(name);
	return (await cache.match(path)) ?? known(path);
}

/** A file by its hash, from whichever shell has it. */
async function known(path: string): Promise<Response | undefined> {
	return path.startsWith(immutable) ? caches.match(path) : undefined;
}

/** Past the browser's cache. A host that answers with its page for what is missing has no such file. */
async function fetched(path: string): Promise<Response> {
	const response = await fetch(path, { cache: 'no-cache' });
	if (!response.ok || (isPage(response) && path !== page))
		throw new TypeError(`${path} could not be fetched`);
	return response;
}

/** What is at those paths: from a shell that has it by its hash, else from the host. Rejects when one is missing. */
async function responsesTo(paths: Iterable<string>): Promise<Map<string, Response>> {
	const found = [...paths].map(async (path): Promise<[string, Response]> => [
		path,
		(await known(path)) ?? (await fetched(path))
	]);
	return new Map(await Promise.all(found));
}

/** Stores what a shell has not yet. */
async function addTo(cache: Cache, paths: Iterable<string>): Promise<void> {
	const own = await pathsIn(cache);
	await putInto(cache, await responsesTo([...paths].filter((path) => !own.has(path))));
}

async function putInto(cache: Cache, responses: ReadonlyMap<string, Response>): Promise<void> {
	await Promise.all([...responses].map(([path, response]) => cache.put(path, response)));
}

/** The files of a version that stand for what another one's shell was given on demand. */
async function heldBy(name: string, next: PrecacheList): Promise<Set<string>> {
	const cache = await caches.open(name);
	return counterparts(await pathsIn(cache), await listIn(cache), next);
}

async function listIn(cache: Cache): Promise<PrecacheList | undefined> {
	const kept = await cache.match(precachePath);
	return kept && readPrecacheList(await kept.json());
}

async function pathsIn(cache: Cache): Promise<Set<string>> {
	return new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
}
