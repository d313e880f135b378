import { describe, expect, test } from 'vitest';
import { alice, bob, eventOf, porch, stateOf } from '../../../tests/fixtures/cached-events.ts';
import {
	addressFromText,
	addressText,
	buildEventRecord,
	compareNewestFirst,
	deletionTargets,
	isExpired,
	replaces
} from './event-record.ts';
import { placeKey, shelfKey } from './place.ts';

const h = ['h', porch.id];
const recordOf = (parts: Parameters<typeof eventOf>[0]) =>
	buildEventRecord(porch.scope, porch.relay, eventOf(parts));

describe('what has no place is not kept', () => {
	test.each([
		['no group', { tags: [] }],
		['an empty group', { tags: [['h', '']] }],
		['a bare tag', { tags: [['h']] }],
		['state named by h', { kind: 39000, tags: [h] }],
		['an ephemeral event', { kind: 20001 }]
	])('%s', (_, parts) => expect(recordOf(parts)).toBeUndefined());
});

describe('keys cannot run into each other', () => {
	test.each([
		[
			{ ...porch, relay: 'wss://r.example', id: 'x y' },
			{ ...porch, relay: 'wss://r.example/x', id: 'y' }
		],
		[
			{ ...porch, relay: "wss://r.example/a'b", id: 'c' },
			{ ...porch, relay: 'wss://r.example/a', id: "b'c" }
		],
		[
			{ ...porch, id: 'a' },
			{ ...porch, id: 'A' }
		]
	])('%o and %o', (one, other) => expect(placeKey(one)).not.toBe(placeKey(other)));
});

describe('an address', () => {
	test('of state has no author: a relay that changes its key goes on with its groups', () => {
		const record = buildEventRecord(porch.scope, porch.relay, stateOf());
		expect(record?.address).toEqual([shelfKey(porch.scope, porch.relay), 39000, '', porch.id]);
		expect(record && addressText(record)).toBeUndefined();
	});
	test('of an article has its author and name, colons included', () => {
		const record = recordOf({ kind: 30023, tags: [h, ['d', 'a:b']] });
		expect(record?.address).toEqual([shelfKey(porch.scope, porch.relay), 30023, alice, 'a:b']);
		expect(record && addressText(record)).toBe(`30023:${alice}:a:b`);
		expect(addressFromText(shelfKey(porch.scope, porch.relay), `30023:${alice}:a:b`)).toEqual(
			record?.address
		);
	});
	test('a message has none', () => expect(recordOf({})?.address).toBeUndefined());
});

describe('a newer version', () => {
	const [low, high] = ['0', 'f'].map((digit) => digit.repeat(64)) as [string, string];
	test.each([
		['newer', { created_at: 2, id: high }, { created_at: 1, id: low }, true],
		['older', { created_at: 1, id: low }, { created_at: 2, id: high }, false],
		['same second, lower id', { created_at: 1, id: low }, { created_at: 1, id: high }, true],
		['same second, higher id', { created_at: 1, id: high }, { created_at: 1, id: low }, false]
	])('%s', (_, next, old, wins) => {
		expect(replaces(eventOf({ kind: 30023, ...next }), eventOf({ kind: 30023, ...old }))).toBe(wins);
	});
	test('of state in the same second is the one received last', () => {
		expect(replaces(stateOf({ created_at: 1, id: high }), stateOf({ created_at: 1, id: low }))).toBe(true);
		expect(replaces(stateOf({ created_at: 1 }), stateOf({ created_at: 2 }))).toBe(false);
	});
});

test('newest first is a total order', () => {
	const positions = [
		{ created_at: 2, id: 'b' },
		{ created_at: 2, id: 'a' },
		{ created_at: 3, id: 'c' },
		{ created_at: 1, id: 'd' }
	];
	expect(positions.sort(compareNewestFirst).map(({ id }) => id)).toEqual(['c', 'a', 'b', 'd']);
	expect(compareNewestFirst(positions[0]!, { ...positions[0]! })).toBe(0);
});

describe('expiration', () => {
	test.each([
		['past', '99', true],
		['now', '100', true],
		['to come', '101', false],
		['not a number', 'soon', false],
		['negative', '-1', false],
		['huge', '9'.repeat(400), false],
		['empty', '', false]
	])('%s', (_, value, expired) =>
		expect(isExpired(eventOf({ tags: [['expiration', value]] }), 100)).toBe(expired)
	);
	test('none', () => expect(isExpired(eventOf(), 100)).toBe(false));
});

describe('what can be found by reference', () => {
	const targets = (parts: Parameters<typeof eventOf>[0]) =>
		recordOf(parts)?.references?.map(([, target]) => target);
	test('a reply and a reaction: what they point at, once', () => {
		expect(targets({ tags: [h, ['q', 'one'], ['e', 'two'], ['e', 'one'], ['p', bob]] })).toEqual([
			'one',
			'two'
		]);
	});
	test('a membership: the people it names', () =>
		expect(targets({ kind: 9000, tags: [h, ['p', bob, 'admin']] })).toEqual([bob]));
	test('a request: whoever makes it', () => expect(targets({ kind: 9021 })).toEqual([alice]));
	test('a message: nothing', () => expect(targets({})).toBeUndefined());
	test('thousands of tags: some of them, the last included', () => {
		const tags = Array.from({ length: 2000 }, (_, at) => ['e', `${at}`]);
		expect(targets({ kind: 7, tags: [h, ...tags] })).toHaveLength(500);
		expect(targets({ kind: 7, tags: [h, ...tags] })?.at(-1)).toBe('1999');
	});
});

describe('what a deletion names', () => {
	const one = '1'.repeat(64);
	test.each([
		[
			'ids',
			{ kind: 5, tags: [['e', one], ['e', one], ['e', 'nonsense'], ['e']] },
			{ ids: [one], addresses: [] }
		],
		[
			'own addresses',
			{
				kind: 5,
				tags: [
					['a', `30023:${alice}:x`],
					['a', `30023:${bob}:x`],
					['a', '']
				]
			},
			{ ids: [], addresses: [`30023:${alice}:x`] }
		],
		[
			'ids only, for a moderator',
			{
				kind: 9005,
				tags: [
					['e', one],
					['a', `30023:${alice}:x`]
				]
			},
			{ ids: [one], addresses: [] }
		],
		['nothing, for a message', { kind: 9, tags: [['e', one]] }, { ids: [], addresses: [] }]
	])('%s', (_, parts, targets) => expect(deletionTargets(eventOf(parts))).toEqual(targets));
});
