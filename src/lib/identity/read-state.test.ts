import { expect, test } from 'vitest';
import { parseReadState, withMarks, type GroupMark } from './read-state.ts';

const relay = 'wss://groups.example.com';
const hex = (digit: string) => digit.repeat(64);
const markOf = (id: string, created_at: number, digit = '5'): GroupMark => ({
	key: { relay, id },
	mark: { created_at, id: hex(digit) }
});

test('takes the newer mark of each group, and keeps all that it does not know', () => {
	const theirs = {
		version: 7,
		later: { anything: true },
		marks: [
			{ relay, group: 'porch', at: 100, id: hex('5'), device: 'phone' },
			{ relay, group: 'garden', at: 100, id: hex('5') },
			{ relay, group: 'street', upTo: 'a newer way to say it' },
			'something else'
		]
	};
	const marks = [markOf('porch', 200), markOf('garden', 50), markOf('attic', 10)];
	const text = withMarks(JSON.stringify(theirs), marks) ?? '';
	expect(JSON.parse(text)).toEqual({
		...theirs,
		marks: [
			{ relay, group: 'porch', at: 200, id: hex('5'), device: 'phone' },
			...theirs.marks.slice(1),
			{ relay, group: 'attic', at: 10, id: hex('5') }
		]
	});
	expect(parseReadState(text)).toEqual([markOf('porch', 200), markOf('garden', 100), markOf('attic', 10)]);
});

test('of one second the lower id is further, as everywhere', () => {
	const text = withMarks(undefined, [markOf('porch', 100, '5')]) ?? '';
	expect(withMarks(text, [markOf('porch', 100, '6')])).toBeUndefined();
	expect(parseReadState(withMarks(text, [markOf('porch', 100, '4')]) ?? '')).toEqual([
		markOf('porch', 100, '4')
	]);
});

test('says nothing when there is nothing new', () => {
	const text = withMarks(undefined, [markOf('porch', 100)]);
	expect(withMarks(text, [markOf('porch', 100)])).toBeUndefined();
	expect(withMarks(text, [])).toBeUndefined();
	expect(withMarks(undefined, [])).toBeUndefined();
});

test('the same id on two relays is two groups', () => {
	const fork = { ...markOf('porch', 5), key: { relay: 'wss://fork.example.com', id: 'porch' } };
	expect(parseReadState(withMarks(undefined, [markOf('porch', 9), fork]) ?? '')).toHaveLength(2);
});

test('leaves out what was read longest ago when there is too much of it', () => {
	const many = Array.from({ length: 1000 }, (_, at) => markOf(`group ${at}`, at));
	const text = withMarks(undefined, many) ?? '';
	expect(new TextEncoder().encode(text).length).toBeLessThan(65_535);
	const kept = parseReadState(text) ?? [];
	expect(kept.at(-1)).toEqual(many.at(-1));
	expect(kept.length).toBeGreaterThan(200);
});

test.each(['', '[]', 'null', '{', '{"marks":7}'])('%j is no read state', (text) =>
	expect(parseReadState(text)).toBeUndefined()
);

test('marks that are none are left out', () => {
	const wrong = [
		{ relay: 'https://x', group: 'a', at: 1, id: hex('5') },
		{ relay, group: '', at: 1, id: hex('5') },
		{ relay, group: 'a', at: -1, id: hex('5') },
		{ relay, group: 'a', at: 1.5, id: hex('5') },
		{ relay, group: 'a', at: 1, id: 'x' },
		null
	];
	expect(parseReadState(JSON.stringify({ marks: wrong }))).toEqual([]);
});
