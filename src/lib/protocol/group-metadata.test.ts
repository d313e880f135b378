import { expect, test } from 'vitest';
import { eventOf } from '../../../tests/fixtures/events.ts';
import { anyEvent, seededRandom } from '../../../tests/fixtures/hostile-values.ts';
import {
	isRoomOnly,
	parseGroupMetadata,
	supportsKind,
	takesOutsiders,
	type GroupMetadata
} from './group-metadata.ts';

function metadataOf(...tags: string[][]): GroupMetadata {
	const parsed = parseGroupMetadata(eventOf({ kind: 39000, tags: [['d', 'pizza'], ...tags] }));
	if (!parsed) throw new Error('no metadata');
	return parsed;
}

test('the example of NIP-29 is read', () => {
	const event = eventOf({
		kind: 39000,
		tags: [
			['d', 'pizza'],
			['name', 'Pizza Lovers'],
			['picture', 'https://pizza.com/pizza.png'],
			['banner', 'https://pizza.com/banner.png'],
			['about', 'a group for people who love pizza'],
			['private'],
			['closed'],
			['supported_kinds', '9', '11'],
			['parent', 'food'],
			['child', 'napoli'],
			['child', 'roma']
		]
	});
	expect(parseGroupMetadata(event)).toEqual({
		id: 'pizza',
		name: 'Pizza Lovers',
		about: 'a group for people who love pizza',
		picture: 'https://pizza.com/pizza.png',
		banner: 'https://pizza.com/banner.png',
		flags: { private: true, restricted: false, closed: true, hidden: false },
		livekit: false,
		supportedKinds: [9, 11],
		parent: 'food',
		children: ['napoli', 'roma'],
		deleted: false,
		event
	});
});

test('a group that says nothing is an open one that takes everything', () => {
	expect(metadataOf()).toMatchObject({
		name: undefined,
		flags: { private: false, restricted: false, closed: false, hidden: false },
		supportedKinds: undefined,
		parent: undefined,
		children: []
	});
});

test.each([
	['another kind', { kind: 39001, tags: [['d', 'pizza']] }],
	['no d tag', { kind: 39000, tags: [['h', 'pizza']] }],
	['an empty d tag', { kind: 39000, tags: [['d', '']] }]
])('%s is no metadata', (_, parts) => {
	expect(parseGroupMetadata(eventOf(parts))).toBeUndefined();
});

test.each<[string, string[][], Partial<GroupMetadata>]>([
	['the first of two ids counts', [['d', 'other']], { id: 'pizza' }],
	[
		'a flag counts beside its opposite',
		[['public'], ['private'], ['open']],
		{ flags: { private: true, restricted: false, closed: false, hidden: false } }
	],
	[
		'a flag counts whatever its value is',
		[['hidden', 'false']],
		{ flags: { private: false, restricted: false, closed: false, hidden: true } }
	],
	[
		'flags are case-sensitive',
		[['Private']],
		{ flags: { private: false, restricted: false, closed: false, hidden: false } }
	],
	['a name is one line', [['name', ' Pizza\n\n \u202eLovers\0 ']], { name: 'Pizza Lovers' }],
	['a name of blanks is none', [['name', ' \n ']], { name: undefined }],
	['a name is cut', [['name', 'x'.repeat(100_000)]], { name: 'x'.repeat(200) }],
	['a cut does not halve a character', [['name', `${'x'.repeat(199)}😀`]], { name: 'x'.repeat(199) }],
	['a description keeps its lines', [['about', 'one\r\n\r\n\r\n\r\ntwo\u202e']], { about: 'one\n\ntwo' }],
	[
		'a picture from this machine is fine',
		[['picture', 'http://localhost:8080/a.png']],
		{ picture: 'http://localhost:8080/a.png' }
	],
	['a picture over http is left out', [['picture', 'http://pizza.com/a.png']], { picture: undefined }],
	['a script is no picture', [['banner', 'javascript:alert(1)']], { banner: undefined }],
	['data is no picture', [['picture', 'data:image/svg+xml,<svg>']], { picture: undefined }],
	[
		'a picture with a password is left out',
		[['picture', 'https://a:b@pizza.com/a.png']],
		{ picture: undefined }
	],
	['no kinds at all', [['supported_kinds']], { supportedKinds: [] }],
	[
		'kinds that are none are skipped',
		[['supported_kinds', '9', '-1', 'x', '9', '1e3', '']],
		{ supportedKinds: [9] }
	],
	[
		'kinds over several tags',
		[
			['supported_kinds', '9'],
			['supported_kinds', '11']
		],
		{ supportedKinds: [9, 11] }
	],
	['an empty parent is none', [['parent', '']], { parent: undefined }],
	[
		'children are there once',
		[['child', 'a'], ['child', 'b'], ['child', 'a'], ['child', ''], ['child']],
		{ children: ['a', 'b'] }
	],
	['a live room', [['livekit']], { livekit: true }],
	[
		'a tombstone',
		[['name', '[deleted]'], ['private'], ['restricted'], ['closed'], ['hidden']],
		{ deleted: true }
	],
	[
		'a group of that name that is not hidden',
		[['name', '[deleted]'], ['private'], ['restricted'], ['closed']],
		{ deleted: false }
	],
	['a group that is only called so', [['name', '[deleted]'], ['private']], { deleted: false }]
])('%s', (_, tags, expected) => {
	expect(metadataOf(...tags)).toMatchObject(expected);
});

test.each<[string, string[][], number, boolean]>([
	['everything where no list is', [], 9, true],
	['what is listed', [['supported_kinds', '9']], 9, true],
	['nothing else', [['supported_kinds', '9']], 11, false],
	['nothing where the list is empty', [['supported_kinds']], 9, false]
])('a group supports %s', (_, tags, kind, expected) => {
	expect(supportsKind(metadataOf(...tags), kind)).toBe(expected);
});

test('a group that is not known yet supports everything', () => {
	expect(supportsKind(undefined, 9)).toBe(true);
});

test.each<[string, string[][], boolean]>([
	['a room without text', [['livekit'], ['supported_kinds']], true],
	[
		'a room that can be moderated',
		[['livekit'], ['supported_kinds', '5', '7', '9000', '9001', '9022']],
		true
	],
	['a room with chat', [['livekit'], ['supported_kinds', '9', '9000']], false],
	['a room with everything', [['livekit']], false],
	['silence without a room', [['supported_kinds']], false]
])('%s is nothing but its room: %#', (_, tags, expected) => {
	expect(isRoomOnly(metadataOf(...tags))).toBe(expected);
});

test.each<[string, string[], boolean]>([
	['an open group', [], true],
	['a private one, which says nothing of writing', ['private'], true],
	['a hidden one', ['hidden'], true],
	['a restricted one', ['restricted'], false],
	['a closed one, by what relays do', ['closed'], false],
	['one that is both', ['restricted', 'closed'], false]
])('outsiders may write: %s', (_, flags, expected) => {
	expect(takesOutsiders(metadataOf(...flags.map((flag) => [flag])))).toBe(expected);
});

test('of a group that is not known yet nobody can tell whether outsiders may write', () => {
	expect(takesOutsiders(undefined)).toBe(false);
});

test('no event makes the parser throw', () => {
	const random = seededRandom(4);
	for (let round = 0; round < 2000; round += 1) {
		const event = anyEvent(random, 39000);
		expect(() => parseGroupMetadata(event)).not.toThrow();
	}
});
