/**
 * Routes mirror relay / group / room. A relay in a route is its host (and `:port`), `wss` implied; loopback
 * implies `ws`. Group ids may be any string, and browsers fold `/r/../room`, so every byte outside
 * `[A-Za-z0-9_-]` of an id becomes `~XX`.
 */

/** A group: the pair of relay URL and id. The same shape as `GroupKey` in `protocol`, which is above this leaf. */
interface Group {
	readonly relay: string;
	readonly id: string;
}

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?(\/|$)/;

function relayParam(relay: string): string {
	const [, scheme, rest] = /^(wss?):\/\/(.*)$/.exec(relay) ?? [undefined, 'wss', relay];
	const implied = loopback.test(rest ?? '') ? 'ws' : 'wss';
	const text = scheme === implied ? (rest ?? '') : relay;
	return encodeURIComponent(text).replaceAll('%3A', ':').replaceAll('%5B', '[').replaceAll('%5D', ']');
}

function groupParam(id: string): string {
	let text = '';
	for (const byte of new TextEncoder().encode(id)) {
		const char = String.fromCharCode(byte);
		text += /[A-Za-z0-9_-]/.test(char) ? char : `~${byte.toString(16).padStart(2, '0').toUpperCase()}`;
	}
	return text;
}

/** `/groups.example.com` */
export function relayPath(relay: string): string {
	return `/${relayParam(relay)}`;
}

/** `/groups.example.com/abc`: the conversation. */
export function groupPath(group: Group): string {
	return `${relayPath(group.relay)}/${groupParam(group.id)}`;
}

/** The conversation, opened at one message: `?at=<event id>`. */
export function messagePath(group: Group, eventId: string): string {
	return `${groupPath(group)}?at=${eventId}`;
}

/** The group's live room, as a sheet over the conversation. */
export function roomPath(group: Group): string {
	return `${groupPath(group)}/room`;
}

/** What the group is: its description, flags, and what I may do with it. */
export function aboutPath(group: Group): string {
	return `${groupPath(group)}/about`;
}

/** Who is in the group. */
export function membersPath(group: Group): string {
	return `${groupPath(group)}/members`;
}

/** The relay URL (`wss://host`) that a decoded route parameter names; undefined when it names none. */
export function relayOfParam(param: string): string | undefined {
	const text = /^wss?:\/\//.test(param) ? param : `${loopback.test(param) ? 'ws' : 'wss'}://${param}`;
	if (!URL.canParse(text)) return undefined;
	const url = new URL(text);
	if (!url.hostname || url.username || url.password || url.search || url.hash) return undefined;
	if (!loopback.test(url.host) && !url.hostname.includes('.')) return undefined;
	return `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, '')}`;
}

/** The group id that a route parameter names, with `~XX` undone; undefined when it is no such text. */
export function groupIdOfParam(param: string): string | undefined {
	const bytes: number[] = [];
	for (let at = 0; at < param.length; at += 1) {
		const char = param[at] ?? '';
		if (char === '~') {
			const hex = param.slice(at + 1, at + 3);
			if (!/^[0-9A-Fa-f]{2}$/.test(hex)) return undefined;
			bytes.push(parseInt(hex, 16));
			at += 2;
		} else if (/[A-Za-z0-9_-]/.test(char)) bytes.push(char.charCodeAt(0));
		else return undefined;
	}
	if (bytes.length === 0) return undefined;
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array(bytes));
	} catch {
		return undefined;
	}
}
