import { expect, test } from 'vitest';
import { eventOf, hexOf } from '../../../tests/fixtures/events.ts';
import { anyEvent, seededRandom } from '../../../tests/fixtures/hostile-values.ts';
import { parseGroupPins } from './group-pins.ts';
import { parseGroupPresence } from './group-presence.ts';

const [ann, bob] = [hexOf('ann'), hexOf('bob')];
const post = `30023:${ann}:a:b`;

test.each<[string, string[][], string[]]>([
	['nobody', [['d', 'pizza']], []],
	[
		'two people',
		[
			['participant', ann],
			['participant', bob]
		],
		[ann, bob]
	],
	['people as older relays list them', [['p', ann]], [ann]],
	[
		'a person once',
		[
			['participant', ann],
			['p', ann],
			['participant', ann]
		],
		[ann]
	],
	[
		'nobody without a key',
		[
			['participant'],
			['participant', ''],
			['participant', `${ann}:dev1`],
			['participant', ann.toUpperCase()]
		],
		[]
	]
])('a room shows %s', (_, tags, expected) => {
	expect(parseGroupPresence(eventOf({ kind: 39004, tags }))).toEqual(expected);
});

test.each<[string, string[][], { order: string[]; ids: string[]; addresses: string[] }]>([
	['nothing', [['d', 'pizza']], { order: [], ids: [], addresses: [] }],
	[
		'events and addresses in their order',
		[
			['e', ann],
			['a', post],
			['e', bob]
		],
		{ order: [ann, post, bob], ids: [ann, bob], addresses: [post] }
	],
	[
		'each once',
		[
			['e', ann],
			['e', ann]
		],
		{ order: [ann], ids: [ann], addresses: [] }
	],
	[
		'nothing that is none',
		[['e', 'x'], ['e'], ['e', post], ['a', ann], ['a', '30023:x:y'], ['a', `999999:${ann}:x`]],
		{ order: [], ids: [], addresses: [] }
	]
])('pins show %s', (_, tags, expected) => {
	expect(parseGroupPins(eventOf({ kind: 39005, tags }))).toEqual(expected);
	expect(parseGroupPins(eventOf({ kind: 9010, tags }))).toEqual(expected);
});

test('other kinds are neither presence nor pins', () => {
	expect(parseGroupPresence(eventOf({ kind: 39002, tags: [['p', ann]] }))).toBeUndefined();
	expect(parseGroupPins(eventOf({ kind: 39004, tags: [['e', ann]] }))).toBeUndefined();
});

test('no event makes the parsers throw', () => {
	const random = seededRandom(19);
	for (let round = 0; round < 1000; round += 1) {
		expect(() => parseGroupPresence(anyEvent(random, 39004))).not.toThrow();
		expect(() => parseGroupPins(anyEvent(random, 39005))).not.toThrow();
	}
});
