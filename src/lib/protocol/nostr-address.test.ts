import { decode, naddrEncode, neventEncode, npubEncode, noteEncode } from 'nostr-tools/nip19';
import { describe, expect, test } from 'vitest';
import { decodeBech32, encodeBech32 } from './bech32.ts';
import { hexOf } from './hex.ts';
import { decodeAddress, encodeNaddr, encodeNevent, encodeNpub } from './nostr-address.ts';

const key = '3bf0c63fcb93463407af97a5e5ee64fa883d107ef9e558472c4eb9aaaefa459d';
const id = 'b3e392b11f5d4f28321cedd09303a748acfd0487aea5a7450b3481c60b6e4f87';

// nostr-tools is the oracle; the first line is NIP-19's own example.
test('keys and pointers read like those of nostr-tools', () => {
	expect(encodeNpub(key)).toBe('npub180cvv07tjdrrgpa0j7j7tmnyl2yr6yr7l8j4s3evf6u64th6gkwsyjh6w6');
	expect(encodeNpub(key)).toBe(npubEncode(key));
	const nevent = { id, author: key, relays: ['wss://one.example', 'wss://two.example'] };
	expect(decode(encodeNevent(nevent))).toEqual({ type: 'nevent', data: nevent });
	const naddr = { identifier: 'garten-ü', pubkey: key, kind: 39000, relays: ['wss://one.example'] };
	expect(decode(encodeNaddr(naddr))).toEqual({ type: 'naddr', data: naddr });
});

test('what nostr-tools writes is read', () => {
	expect(hexOf(decodeAddress(noteEncode(id))?.bytes ?? new Uint8Array())).toBe(id);
	const nevent = decodeAddress(neventEncode({ id, relays: ['wss://one.example'], author: key }));
	expect(nevent?.fields.get(0)?.map(hexOf)).toEqual([id]);
	expect(nevent?.fields.get(2)?.map(hexOf)).toEqual([key]);
	const naddr = decodeAddress(naddrEncode({ identifier: '', pubkey: key, kind: 4294967295 }));
	expect(naddr?.fields.get(0)?.[0]).toHaveLength(0);
	expect(naddr?.fields.get(3)?.map(hexOf)).toEqual(['ffffffff']);
});

test.each([0, 1, 4, 5, 31, 32, 33, 600])('%i bytes survive', (length) => {
	const bytes = Uint8Array.from({ length }, (_, at) => (at * 37) % 256);
	expect(decodeBech32(encodeBech32('nevent', bytes))).toEqual({ prefix: 'nevent', bytes });
});

describe('what is no entity gives undefined', () => {
	const good = encodeNpub(key);
	test.each([
		['empty', ''],
		['no separator', 'npub'],
		['no data', 'npub1'],
		['one letter changed', good.replace('w6', 'w7')],
		['two letters swapped', good.replace('jh', 'hj')],
		['cut off', good.slice(0, -1)],
		['a foreign letter', good.replace('s', 'b')],
		['upper-case prefix', `NPUB${good.slice(4)}`],
		['padding that is not zero', 'npub1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqpjsh3nz9'],
		['a field longer than the rest', encodeBech32('nevent', new Uint8Array([0, 32, 1, 2, 3]))],
		['half a field', encodeBech32('nevent', new Uint8Array([0]))]
	])('%s', (_, text) => expect(decodeAddress(text)).toBeUndefined());
});
