import { groupIdOfParam, groupPath, relayOfParam } from '../paths.ts';
import { isHexKey } from './event.ts';
import { isLoopbackHost, parseRelayUrl, type GroupKey } from './group-key.ts';
import { kinds } from './kinds.ts';
import { decodeReference } from './nostr-reference.ts';
import { encodeNaddr } from './nostr-address.ts';

/** What a link, a code or a pasted text leads to: a relay, a group on it, a message, with what opens the door. */
export interface GroupReference {
	/** Normalised as by `parseRelayUrl`. */
	readonly relay: string;
	/** The group; undefined when the relay itself is meant. */
	readonly id?: string;
	/** The code of an invite to the group (9009). */
	readonly code?: string;
	/** The code of an invite to the relay (Flotilla, 28934). */
	readonly claim?: string;
	/** The key that must have signed the group's metadata, where the reference says (naddr). */
	readonly relayKey?: string;
	/** A message of the group. */
	readonly eventId?: string;
}

const maxLength = 4096;
const maxIdLength = 512;
/** What ends like this in a web address is a page or a picture, not a relay's host. */
const fileName =
	/\.(html?|php|aspx?|jsp|png|jpe?g|gif|webp|avif|svg|ico|pdf|txt|xml|json|js|css|mp[34]|webm)$/i;

/**
 * Reads every form in use: `host'id`, `wss://host'id?code=`, `naddr1...[?invite=]` with or without `nostr:`, links of
 * Porch, Flotilla and nostrord, a relay alone. Undefined for all else, with `http:` links but for loopback, links with
 * credentials and links of any other shape among it.
 */
export function parseGroupReference(text: string): GroupReference | undefined {
	if (text.length > maxLength || !text.isWellFormed()) return undefined;
	const trimmed = text.trim();
	if (/^https?:\/\//i.test(trimmed)) return parseLink(trimmed) ?? parseRelayAlone(trimmed);
	return parseCode(trimmed);
}

/** `naddr1...[?invite=<code>]` (NIP-29, NIP-19). `relayKey` is the key the relay signs with. */
export function buildGroupAddress(key: GroupKey, relayKey: string, code?: string): string {
	const address = encodeNaddr({
		kind: kinds.groupMetadata,
		pubkey: relayKey,
		identifier: key.id,
		relays: [key.relay]
	});
	return code ? `${address}?invite=${encodeURIComponent(code)}` : address;
}

/** An https link of this app. The code is in the fragment, which no server is sent and no log keeps. */
export function buildInviteLink(origin: string, key: GroupKey, code?: string): string {
	return `${origin}${groupPath(key)}${code ? `#invite=${encodeURIComponent(code)}` : ''}`;
}

/** The forms that are no web link; what follows `/join#` in one of ours is such a form too. */
function parseCode(text: string): GroupReference | undefined {
	const bare = text.replace(/^(web\+)?nostr:(\/\/)?/i, '');
	return parseAddress(bare) ?? parseHostAndId(bare) ?? parseRelayAlone(bare);
}

function parseAddress(text: string): GroupReference | undefined {
	const [, address = '', code] = /^(naddr1[a-z0-9]+)(?:\?invite=([^&#]*))?$/i.exec(text) ?? [];
	const reference = address ? decodeReference(address) : undefined;
	if (reference?.type !== 'address' || reference.kind !== kinds.groupMetadata) return undefined;
	return join(reference.relays[0], reference.identifier, {
		relayKey: reference.pubkey,
		code: decodeComponent(code)
	});
}

function parseHostAndId(text: string): GroupReference | undefined {
	const [, host = '', rest] = /^([^'\s]+)'(\S+)$/.exec(text) ?? [];
	if (rest === undefined) return undefined;
	const [, id, code] = /^(.*?)(?:\?(?:code|invite)=([^?&#]*))?$/.exec(rest) ?? [];
	return join(parseRelayUrl(host), id, { code: decodeComponent(code) });
}

function parseRelayAlone(text: string): GroupReference | undefined {
	const relay = parseRelayUrl(text);
	if (relay === undefined) return undefined;
	// A web address with a path is a page of something, not a relay.
	return /^http/i.test(text) && new URL(relay).pathname !== '/' ? undefined : { relay };
}

function parseLink(text: string): GroupReference | undefined {
	if (!URL.canParse(text)) return undefined;
	const url = new URL(text);
	const isSecure = url.protocol === 'https:' || isLoopbackHost(url.hostname);
	if (!isSecure || url.username || url.password) return undefined;
	const segments = url.pathname.split('/').filter((segment) => segment !== '');
	const [first, second] = segments;
	if (first === 'join' && segments.length === 1) return parseJoinLink(url);
	if (first === 'open' && segments.length === 1) {
		const { searchParams: query } = url;
		return join(relayOf(query.get('relay')), query.get('group'), { code: query.get('code') ?? undefined });
	}
	if (first === 'spaces' && second !== undefined && segments.length <= 3) {
		return join(relayOf(decodeComponent(second)), decodeComponent(segments[2]), {});
	}
	return parsePorchLink(url, segments);
}

/** Flotilla's `/join?r=<relay>&c=<claim>&h=<group>&code=<code>`, and ours: `/join#<any other form>`. */
function parseJoinLink(url: URL): GroupReference | undefined {
	const { searchParams: query } = url;
	if (!query.has('r')) return parseCode(decodeComponent(url.hash.slice(1)) ?? '');
	const [code, claim] = [query.get('code') ?? undefined, query.get('c') ?? undefined];
	return join(relayOf(query.get('r')), query.get('h'), { code, claim });
}

/** Ours: `/<relay>[/<group>[/<page>]][?at=<message>][#invite=<code>]`. */
function parsePorchLink(url: URL, segments: string[]): GroupReference | undefined {
	const [relayParam = '', idParam, page] = segments;
	if (segments.length > 3 || (page !== undefined && !/^[a-z-]{1,20}$/.test(page))) return undefined;
	const relay = fileName.test(relayParam)
		? undefined
		: relayOf(relayOfParam(decodeComponent(relayParam) ?? ''));
	const id = idParam === undefined ? undefined : groupIdOfParam(decodeComponent(idParam) ?? '');
	if (idParam !== undefined && id === undefined) return undefined;
	const eventId = url.searchParams.get('at');
	const code = new URLSearchParams(url.hash.slice(1)).get('invite') ?? undefined;
	return join(relay, id, { code, eventId: isHexKey(eventId) ? eventId : undefined });
}

function relayOf(text: string | null | undefined): string | undefined {
	return text ? parseRelayUrl(text) : undefined;
}

type Extras = Omit<GroupReference, 'relay' | 'id'>;

/** Puts the parts together; a code, a key or a message without a group has no meaning and goes. */
function join(
	relay: string | undefined,
	id: string | null | undefined,
	extras: Extras
): GroupReference | undefined {
	if (relay === undefined || (id?.length ?? 0) > maxIdLength) return undefined;
	const claim = extras.claim || undefined;
	if (!id) return { relay, claim };
	const { code, relayKey, eventId } = extras;
	return { relay, id, code: code || undefined, claim, relayKey, eventId };
}

function decodeComponent(text: string | undefined): string | undefined {
	if (text === undefined) return undefined;
	try {
		return decodeURIComponent(text);
	} catch {
		return undefined;
	}
}
