/**
 * A group (NIP-29): the relay that rules it and its id there. Never the id alone: the same id on two relays is two
 * groups.
 */
export interface GroupKey {
	/** Normalised as by {@link parseRelayUrl}: `wss://host[:port][/path]`. */
	readonly relay: string;
	/** Any text but the empty one. */
	readonly id: string;
}

const maxLength = 1024;
const loopbackHost = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** True for a host name that is this machine: there, and only there, plain `ws:` and `http:` are secure. */
export function isLoopbackHost(hostname: string): boolean {
	return loopbackHost.test(hostname);
}

/**
 * The relay that a text names, as a normalised URL: lower-case host, no default port, no trailing slash. Accepts
 * `host[:port][/path]`, `wss://` and `https://`; on loopback also `ws://` and `http://`, and `ws` is what a bare
 * loopback host means. Undefined for anything else: other schemes, credentials, queries, hosts without a dot.
 */
export function parseRelayUrl(text: string): string | undefined {
	const trimmed = text.length > maxLength ? '' : text.trim();
	const [, scheme, rest] = /^(?:(wss?|https?):\/\/)?([^\s\\?#@']+)$/i.exec(trimmed) ?? [];
	if (!rest || !URL.canParse(`wss://${rest}`)) return undefined;
	const url = new URL(`wss://${rest}`);
	// `5` and `0x7f.1` are addresses to a URL, but to nobody else.
	if (/^[\d.]+$/.test(url.hostname) && !rest.startsWith(url.hostname)) return undefined;
	const isLoopback = isLoopbackHost(url.hostname);
	if (!isLoopback && !/[^.]\.[^.]/.test(url.hostname)) return undefined;
	const plain = scheme ? /^(ws|http)$/i.test(scheme) : isLoopback;
	if (plain && !isLoopback) return undefined;
	const normal = new URL(`${plain ? 'ws' : 'wss'}://${rest}`);
	const relay = `${normal.protocol}//${normal.host}${withoutTrailingSlashes(normal.pathname)}`;
	return relay.length > maxLength ? undefined : relay;
}

/** `host[:port]`: how a relay is called on screen. */
export function relayHost(relay: string): string {
	return relay.replace(/^wss?:\/\//, '').replace(/\/.*$/s, '');
}

/** The same place over HTTP: where the relay answers NIP-11 and the room's token endpoint. No trailing slash. */
export function relayHttpUrl(relay: string): string {
	return relay.replace(/^ws/, 'http');
}

/** One text for each group, for maps and storage: `wss://host'id`. */
export function groupKeyText(key: GroupKey): string {
	return `${key.relay}'${key.id}`;
}

/** True when both name the same group on the same relay. */
export function sameGroup(a: GroupKey, b: GroupKey): boolean {
	return a.relay === b.relay && a.id === b.id;
}

/** The colour of a group: a hue of 125-355 degrees from its id. Red is danger's and amber the lamp's. */
export function groupHue(id: string): number {
	return 125 + (hash(id) % 231);
}

/** The colour of a person without a picture: a hue of 0-359 degrees from the public key. */
export function personHue(pubkey: string): number {
	return hash(pubkey) % 360;
}

function withoutTrailingSlashes(path: string): string {
	let end = path.length;
	while (path[end - 1] === '/') end -= 1;
	return path.slice(0, end);
}

/** FNV-1a with a last stir, so that ids that differ in one letter differ in colour. */
function hash(text: string): number {
	let value = 0x811c9dc5;
	for (let at = 0; at < text.length; at += 1) {
		value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
	}
	value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
	return (value ^ (value >>> 13)) >>> 0;
}
