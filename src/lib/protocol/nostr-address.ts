/** The bech32 entities of NIP-19: bare keys and ids, and pointers made of type-length-value fields. */
import { decodeBech32, encodeBech32 } from './bech32.ts';
import { bytesOf } from './hex.ts';

/** The fields of a pointer, by their type: 0 special, 1 relay, 2 author, 3 kind. Each may come more than once. */
export type AddressFields = ReadonlyMap<number, readonly Uint8Array[]>;

const special = 0;
const relay = 1;
const author = 2;
const kindField = 3;

function field(type: number, value: Uint8Array): number[] {
	return [type, value.length, ...value];
}

function textField(type: number, text: string): number[] {
	return field(type, new TextEncoder().encode(text).slice(0, 255));
}

function kindBytes(kind: number): Uint8Array {
	return new Uint8Array([kind >>> 24, kind >>> 16, kind >>> 8, kind]);
}

/** `npub1…` of a public key. */
export function encodeNpub(pubkey: string): string {
	return encodeBech32('npub', bytesOf(pubkey));
}

/** `nevent1…` of an event, with relay hints and its author. */
export function encodeNevent(pointer: { id: string; author?: string; relays?: readonly string[] }): string {
	const relays = (pointer.relays ?? []).flatMap((hint) => textField(relay, hint));
	const by = pointer.author ? field(author, bytesOf(pointer.author)) : [];
	return encodeBech32('nevent', new Uint8Array([...field(special, bytesOf(pointer.id)), ...relays, ...by]));
}

/** `naddr1…` of an addressable event. */
export function encodeNaddr(pointer: {
	identifier: string;
	pubkey: string;
	kind: number;
	relays?: readonly string[];
}): string {
	const relays = (pointer.relays ?? []).flatMap((hint) => textField(relay, hint));
	const fields = [
		...textField(special, pointer.identifier),
		...relays,
		...field(author, bytesOf(pointer.pubkey)),
		...field(kindField, kindBytes(pointer.kind))
	];
	return encodeBech32('naddr', new Uint8Array(fields));
}

function readFields(bytes: Uint8Array): AddressFields | undefined {
	const fields = new Map<number, Uint8Array[]>();
	for (let at = 0; at < bytes.length;) {
		const [type = 0, length = 0] = bytes.subarray(at, at + 2);
		const value = bytes.subarray(at + 2, at + 2 + length);
		if (at + 2 > bytes.length || value.length < length) return undefined;
		fields.set(type, [...(fields.get(type) ?? []), value]);
		at += 2 + length;
	}
	return fields;
}

/** A decoded entity: its prefix with the bare bytes (npub, note) or the fields (nprofile, nevent, naddr). */
export interface NostrAddress {
	readonly prefix: string;
	readonly bytes: Uint8Array;
	readonly fields: AddressFields;
}

/** Decodes an entity of NIP-19 given in lower case; undefined when it is none. */
export function decodeAddress(text: string): NostrAddress | undefined {
	const decoded = decodeBech32(text);
	if (!decoded) return undefined;
	const isBare = decoded.prefix === 'npub' || decoded.prefix === 'note';
	const fields = isBare ? new Map<number, Uint8Array[]>() : readFields(decoded.bytes);
	return fields && { ...decoded, fields };
}
