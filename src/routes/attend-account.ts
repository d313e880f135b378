import { log } from '$lib/log';
import type { Porch } from '$lib/stores/porch.svelte';

/** Begins what goes on while somebody is signed in; visitors never fetch it. Returns how to stop. */
export function attendAccount(porch: Porch): () => void {
	let stop: (() => void) | undefined;
	let isLeft = false;
	import('./while-signed-in.svelte')
		.then(async ({ attend }) => {
			if (isLeft) return;
			stop = await attend(porch);
			if (isLeft) stop();
		})
		.catch((cause: unknown) => log('attend-account', 'parts of the app could not be fetched', cause));
	return () => {
		isLeft = true;
		stop?.();
	};
}
