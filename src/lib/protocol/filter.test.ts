import { expect, test } from 'vitest';
import { eventOf, hexOf } from '../../../tests/fixtures/events.ts';
import { anyJson, seededRandom } from '../../../tests/fixtures/hostile-values.ts';
import { matchesAny, matchesFilter, parseFilter, type Filter } from './filter.ts';

const event = eventOf({
	pubkey: hexOf('ann'),
	kind: 9,
	created_at: 100,
	tags: [['h', 'pizza'], ['e'], ['e', hexOf('one')], ['e', hexOf('two')]]
});

test.each<[string, Filter, boolean]>([
	['nothing asked', {}, true],
	['its id', { ids: [hexOf('x'), event.id] }, true],
	['another id', { ids: [hexOf('x')] }, false],
	['no id at all', { ids: [] }, false],
	['its author', { authors: [hexOf('ann')] }, true],
	['another author', { authors: [hexOf('bob')] }, false],
	['its kind', { kinds: [1, 9] }, true],
	['another kind', { kinds: [1] }, false],
	['since the same second', { since: 100 }, true],
	['since a second later', { since: 101 }, false],
	['until the same second', { until: 100 }, true],
	['until a second before', { until: 99 }, false],
	['its tag', { '#h': ['soup', 'pizza'] }, true],
	['the second of two tags', { '#e': [hexOf('two')] }, true],
	['another tag', { '#h': ['soup'] }, false],
	['an empty list of tags', { '#h': [] }, false],
	['two conditions of which one fails', { kinds: [9], '#h': ['soup'] }, false],
	['a limit of none', { limit: 0 }, true]
])('a filter with %s matches: %o %s', (_, filter, expected) => {
	expect(matchesFilter(event, filter)).toBe(expected);
});

test('one of several filters is enough, and none is not', () => {
	expect(matchesAny(event, [{ kinds: [1] }, { kinds: [9] }])).toBe(true);
	expect(matchesAny(event, [])).toBe(false);
});

test.each<[unknown, Filter]>([
	[{}, {}],
	[
		{ kinds: [9], '#h': ['a'], limit: 0, since: 1, until: 2, search: 'x' },
		{ kinds: [9], '#h': ['a'], limit: 0, since: 1, until: 2, search: 'x' }
	],
	[
		{ ids: [hexOf('a')], authors: [hexOf('b')] },
		{ ids: [hexOf('a')], authors: [hexOf('b')] }
	],
	[{ kinds: [9], cache: ['x'], '#long': 7 }, { kinds: [9] }],
	[JSON.parse('{"__proto__":{"ids":[]},"kinds":[]}'), { kinds: [] }]
])('%o is read as a filter', (value, filter) => {
	expect(parseFilter(value)).toEqual(filter);
});

test.each([
	[undefined],
	[null],
	['x'],
	[[]],
	[{ ids: 'x' }],
	[{ ids: ['abc'] }],
	[{ authors: [hexOf('a').toUpperCase()] }],
	[{ kinds: ['9'] }],
	[{ kinds: [1.5] }],
	[{ kinds: null }],
	[{ since: -1 }],
	[{ until: '5' }],
	[{ limit: 1e400 }],
	[{ limit: 1e300 }],
	[{ search: 7 }],
	[{ '#h': 'pizza' }],
	[{ '#h': [7] }]
])('%o is no filter', (value) => {
	expect(parseFilter(value)).toBeUndefined();
});

test('no JSON value makes the parser throw, and what it gives can be matched', () => {
	const random = seededRandom(2);
	for (let round = 0; round < 2000; round += 1) {
		const filter = parseFilter(anyJson(random));
		if (filter) expect(() => matchesFilter(event, filter)).not.toThrow();
	}
});
