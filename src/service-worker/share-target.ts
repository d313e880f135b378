import { Route } from 'workbox-routing';
import { log } from '$lib/log';
import { referencePath } from '$lib/protocol/reference-path';
import { sharedInvite } from '$lib/protocol/shared-words';
import type { KeptStorage } from '$lib/storage/kept-storage';
import { readShareForm, shareTarget } from './share-form';

/**
 * What is shared into the app: stored first, then a redirect to where it belongs. An invite leads to its group, all
 * else to the question for the group.
 */
export function shareRoute(storage: () => KeptStorage): Route {
	return new Route(
		({ sameOrigin, url }) => sameOrigin && url.pathname === shareTarget.action,
		async ({ request }) => Response.redirect(await receive(request, storage), 303),
		'POST'
	);
}

async function receive(request: Request, storage: () => KeptStorage): Promise<string> {
	const { action } = shareTarget;
	let form: FormData;
	try {
		form = await request.formData();
	} catch (cause) {
		log('share-target', 'this is no form', cause);
		return `${action}?trouble=unreadable`;
	}
	const shared = readShareForm(form);
	const reference = shared.pictures.length === 0 ? sharedInvite(shared, location.origin) : undefined;
	const id = crypto.randomUUID();
	try {
		await storage().shared.put({ id, ...shared, reference, at: Math.floor(Date.now() / 1000) });
	} catch (cause) {
		log('share-target', 'what was shared could not be stored', cause);
		// Words can still travel in the address, where no server sees them.
		if (reference) return referencePath(reference);
		const words = new URLSearchParams(
			shared.pictures.length > 0 ? {} : { text: shared.text, url: shared.url }
		);
		return `${action}?trouble=not-stored#${words.toString().slice(0, 8000)}`;
	}
	return reference ? referencePath(reference) : `${action}?id=${id}`;
}
