import { isLoopbackHost } from './group-key.ts';

const maxLength = 2048;

/**
 * The address of a picture or a page that a stranger chose, normalised; undefined unless it is `https:` without
 * credentials. On loopback `http:` is fine too: the local demo serves its own pictures.
 */
export function parseWebUrl(value: unknown): string | undefined {
	if (typeof value !== 'string' || value.length > maxLength || !URL.canParse(value)) return undefined;
	const url = new URL(value);
	const isSecure = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname));
	return isSecure && !url.username && !url.password ? url.href : undefined;
}
