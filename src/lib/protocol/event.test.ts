import { expect, test } from 'vitest';
import { eventOf, hexOf } from '../../../tests/fixtures/events.ts';
import { anyJson, seededRandom } from '../../../tests/fixtures/hostile-values.ts';
import { groupIdOf, hasTag, isHexKey, parseEvent, tagValue, tagValues } from './event.ts';

const good = eventOf({
	kind: 9,
	tags: [['h', 'pizza'], ['p', hexOf('ann'), 'x'], ['private']],
	content: 'hi'
});

test('a well-formed event is parsed to its seven fields', () => {
	expect(parseEvent({ ...good, extra: 1 })).toEqual(good);
});

test('an event that came as JSON with its own __proto__ is parsed without it', () => {
	const parsed = parseEvent(JSON.parse(`{"__proto__":{"kind":1},${JSON.stringify(good).slice(1)}`));
	expect(parsed).toEqual(good);
});

test.each([
	['no tags', { tags: [] }],
	['an empty tag', { tags: [[]] }],
	['the time 0, which relays give to their roles', { created_at: 0 }],
	['the last second of 32 bits', { created_at: 0xffffffff }],
	[
		'two d tags',
		{
			tags: [
				['d', 'a'],
				['d', 'b']
			]
		}
	],
	['a list of 20,000 members', { tags: Array.from({ length: 20_000 }, () => ['p', hexOf('ann')]) }],
	['half a million characters', { content: 'x'.repeat(500_000) }],
	['an emoji', { content: '👩‍👩‍👧' }]
])('an event with %s is taken', (_, parts) => {
	expect(parseEvent({ ...good, ...parts })).toEqual({ ...good, ...parts });
});

test.each([
	['no id', { id: undefined }],
	['an id in upper case', { id: good.id.toUpperCase() }],
	['an id with a line break', { id: `${good.id}\n` }],
	['a short key', { pubkey: 'ab' }],
	['a key that is a list', { pubkey: [hexOf('ann')] }],
	['a signature of the wrong length', { sig: '0'.repeat(127) }],
	['a negative time', { created_at: -1 }],
	['a time beyond 32 bits', { created_at: 2 ** 40 }],
	['half a second', { created_at: 1.5 }],
	['a time as text', { created_at: '1700000000' }],
	['no time', { created_at: Number.NaN }],
	['a kind beyond 16 bits', { kind: 65_536 }],
	['a negative kind', { kind: -1 }],
	['content that is a number', { content: 7 }],
	['half a surrogate pair in the content', { content: '\ud800' }],
	['half a surrogate pair in a tag', { tags: [['h', '\udc00']] }],
	['more than a million characters', { content: 'x'.repeat(1_000_001) }],
	['tags that are an object', { tags: { 0: ['h', 'x'], length: 1 } }],
	['a tag that is a text', { tags: ['h'] }],
	['a number in a tag', { tags: [['h', 7]] }],
	['a list in a tag', { tags: [['h', ['x']]] }],
	['a tag of 10,000 items', { tags: [Array.from({ length: 10_000 }, () => 'x')] }],
	['100,000 tags', { tags: Array.from({ length: 100_000 }, () => []) }],
	['tags of three million characters', { tags: [['h', 'x'.repeat(3_000_000)]] }]
])('an event with %s is not taken', (_, parts) => {
	expect(parseEvent({ ...good, ...parts })).toBeUndefined();
});

test.each([undefined, null, 0, true, '', 'event', [], [good], {}, () => good])('%o is no event', (value) => {
	expect(parseEvent(value)).toBeUndefined();
});

test('no JSON value makes the parser throw', () => {
	const random = seededRandom(1);
	for (let round = 0; round < 2000; round += 1) {
		const broken = { ...good, ...(anyJson(random) as object) };
		expect(() => parseEvent(anyJson(random))).not.toThrow();
		expect(() => parseEvent(broken)).not.toThrow();
	}
});

test('the first value of a tag is found, and all of them in order', () => {
	const event = eventOf({ tags: [['e'], ['e', 'one', 'x'], ['E', 'other'], ['e', 'two']] });
	expect(tagValue(event, 'e')).toBe('one');
	expect(tagValues(event, 'e')).toEqual(['one', 'two']);
	expect(tagValue(event, 'q')).toBeUndefined();
	expect([hasTag(event, 'e'), hasTag(event, 'q')]).toEqual([true, false]);
});

test.each([
	[
		'a message by its h',
		{
			kind: 9,
			tags: [
				['d', 'no'],
				['h', 'pizza']
			]
		},
		'pizza'
	],
	['moderation by its h', { kind: 9000, tags: [['h', 'pizza']] }, 'pizza'],
	[
		'metadata by its d',
		{
			kind: 39000,
			tags: [
				['h', 'no'],
				['d', 'pizza']
			]
		},
		'pizza'
	],
	[
		'pins by their d',
		{
			kind: 39005,
			tags: [
				['d', 'pizza'],
				['d', 'other']
			]
		},
		'pizza'
	],
	['39006 like any other kind', { kind: 39006, tags: [['d', 'no']] }, undefined],
	['nothing where there is no h', { kind: 9, tags: [['d', 'no']] }, undefined],
	['nothing where h is empty', { kind: 9, tags: [['h', '']] }, undefined]
])('the group of an event: %s', (_, parts, id) => {
	expect(groupIdOf(eventOf(parts))).toBe(id);
});

test.each([
	[hexOf('ann'), true],
	[hexOf('ann').toUpperCase(), false],
	[hexOf('ann').slice(1), false],
	[`${hexOf('ann')}0`, false],
	['', false],
	[7, false]
])('%s is a key: %s', (text, expected) => {
	expect(isHexKey(text)).toBe(expected);
});
