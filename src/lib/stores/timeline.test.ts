import { describe, expect, test } from 'vitest';
import { alice, bob, eventOf } from '../../../tests/fixtures/cached-events.ts';
import { parseChatMessage } from '../protocol/chat-message.ts';
import type { NostrEvent } from '../protocol/event.ts';
import { buildRows, including, isAfter, reconcile, type Row, type Said } from './timeline';

const noon = new Date(2026, 4, 4, 12).getTime() / 1000;
const create = (event: NostrEvent): Said | undefined => {
	const message = parseChatMessage(event);
	return message && { key: event.id, message };
};
const say = (minutes: number, pubkey = alice): NostrEvent =>
	eventOf({ created_at: noon + minutes * 60, pubkey });
const saidOf = (...events: NostrEvent[]): readonly Said[] => reconcile([], events, {}, create);
const ids = (said: readonly Said[]): string[] => said.map(({ message }) => message.id);

type Place = Parameters<typeof isAfter>[0];

describe('order', () => {
	test('later is after, and of one second the lower id is after, as newest first has it first', () => {
		expect(isAfter({ created_at: 2, id: 'a' }, { created_at: 1, id: 'b' })).toBe(true);
		expect(isAfter({ created_at: 1, id: 'a' }, { created_at: 1, id: 'b' })).toBe(true);
		expect(isAfter({ created_at: 1, id: 'a' }, { created_at: 1, id: 'a' })).toBe(false);
	});
	test('a position can be included, and no other of its second', () => {
		const [before, at, after] = ['6f', '5f', '5e'].map((id) => ({ created_at: 1, id })) as [
			Place,
			Place,
			Place
		];
		expect(isAfter(including(at), at)).toBe(true);
		expect(isAfter(including(at), before)).toBe(true);
		expect(isAfter(including(at), after)).toBe(false);
	});
});

describe('what is held agrees with the cache', () => {
	const [a, b, c, d] = [say(0), say(1), say(2), say(3)] as [NostrEvent, NostrEvent, NostrEvent, NostrEvent];

	test('it is sorted, oldest first, and takes messages only', () => {
		expect(ids(saidOf(c, a, eventOf({ kind: 7 }), b))).toEqual([a.id, b.id, c.id]);
	});
	test('nothing new gives the very same list', () => {
		const said = saidOf(a, b);
		expect(reconcile(said, [b, a], {}, create)).toBe(said);
	});
	test('a message that came late stands where it belongs, and the others stay the same objects', () => {
		const said = saidOf(a, c);
		const now = reconcile(said, [a, b, c], {}, create);
		expect(ids(now)).toEqual([a.id, b.id, c.id]);
		expect(now[0]).toBe(said[0]);
	});
	test('what the cache has lost in the stretch goes, outside of it it stays', () => {
		expect(ids(reconcile(saidOf(a, b, c, d), [c], { from: b, to: c }, create))).toEqual([a.id, c.id, d.id]);
	});
	test('what lies outside of the stretch is not taken', () => {
		expect(ids(reconcile(saidOf(b), [a, b, c], { from: b, to: b }, create))).toEqual([b.id]);
	});
});

describe('rows', () => {
	const flags = (rows: readonly Row[]): string[] =>
		rows.map(
			(row) => `${row.startsRun ? '[' : ''}${row.day ? 'd' : ''}${row.unread ?? ''}${row.endsRun ? ']' : ''}`
		);

	test.each([
		['one person without a pause is one run', [say(0), say(1), say(2)], ['[d', '', ']']],
		['two people are two runs', [say(0), say(1, bob)], ['[d]', '[]']],
		['a pause of ten minutes begins a run', [say(0), say(10)], ['[d]', '[]']],
		['midnight begins a day and a run', [say(719), say(721)], ['[d]', '[d]']]
	])('%s', (_, events, expected) =>
		expect(flags(buildRows(saidOf(...events), undefined, true))).toEqual(expected)
	);

	test('the first row of a page may be in the middle of a day', () => {
		expect(flags(buildRows(saidOf(say(0), say(1)), undefined, false))).toEqual(['[', ']']);
	});
	test('the unread line parts a run', () => {
		const said = saidOf(say(0), say(1), say(2));
		const line = { key: said[1]?.key ?? '', count: 2 };
		expect(flags(buildRows(said, line, false))).toEqual(['[]', '[2', ']']);
	});
	test('only rows that changed are new objects', () => {
		const events = [say(0), say(1), say(20)];
		const before = buildRows(saidOf(...events), undefined, true);
		const said = reconcile(before, [...events, say(21)], {}, create);
		const after = buildRows(said, undefined, true, before);
		expect(after.slice(0, 2)).toEqual(before.slice(0, 2));
		expect(after[0]).toBe(before[0]);
		expect(after[2]).not.toBe(before[2]);
	});
});
