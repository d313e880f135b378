import { Route } from 'workbox-routing';
import { log } from '$lib/log';
import { shellName, shellPrefix } from '$lib/shell-version';

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

	/** Stores what the reading shell needs. All or nothing; what another shell holds is not fetched again. */
	async store(): Promise<void> {
		const list: unknown = await (await fetched('/precache.json')).json();
		if (!isPrecache(list)) throw new TypeError('precache.json is not a list of files');
		const name = shellName(this.version);
		await navigator.locks.request(name, { mode: 'shared' }, async () => {
			const paths = [page, manifest, ...list.files];
			const responses = await Promise.all(paths.map(async (path) => (await known(path)) ?? fetched(path)));
			const cache = await caches.open(name);
			await Promise.all(responses.map((response, at) => cache.put(paths[at] ?? '', response)));
		});
	}

	/**
	 * Drops the shells of other versions that no open page was started from. `isSucceeded` says that another version
	 * is on its way: its shell is complete before a page holds it.
	 */
	async dropOthers(isSucceeded: () => boolean): Promise<void> {
		const own = shellName(this.version);
		for (const name of await caches.keys()) {
			if (!name.startsWith(shellPrefix) || name === own) continue;
			await navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
				if (lock && !isSucceeded()) await caches.delete(name);
			});
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
			({ request }) => request.mode === 'navigate',
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
		if (response.ok && path.startsWith(immutable)) {
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
	const isPage = response.headers.get('Content-Type')?.startsWith('text/html') ?? false;
	if (!response.ok || (isPage && path !== page)) throw new TypeError(`${path} could not be fetched`);
	return response;
}

interface Precache {
	files: string[];
}

function isPrecache(value: unknown): value is Precache {
	return typeof value === 'object' && value !== null && 'files' in value && Array.isArray(value.files);
}
