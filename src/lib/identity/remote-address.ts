/** The two addresses of remote signing (NIP-46): `bunker://`, from the signer to us, and `nostrconnect://`, from us to it. */
import { isHexKey } from '../protocol/event.ts';
import { parseRelayUrl } from '../protocol/group-key.ts';

/** What a `bunker://` address says. */
export interface BunkerAddress {
	/** The remote signer's own key, not the account's. */
	readonly signer: string;
	/** Normalised relay URLs, at least one. */
	readonly relays: string[];
	/** Good for one connection. */
	readonly secret: string;
}

/** What a signer is told about us before it connects. */
export interface ConnectOffer {
	readonly client: string;
	readonly relays: readonly string[];
	readonly secret: string;
	readonly permissions: string;
	readonly app: AppCard;
}

/** How a signer names this app to the person. */
export interface AppCard {
	readonly name: string;
	readonly url: string;
	readonly image?: string;
}

const maxRelays = 8;
const maxLength = 4096;

/** Reads a pasted `bunker://` address; undefined when it is none or names no relay that can be reached. */
export function parseBunkerAddress(text: string): BunkerAddress | undefined {
	const [, signer, query] =
		/^bunker:\/\/([0-9a-f]{64})\/?\?(\S*)$/i.exec(text.trim().slice(0, maxLength)) ?? [];
	if (!signer || query === undefined || !isHexKey(signer.toLowerCase())) return undefined;
	const parameters = new URLSearchParams(query);
	const relays = distinctRelays(parameters.getAll('relay'));
	if (relays.length === 0) return undefined;
	return { signer: signer.toLowerCase(), relays, secret: parameters.get('secret') ?? '' };
}

/** The `nostrconnect://` address that a signer app opens or scans. */
export function buildConnectAddress(offer: ConnectOffer): string {
	const parameters = [
		...offer.relays.map((relay) => ['relay', relay]),
		['secret', offer.secret],
		['perms', offer.permissions],
		['name', offer.app.name],
		['url', offer.app.url],
		...(offer.app.image ? [['image', offer.app.image]] : [])
	];
	const query = parameters.map(([name, value]) => `${name}=${escapeValue(value ?? '')}`);
	return `nostrconnect://${offer.client}?${query.join('&')}`;
}

/** Escapes what a query must have escaped and no more: each escape makes the code that is scanned denser. */
function escapeValue(text: string): string {
	return encodeURIComponent(text).replaceAll('%3A', ':').replaceAll('%2F', '/').replaceAll('%2C', ',');
}

/** The relays of a list that can be reached from here, normalised, each once, at most eight. */
export function distinctRelays(texts: readonly string[]): string[] {
	const relays = texts.map(parseRelayUrl).filter((relay) => relay !== undefined);
	return [...new Set(relays)].slice(0, maxRelays);
}
