import {
	encodeBytes,
	naddrEncode,
	neventEncode,
	noteEncode,
	nprofileEncode,
	npubEncode,
	nsecEncode
} from 'nostr-tools/nip19';
import { expect, test } from 'vitest';
import { hexOf } from '../../../tests/fixtures/events.ts';
import { anyText, seededRandom } from '../../../tests/fixtures/hostile-values.ts';
import { decodeReference, type NostrReference } from './nostr-reference.ts';

const [ann, id] = [hexOf('ann'), hexOf('message')];
const relays = ['wss://a.example/', 'http://no.example', 'javascript:alert(1)', 'wss://a.example'];

test.each<[string, string, NostrReference]>([
	['an npub', npubEncode(ann), { type: 'person', pubkey: ann, relays: [] }],
	['an npub in upper case', npubEncode(ann).toUpperCase(), { type: 'person', pubkey: ann, relays: [] }],
	[
		'the nprofile of NIP-19',
		'nprofile1qqsrhuxx8l9ex335q7he0f09aej04zpazpl0ne2cgukyawd24mayt8gpp4mhxue69uhhytnc9e3k7mgpz4mhxue69uhkg6nzv9ejuumpv34kytnrdaksjlyr9p',
		{
			type: 'person',
			pubkey: '3bf0c63fcb93463407af97a5e5ee64fa883d107ef9e558472c4eb9aaaefa459d',
			relays: ['wss://r.x.com', 'wss://djbas.sadkb.com']
		}
	],
	[
		'a profile, its relays normalised',
		nprofileEncode({ pubkey: ann, relays }),
		{ type: 'person', pubkey: ann, relays: ['wss://a.example'] }
	],
	['a note', noteEncode(id), { type: 'event', id, relays: [] }],
	[
		'an event',
		neventEncode({ id, author: ann, relays }),
		{ type: 'event', id, author: ann, relays: ['wss://a.example'] }
	],
	['an event without an author', neventEncode({ id }), { type: 'event', id, author: undefined, relays: [] }],
	[
		'an address',
		naddrEncode({ kind: 39000, pubkey: ann, identifier: "pi'zza ü", relays }),
		{
			type: 'address',
			kind: 39000,
			pubkey: ann,
			identifier: "pi'zza ü",
			relays: ['wss://a.example']
		}
	]
])('%s is read', (_, text, expected) => {
	expect(decodeReference(text)).toEqual(expected);
});

test.each([
	['nothing', ''],
	['a key that should be secret', nsecEncode(new Uint8Array(32).fill(1))],
	['a wrong checksum', `${npubEncode(ann).slice(0, -1)}q`],
	['a key that is too short', encodeBytes('npub', new Uint8Array(20).fill(7))],
	['an id that is too long', encodeBytes('note', new Uint8Array(40).fill(7))],
	['half of it', npubEncode(ann).slice(0, 30)],
	['a nostr: in front', `nostr:${npubEncode(ann)}`],
	['a blank behind', `${npubEncode(ann)} `],
	['another prefix', 'lnbc1qqqqqqqq'],
	['100,000 characters', `npub1${'q'.repeat(100_000)}`]
])('%s is no reference', (_, text) => {
	expect(decodeReference(text)).toBeUndefined();
});

test('no text makes it throw', () => {
	const random = seededRandom(11);
	const whole = naddrEncode({ kind: 39000, pubkey: ann, identifier: 'x', relays });
	for (let round = 0; round < 1000; round += 1) {
		const at = Math.floor(random() * whole.length);
		expect(() =>
			decodeReference(`${whole.slice(0, at)}${anyText(random)}${whole.slice(at + 1)}`)
		).not.toThrow();
	}
});
