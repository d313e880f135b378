import { expect, test } from 'vitest';
import { hexOf } from '../../../tests/fixtures/events.ts';
import { anyJson, seededRandom } from '../../../tests/fixtures/hostile-values.ts';
import { parseRelayInformation, type RelayInformation } from './relay-information.ts';

const [relay, owner] = [hexOf('relay'), hexOf('owner')];

test('a document of pyramid is read', () => {
	const json = {
		name: 'Pyramid',
		description: 'one\ntwo',
		icon: 'https://example.com/icon.png',
		self: relay,
		pubkey: owner,
		supported_nips: [1, 11, 29, 42],
		software: 'https://github.com/fiatjaf/pyramid',
		nip29: { subgroups: true },
		limitation: {
			restricted_writes: true,
			max_message_length: 10000,
			max_event_tags: 14,
			max_subscriptions: 2000,
			max_limit: 500
		}
	};
	expect(parseRelayInformation(json)).toEqual({
		name: 'Pyramid',
		description: 'one\ntwo',
		icon: 'https://example.com/icon.png',
		software: 'https://github.com/fiatjaf/pyramid',
		self: relay,
		pubkey: owner,
		supportedNips: [1, 11, 29, 42],
		subgroups: true,
		limitation: { maxSubscriptions: 2000 },
		relayKey: relay,
		relayKeySource: 'self'
	});
});

test.each<[string, object, Partial<RelayInformation>]>([
	[
		'an empty document says nothing',
		{},
		{ name: undefined, supportedNips: [], subgroups: false, relayKey: undefined, relayKeySource: undefined }
	],
	[
		'without self the pubkey signs, as on relay29',
		{ pubkey: relay },
		{ relayKey: relay, relayKeySource: 'pubkey' }
	],
	[
		'a self that is no key is none',
		{ self: 'me', pubkey: owner },
		{ self: undefined, relayKey: owner, relayKeySource: 'pubkey' }
	],
	['a key in upper case is a key', { self: relay.toUpperCase() }, { relayKey: relay }],
	[
		'numbers and texts are mixed, as on zooid',
		{ supported_nips: [1, '29', '43', '9a', 'BUD-01', null, 1.5, -1, 29] },
		{ supportedNips: [1, 29, 43] }
	],
	['a text is no list', { supported_nips: '29' }, { supportedNips: [] }],
	['true as a text is not true', { nip29: { subgroups: 'true' } }, { subgroups: false }],
	['a list is no object', { nip29: [true], limitation: [1] }, { subgroups: false }],
	['an icon over http is left out', { icon: 'http://example.com/i.png' }, { icon: undefined }],
	['a script is no icon', { icon: 'javascript:alert(1)' }, { icon: undefined }],
	['a name is one line', { name: 'a\nb\u202e' }, { name: 'a b' }],
	[
		'a name that is a number is none',
		{ name: 7, description: {}, software: [] },
		{ name: undefined, description: undefined, software: undefined }
	]
])('%s', (_, json, expected) => {
	expect(parseRelayInformation(json)).toMatchObject(expected);
});

test.each([
	[{ max_subscriptions: -1 }],
	[{ max_subscriptions: 0 }],
	[{ max_subscriptions: '200' }],
	[{ max_subscriptions: 1e400 }],
	[{ max_subscriptions: 1.5 }]
])('%o is no limit', (limitation) => {
	expect(parseRelayInformation({ limitation })?.limitation.maxSubscriptions).toBeUndefined();
});

test.each([undefined, null, 'x', 7, [], [{}]])('%o is no document', (json) => {
	expect(parseRelayInformation(json)).toBeUndefined();
});

test('no JSON value makes the parser throw', () => {
	const random = seededRandom(7);
	for (let round = 0; round < 3000; round += 1) {
		const json = anyJson(random);
		expect(() => parseRelayInformation(json)).not.toThrow();
	}
});
