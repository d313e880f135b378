import type { Reroute } from '@sveltejs/kit';

/** An address with a stray `%` cannot be decoded, and Kit would throw over it: it is no place of ours. */
export const reroute: Reroute = ({ url }) => {
	try {
		decodeURI(url.pathname);
		return undefined;
	} catch {
		return '/not/one/of/ours';
	}
};
