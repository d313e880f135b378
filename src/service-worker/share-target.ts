import { Route } from 'workbox-routing';
import type { HeldShare } from '$lib/held-share';
import { log } from '$lib/log';
import { buildCarriedShare } from '$lib/protocol/carried-share';
import { referencePath } from '$lib/protocol/reference-path';
import { sharedInvite, sharedText } from '$lib/protocol/shared-words';
import type { KeptStorage } from '$lib/storage/kept-storage';
import { readShareForm, shareTarget } from './share-form';

/**
 * What is shared into the app: stored first, then a redirect to where it belongs. An invite leads to its group, all
 * else to the question for the group. What the device does not let the worker store is held for the page, which knows
 * how to make room; and the address carries its words, because a worker may be stopped at any moment.
 */
export class ShareTarget {
	readonly #storage: () => Pick<KeptStorage, 'shared'>;
	/** One at a time: it may be large. */
	#held: HeldShare | undefined;

	constructor(storage: () => Pick<KeptStorage, 'shared'>) {
		this.#storage = storage;
	}

	/** What the share sheet posts. */
	route(): Route {
		return new Route(
			({ sameOrigin, url }) => sameOrigin && url.pathname === shareTarget.action,
			async ({ request }) => Response.redirect(await this.#receive(request), 303),
			'POST'
		);
	}

	/** What could not be stored under that id. */
	held(id: string): HeldShare | undefined {
		return this.#held?.id === id ? this.#held : undefined;
	}

	async #receive(request: Request): Promise<string> {
		const { action } = shareTarget;
		let form: FormData;
		try {
			form = await request.formData();
		} catch (cause) {
			log('share-target', 'this is no form', cause);
			return `${action}?trouble=unreadable`;
		}
		const shared = readShareForm(form);
		const { pictures, refused } = shared;
		const reference = pictures.length === 0 ? sharedInvite(shared, location.origin) : undefined;
		const id = crypto.randomUUID();
		try {
			await this.#storage().shared.put({ id, ...shared, reference, at: Math.floor(Date.now() / 1000) });
		} catch (cause) {
			log('share-target', 'what was shared could not be stored', cause);
			if (reference) return referencePath(reference);
			this.#held = { id, ...shared };
			const files = [...pictures.map(({ name }) => name), ...refused];
			return `${action}?trouble=not-stored&id=${id}#${buildCarriedShare(sharedText(shared), files)}`;
		}
		return reference ? referencePath(reference) : `${action}?id=${id}`;
	}
}
