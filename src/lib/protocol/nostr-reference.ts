import { isHexKey } from './event.ts';
import { parseRelayUrl } from './group-key.ts';
import { hexOf } from './hex.ts';
import { decodeAddress, type NostrAddress } from './nostr-address.ts';

/** What a NIP-19 text points at. `relays` are hints, normalised, those that are none left out. */
export type NostrReference =
	| { readonly type: 'person'; readonly pubkey: string; readonly relays: string[] }
	| { readonly type: 'event'; readonly id: string; readonly author?: string; readonly relays: string[] }
	| {
			readonly type: 'address';
			readonly kind: number;
			readonly pubkey: string;
			readonly identifier: string;
			readonly relays: string[];
	  };

const maxLength = 2048;

/** Decodes npub, nprofile, note, nevent or naddr (NIP-19); undefined for all else, an nsec among it. */
export function decodeReference(text: string): NostrReference | undefined {
	if (text.length > maxLength) return undefined;
	const address = decodeAddress(text.toLowerCase());
	switch (address?.prefix) {
		case 'npub':
			return person(hexOf(address.bytes), []);
		case 'nprofile':
			return person(keyIn(address, 0), relayHints(address));
		case 'note':
			return event(hexOf(address.bytes), undefined, []);
		case 'nevent':
			return event(keyIn(address, 0), keyIn(address, 2), relayHints(address));
		case 'naddr':
			return pointer(address);
		default:
			return undefined;
	}
}

function person(pubkey: string | undefined, relays: string[]): NostrReference | undefined {
	return isHexKey(pubkey) ? { type: 'person', pubkey, relays } : undefined;
}

function event(
	id: string | undefined,
	author: string | undefined,
	relays: string[]
): NostrReference | undefined {
	return isHexKey(id)
		? { type: 'event', id, author: isHexKey(author) ? author : undefined, relays }
		: undefined;
}

function pointer(address: NostrAddress): NostrReference | undefined {
	const pubkey = keyIn(address, 2);
	const identifier = textIn(address.fields.get(0)?.[0]);
	const kind = address.fields.get(3)?.[0];
	if (!isHexKey(pubkey) || identifier === undefined || kind?.length !== 4) return undefined;
	const number = kind.reduce((sum, byte) => sum * 256 + byte, 0);
	return { type: 'address', kind: number, pubkey, identifier, relays: relayHints(address) };
}

function keyIn({ fields }: NostrAddress, type: number): string | undefined {
	const value = fields.get(type)?.[0];
	return value && hexOf(value);
}

function textIn(bytes: Uint8Array | undefined): string | undefined {
	try {
		return bytes && new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
	} catch {
		return undefined;
	}
}

function relayHints({ fields }: NostrAddress): string[] {
	const texts = (fields.get(1) ?? []).slice(0, 20).map((bytes) => textIn(bytes) ?? '');
	return [...new Set(texts.flatMap((relay) => parseRelayUrl(relay) ?? []))];
}
