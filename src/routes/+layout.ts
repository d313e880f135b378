import { browser } from '$app/environment';
import { openPorch, type Porch } from '$lib/stores/porch.svelte';

// One static page for every deep link; everything is read on the device.
export const ssr = false;
export const prerender = false;
export const trailingSlash = 'never';

// At once: the device opens its databases while Kit starts. The build reads this module, too.
let porch: Promise<Porch> | undefined = browser ? openPorch() : undefined;

/** Opens the device's storage once; the same app serves every route. */
export async function load(): Promise<{ porch: Porch }> {
	return { porch: await (porch ??= openPorch()) };
}
