import { expect, test } from 'vitest';
import { anyEvent, seededRandom } from '../../../tests/fixtures/hostile-values.ts';
import { parseGroupTags, withGroup, withoutGroup, type GroupListEntry } from './group-list.ts';

const relay = 'wss://groups.example.com';
const pizza: GroupListEntry = { key: { relay, id: 'pizza' } };

test.each<[string, string[][], GroupListEntry[]]>([
	['nothing', [], []],
	[
		'a group with its name',
		[['group', 'pizza', relay, 'Pizza\nLovers']],
		[{ ...pizza, name: 'Pizza Lovers' }]
	],
	['a group without a name', [['group', 'pizza', 'wss://Groups.example.com/']], [pizza]],
	[
		'a relay spelled in two ways once',
		[
			['group', 'pizza', relay],
			['group', 'pizza', 'groups.example.com/']
		],
		[pizza]
	],
	[
		'of two names the first',
		[
			['group', 'pizza', relay, 'One'],
			['group', 'pizza', relay, 'Two']
		],
		[{ ...pizza, name: 'One' }]
	],
	[
		'one id on two relays twice',
		[
			['group', 'pizza', relay],
			['group', 'pizza', 'wss://b.example']
		],
		[pizza, { key: { relay: 'wss://b.example', id: 'pizza' } }]
	],
	['nothing without a relay', [['group', 'pizza'], ['group', 'pizza', ''], ['group'], []], []],
	[
		'nothing on an unsafe relay',
		[
			['group', 'pizza', 'ws://groups.example.com'],
			['group', 'pizza', 'javascript:alert(1)']
		],
		[]
	],
	['nothing without an id', [['group', '', relay]], []],
	[
		'no other tags',
		[
			['r', relay],
			['Group', 'pizza', relay]
		],
		[]
	]
])('a list shows %s', (_, tags, expected) => {
	expect(parseGroupTags(tags)).toEqual(expected);
});

const foreign = [
	['r', relay],
	['group', 'other', 'wss://b.example/', 'Name', 'more'],
	['group', 'broken'],
	[],
	['x', ' ü ']
];

test('a group is added at the end, everything else kept', () => {
	expect(withGroup(foreign, pizza)).toEqual([...foreign, ['group', 'pizza', relay]]);
	expect(withGroup([], { ...pizza, name: 'Pizza' })).toEqual([['group', 'pizza', relay, 'Pizza']]);
});

test('a group that is there is not touched, however its relay is spelled', () => {
	const tags = [['group', 'pizza', 'WSS://groups.example.com/', 'Old name', 'more'], ...foreign];
	expect(withGroup(tags, { ...pizza, name: 'New name' })).toEqual(tags);
});

test('a group is taken out in every spelling, its twin on another relay kept', () => {
	const twin = ['group', 'pizza', 'wss://b.example'];
	const tags = [...foreign, ['group', 'pizza', `${relay}/`], twin, ['group', 'pizza', relay, 'Pizza']];
	expect(withoutGroup(tags, pizza.key)).toEqual([...foreign, twin]);
});

test('a list of 50,000 groups is read', () => {
	const tags = Array.from({ length: 50_000 }, (_, index) => ['group', `${index}`, relay]);
	expect(parseGroupTags(tags)).toHaveLength(50_000);
});

test('whatever a list holds, adding and taking out a group gives it back', () => {
	const random = seededRandom(16);
	const fresh = { key: { relay, id: 'not in any list' } };
	for (let round = 0; round < 1000; round += 1) {
		const { tags } = anyEvent(random, 10009);
		expect(withoutGroup(withGroup(tags, fresh), fresh.key)).toEqual(tags);
		expect(() => parseGroupTags(tags)).not.toThrow();
	}
});
