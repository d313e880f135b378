import { expect, test } from 'vitest';
import { addInterval, cutBefore, type Interval } from './intervals.ts';

const of = (...pairs: [number, number][]): Interval[] => pairs.map(([since, until]) => ({ since, until }));

test.each([
	['the first', of(), [5, 9], of([5, 9])],
	['one apart, later', of([5, 9]), [11, 12], of([5, 9], [11, 12])],
	['one apart, earlier', of([5, 9]), [1, 3], of([1, 3], [5, 9])],
	['one that touches', of([5, 9]), [10, 12], of([5, 12])],
	['one that touches from before', of([5, 9]), [1, 4], of([1, 9])],
	['one that overlaps', of([5, 9]), [7, 12], of([5, 12])],
	['one within', of([5, 9]), [6, 7], of([5, 9])],
	['one that bridges', of([1, 3], [5, 9], [20, 30]), [4, 19], of([1, 30])],
	['a single second', of([5, 9]), [20, 20], of([5, 9], [20, 20])],
	['one upside down', of([5, 9]), [12, 11], of([5, 9])]
] as const)('%s is merged in', (_, known, [since, until], merged) => {
	expect(addInterval(known, { since, until })).toEqual(merged);
});

test('intervals do not depend on the order they came in', () => {
	const parts = of([1, 2], [3, 4], [8, 9], [6, 7], [20, 25]);
	const sum = (list: Interval[]) => list.reduce<Interval[]>(addInterval, []);
	expect(sum(parts.toReversed())).toEqual(sum(parts));
	expect(sum(parts)).toEqual(of([1, 4], [6, 9], [20, 25]));
});

test('a cut shortens, drops and leaves', () => {
	expect(cutBefore(of([1, 4], [6, 9], [20, 25]), 8)).toEqual(of([8, 9], [20, 25]));
	expect(cutBefore(of([1, 4]), 4)).toEqual(of([4, 4]));
	expect(cutBefore(of([1, 4]), 5)).toEqual([]);
});
