import { expect, test } from 'vitest';
import { eventOf, hexOf } from '../../../tests/fixtures/events.ts';
import { checkPrevious, pickPrevious } from './previous.ts';

const [me, bob] = [hexOf('me'), hexOf('bob')];
const seen = (count: number, pubkey = bob): { id: string; pubkey: string }[] =>
	Array.from({ length: count }, (_, index) => ({ id: `${index}`.padStart(8, '0').padEnd(64, 'f'), pubkey }));

test.each<[string, { id: string; pubkey: string }[], number | undefined, string[]]>([
	['nothing was seen', [], undefined, []],
	['one event was seen', seen(1), undefined, ['00000000']],
	['the three newest', seen(60), undefined, ['00000000', '00000001', '00000002']],
	['as many as asked for', seen(60), 5, ['00000000', '00000001', '00000002', '00000003', '00000004']],
	['none when none is asked for', seen(60), 0, []],
	['never my own', seen(60, me), undefined, []],
	['nothing older than 50', [...seen(50, me), { id: hexOf('old'), pubkey: bob }], undefined, []],
	[
		'the 50th still',
		[...seen(49, me), { id: 'abcdef01'.padEnd(64, '0'), pubkey: bob }],
		undefined,
		['abcdef01']
	],
	['each prefix once', [...seen(1), ...seen(2)], undefined, ['00000000', '00000001']]
])('references: %s', (_, events, count, expected) => {
	expect(pickPrevious(events, me, count)).toEqual(expected);
});

const known = new Set(['aaaaaaaa', 'bbbbbbbb']);

test.each<[string, string[][], 'known' | 'unknown' | 'none']>([
	['no tag', [['h', 'x']], 'none'],
	['a tag without values', [['previous']], 'none'],
	['known ones', [['previous', 'aaaaaaaa', 'bbbbbbbb']], 'known'],
	['a whole id', [['previous', 'a'.repeat(64)]], 'known'],
	['one that is not known', [['previous', 'aaaaaaaa', 'cccccccc']], 'unknown'],
	[
		'two tags of which one is not known',
		[
			['previous', 'aaaaaaaa'],
			['previous', 'cccccccc']
		],
		'unknown'
	],
	['a short one', [['previous', 'aaaaaaa']], 'unknown'],
	['one in upper case', [['previous', 'AAAAAAAA']], 'unknown'],
	['one that is too long', [['previous', 'a'.repeat(65)]], 'unknown'],
	['no hex', [['previous', '<script>']], 'unknown'],
	['an empty one', [['previous', '']], 'unknown']
])('checked references: %s', (_, tags, expected) => {
	expect(checkPrevious(eventOf({ tags }), (prefix) => known.has(prefix))).toBe(expected);
});
