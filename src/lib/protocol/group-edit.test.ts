import { expect, test } from 'vitest';
import { eventOf } from '../../../tests/fixtures/events.ts';
import { anyEvent, seededRandom } from '../../../tests/fixtures/hostile-values.ts';
import { buildGroupEdit, type GroupChanges } from './group-edit.ts';

function edited(tags: string[][], changes: GroupChanges): string[][] {
	const draft = buildGroupEdit(eventOf({ kind: 39000, tags: [['d', 'pizza'], ...tags] }), changes);
	expect(draft).toMatchObject({ kind: 9002, content: '' });
	expect(draft.tags[0]).toEqual(['h', 'pizza']);
	return draft.tags.slice(1);
}

const rich = [
	['name', 'Pizza', 'extra'],
	['about', 'round'],
	['private'],
	['x-theme', 'dark', '', ' ü '],
	['closed', 'because'],
	['livekit', 'wss://x'],
	['supported_kinds', '9', '11'],
	['parent', 'food'],
	['child', 'napoli', 'first'],
	['broadcast'],
	['child', 'roma'],
	[],
	['name', 'a second name']
];

test('an edit of nothing repeats every tag byte for byte', () => {
	expect(edited(rich, {})).toEqual(rich);
});

test('an edit of nothing says what an open, public group is', () => {
	expect(edited([['name', 'Pizza']], {})).toEqual([['name', 'Pizza'], ['public'], ['open']]);
});

test('tags of the event itself are not repeated', () => {
	expect(edited([['-'], ['h', 'other'], ['previous', 'x'], ['private'], ['closed']], {})).toEqual([
		['private'],
		['closed']
	]);
});

/** What an edit leaves alone and says anyway. */
const said = [['public'], ['open']];

test.each<[string, string[][], GroupChanges, string[][]]>([
	[
		'a new name stands where the old one stood',
		[['about', 'x'], ['name', 'a'], ['y']],
		{ name: 'b' },
		[['about', 'x'], ['name', 'b'], ['y'], ...said]
	],
	[
		'a second name goes with the first',
		[
			['name', 'a'],
			['name', 'b']
		],
		{ name: 'c' },
		[['name', 'c'], ...said]
	],
	[
		'a first picture is put at the end',
		[['x']],
		{ picture: 'https://a.example/p.png' },
		[['x'], ['picture', 'https://a.example/p.png'], ...said]
	],
	[
		'a text is cleared by an empty tag',
		[
			['about', 'x'],
			['banner', 'y']
		],
		{ about: '', banner: '' },
		[['about', ''], ['banner', ''], ...said]
	],
	[
		'a name that is there already is no change',
		[
			['name', 'a', 'extra'],
			['parent', 'b', 'x']
		],
		{ name: 'a', about: '', parent: 'b' },
		[['name', 'a', 'extra'], ['parent', 'b', 'x'], ...said]
	],
	[
		'private takes the place of public',
		[['public'], ['open']],
		{ flags: { private: true } },
		[['open'], ['private']]
	],
	[
		'public takes the place of private',
		[['private'], ['closed']],
		{ flags: { private: false } },
		[['closed'], ['public']]
	],
	[
		'closed takes the place of open',
		[['open'], ['public']],
		{ flags: { closed: true } },
		[['public'], ['closed']]
	],
	[
		'hidden and restricted have no word for off',
		[['hidden'], ['restricted']],
		{ flags: { hidden: false, restricted: false } },
		said
	],
	[
		'restricted is set, its contradiction goes',
		[['unrestricted'], ['visible']],
		{ flags: { restricted: true } },
		[['visible'], ['public'], ['restricted'], ['open']]
	],
	[
		'all flags at once',
		[],
		{ flags: { private: true, restricted: true, closed: true, hidden: true } },
		[['private'], ['restricted'], ['closed'], ['hidden']]
	],
	[
		'a flag that is set already is left as it is',
		[['private', 'x'], ['closed']],
		{ flags: { private: true } },
		[['private', 'x'], ['closed']]
	],
	[
		'a group that claims to be private and public is private',
		[['public'], ['private'], ['open']],
		{},
		[['private'], ['open']]
	],
	['a room is opened', [], { livekit: true }, [...said, ['livekit']]],
	[
		'a room that is open is left as it is',
		[['livekit', 'x']],
		{ livekit: true },
		[['livekit', 'x'], ...said]
	],
	['a room is closed', [['livekit', 'x']], { livekit: false }, said],
	['kinds are limited', [], { supportedKinds: [9, 11] }, [...said, ['supported_kinds', '9', '11']]],
	[
		'nothing may be written',
		[['supported_kinds', '9'], ['x']],
		{ supportedKinds: [] },
		[['supported_kinds'], ['x'], ...said]
	],
	['everything may be written again', [['supported_kinds', '9']], { supportedKinds: 'all' }, said],
	['a parent', [['parent', 'a']], { parent: 'b' }, [['parent', 'b'], ...said]],
	['no parent', [['parent', 'a']], { parent: null }, said],
	[
		'children in a new order keep their tags',
		[['child', 'a', '1'], ['x'], ['child', 'b'], ['child', 'c', '3']],
		{ children: ['c', 'a', 'b'] },
		[['child', 'c', '3'], ['x'], ['child', 'a', '1'], ['child', 'b'], ...said]
	],
	[
		'a child that is not named is not lost',
		[
			['child', 'a'],
			['child', 'b'],
			['child', 'c']
		],
		{ children: ['c'] },
		[['child', 'c'], ['child', 'a'], ['child', 'b'], ...said]
	],
	[
		'a child that is none is not made',
		[['child', 'a']],
		{ children: ['ghost', 'a'] },
		[['child', 'a'], ...said]
	]
])('%s', (_, tags, changes, expected) => {
	expect(edited(tags, changes)).toEqual(expected);
});

test('the event it starts from is left as it was', () => {
	const event = eventOf({
		kind: 39000,
		tags: [
			['d', 'pizza'],
			['child', 'a'],
			['child', 'b'],
			['name', 'x']
		]
	});
	const before = structuredClone(event);
	buildGroupEdit(event, { name: 'y', children: ['b', 'a'], flags: { private: true } });
	expect(event).toEqual(before);
});

test('whatever a group carries, an edit of its name changes its name alone', () => {
	const random = seededRandom(15);
	const ours = new Set<string | undefined>(['d', 'h', '-', 'previous', 'name', 'public', 'open']);
	const foreign = (tags: string[][]): string[][] => tags.filter((tag) => !ours.has(tag[0]));
	for (let round = 0; round < 500; round += 1) {
		const event = anyEvent(random, 39000);
		const draft = buildGroupEdit(event, { name: 'new' });
		expect(foreign(draft.tags)).toEqual(foreign(event.tags));
	}
});
