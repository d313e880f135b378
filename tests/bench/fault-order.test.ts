import { describe, expect, test } from 'vitest';
import { findMisplaced, type LetGo, type Said } from './fault-order.ts';

/** Words `a`, `b`, `c`... said at 1, 2, 3...; `order` is how they stand on the relay. */
function misplaced(order: string, letGo: Record<string, Partial<LetGo> & { at: number }> = {}): string[] {
	const said = [...order].sort().map((text, at): Said => {
		const own = letGo[text];
		if (!own) return { text, at: at + 1 };
		return { text, at: at + 1, letGo: { had: new Set(), mayKeepPlace: false, ...own } };
	});
	return findMisplaced(said, (text) => order.indexOf(text));
}

test('what is said later stands later', () => {
	expect(misplaced('abc')).toEqual([]);
	expect(misplaced('bac')).toEqual(['b']);
});

test('two of one second stand in no order', () => {
	const said = ['a', 'b'].map((text, at) => ({ text, at }));
	expect(findMisplaced(said, () => 7)).toEqual(['b']);
	expect(findMisplaced(said, (text) => (text === 'a' ? 7 : undefined))).toEqual([]);
});

describe('what was refused and is tried again', () => {
	const had = new Set('bc');

	test('goes behind what was sent by then', () => {
		expect(misplaced('bca', { a: { at: 4, had } })).toEqual([]);
		expect(misplaced('bac', { a: { at: 4, had } })).toEqual(['c']);
		expect(misplaced('abc', { a: { at: 4, had } })).toEqual(['b', 'c']);
	});

	test('stands before what is said after the tap, and behind what was said before it', () => {
		expect(misplaced('bcad', { a: { at: 3.5, had } })).toEqual([]);
		expect(misplaced('bcda', { a: { at: 3.5, had } })).toEqual(['d']);
		expect(misplaced('cabd', { b: { at: 3.5, had: new Set('ac') } })).toEqual(['c']);
	});

	test('may pass what was on its way, or not', () => {
		expect(misplaced('abc', { a: { at: 4 } })).toEqual([]);
		expect(misplaced('bac', { a: { at: 4 } })).toEqual([]);
	});

	test('keeps its place when the relay had it all along', () => {
		const all = new Set('abc');
		expect(misplaced('abc', { a: { at: 4, had: all } })).toEqual([]);
		expect(misplaced('bca', { a: { at: 4, had: all } })).toEqual(['b', 'c']);
	});
});

test('what may have arrived stands where it was said, or behind', () => {
	const letGo = { a: { at: 5, had: new Set('bc'), mayKeepPlace: true } };
	expect(misplaced('abc', letGo)).toEqual([]);
	expect(misplaced('bca', letGo)).toEqual([]);
	expect(misplaced('bcda', letGo)).toEqual([]);
	expect(misplaced('bcda', { a: { ...letGo.a, at: 3.5 } })).toEqual(['d']);
});
