import { loadAccountWords } from '$lib/locales/messages';
import type { LayoutLoad } from './$types';

/** What these screens say comes with them, in the language that the device was found to speak. */
export const load: LayoutLoad = async ({ parent }) => {
	await parent();
	await loadAccountWords();
};
