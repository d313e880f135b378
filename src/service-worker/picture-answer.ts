import { Route } from 'workbox-routing';
import { log } from '$lib/log';
import { MediaCache } from '$lib/storage/media-cache';
import { NOBODY, type Scope } from '$lib/storage/scope';
import type { Settings } from '$lib/storage/settings';
import { isBlobPath } from './blob-path';

/** Whether the person asked their browser to save data; the types of workers know no connection. */
function savesData(): boolean {
	return (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;
}

/**
 * Pictures from media servers, one behind this origin too: kept for who is signed in, so that what was seen shows
 * offline. A host that does not share its pictures (CORS) is asked as the page would have asked, and nothing of it is
 * kept.
 */
export class PictureAnswer {
	readonly #settings: () => Pick<Settings, 'find'>;
	readonly #caches = new Map<Scope, MediaCache>();
	/** Origins that do not share. Forgotten with the worker, which is soon. */
	readonly #closed = new Set<string>();

	constructor(settings: () => Pick<Settings, 'find'>) {
		this.#settings = settings;
	}

	/** The pictures that pages show, and one of this origin that somebody opens by itself. */
	route(): Route {
		return new Route(
			({ request: { destination, mode }, sameOrigin, url }) =>
				sameOrigin
					? isBlobPath(url.pathname) && (destination === 'image' || mode === 'navigate')
					: destination === 'image',
			({ event, request, url }) => this.#find(request, url.origin, (work) => event.waitUntil(work))
		);
	}

	async #find(
		request: Request,
		origin: string,
		keepAlive: (work: Promise<unknown>) => void
	): Promise<Response> {
		const media = await this.#media();
		const kept = await media?.find(request.url);
		if (kept) return kept;
		// Somebody else may have led here: only what pages show is kept.
		const isKept = media && request.mode !== 'navigate' && !savesData();
		if (!isKept || this.#closed.has(origin)) return fetch(request);
		let shared: Response;
		try {
			shared = await (origin === location.origin ? fetch(request) : fetchShared(request));
		} catch {
			// No network, or a host that does not share: the plain request tells which.
			const plain = await fetch(request);
			this.#closed.add(origin);
			return plain;
		}
		// Whoever signed out meanwhile leaves no picture behind.
		const isWanted = async (): Promise<boolean> => (await this.#media()) === media;
		keepAlive(media.keep(request.url, shared.clone(), isWanted));
		return shared;
	}

	/** Undefined where nobody can say who is signed in: then nothing is kept. */
	async #media(): Promise<MediaCache | undefined> {
		try {
			const scope = (await this.#settings().find('account')) ?? NOBODY;
			const known = this.#caches.get(scope) ?? new MediaCache(scope);
			this.#caches.set(scope, known);
			return known;
		} catch (cause) {
			log('picture-answer', 'nobody says whose pictures these are', cause);
			return undefined;
		}
	}
}

/** As another origin lets everybody have it, without a word about who asks. */
function fetchShared({ signal, url }: Request): Promise<Response> {
	return fetch(url, { mode: 'cors', credentials: 'omit', referrerPolicy: 'no-referrer', signal });
}
