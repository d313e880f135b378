import { describe, expect, test } from 'vitest';
import type { NostrEvent } from '../../src/lib/protocol/event.ts';
import { matchesFilter, type Filter } from '../../src/lib/protocol/filter.ts';
import { EventStore } from './event-store.ts';
import { byNewest } from './sorted-events.ts';

let seed = 7;
/** The same numbers in every run. */
function random(below: number): number {
	seed = (seed * 48271) % 2147483647;
	return seed % below;
}

const hex = (number: number) => number.toString(16).padStart(64, '0');

function makeEvent(part: Partial<NostrEvent>): NostrEvent {
	const id = hex(random(2 ** 30) * 1000 + random(1000));
	return { id, pubkey: hex(1), created_at: 100, kind: 9, tags: [], content: '', sig: '', ...part };
}

function fill(store: EventStore, events: readonly NostrEvent[]): void {
	for (const event of events) store.put(event);
}

describe('finding', () => {
	const events = Array.from({ length: 2000 }, () =>
		makeEvent({
			pubkey: hex(random(5)),
			kind: [1, 7, 9, 1111][random(4)] ?? 9,
			created_at: random(300),
			content: ['apple', 'Pear tree', 'plum'][random(3)] ?? '',
			tags: [
				['h', `group${random(4)}`],
				['e', hex(random(50))],
				['e', hex(random(50))],
				['long', 'not indexed']
			]
		})
	);
	const store = new EventStore();
	fill(store, events);

	const filters: [string, Filter][] = [
		['everything', {}],
		['a kind', { kinds: [9] }],
		['two kinds and an author', { kinds: [9, 7], authors: [hex(1)] }],
		['authors', { authors: [hex(1), hex(2)] }],
		['a group', { '#h': ['group1'] }],
		['two groups and a kind, twice', { '#h': ['group1', 'group2', 'group1'], kinds: [9, 9] }],
		['a reference', { '#e': [hex(3), hex(4)] }],
		['a reference in a group', { '#e': [hex(3)], '#h': ['group2'], kinds: [7] }],
		['a time', { since: 100, until: 110 }],
		['a time in a group', { since: 100, until: 200, '#h': ['group0'] }],
		['ids', { ids: events.slice(0, 20).map(({ id }) => id) }],
		['nothing', { kinds: [] }],
		['no such tag', { '#h': ['nowhere'] }],
		['a contradiction', { since: 200, until: 100 }]
	];

	test.each(filters)('%s gives what a look at every event gives, newest first', (_, filter) => {
		const expected = events.filter((event) => matchesFilter(event, filter)).sort(byNewest);
		expect(store.query(filter, Infinity)).toEqual(expected);
		expect(store.query({ ...filter, limit: 7 }, Infinity)).toEqual(expected.slice(0, 7));
		expect(store.query(filter, 5)).toEqual(expected.slice(0, 5));
	});

	test('a search is in the content, whatever the case of letters', () => {
		const found = store.query({ search: 'PEAR' }, Infinity);
		expect(found.length).toBeGreaterThan(100);
		expect(new Set(found.map(({ content }) => content))).toEqual(new Set(['Pear tree']));
	});

	test('what is refused by the caller does not count against the limit', () => {
		const isEven = (event: NostrEvent) => event.created_at % 2 === 0;
		expect(store.query({ limit: 40 }, Infinity, isEven)).toHaveLength(40);
	});

	test('what was deleted is found no more, by any way', () => {
		const emptied = new EventStore();
		fill(emptied, events);
		for (const event of events) emptied.delete(event);
		for (const [, filter] of filters) expect(emptied.query(filter, Infinity)).toEqual([]);
		expect(emptied.size).toBe(0);
	});
});

describe('keeping', () => {
	test.each([
		['replaceable', 10009, []],
		['addressable', 30078, [['d', 'settings']]]
	])('of %s events the newest, whatever comes first', (_, kind, tags) => {
		const older = makeEvent({ kind, tags, created_at: 1 });
		const newer = makeEvent({ kind, tags, created_at: 2 });
		for (const order of [
			[older, newer],
			[newer, older]
		]) {
			const store = new EventStore();
			fill(store, order);
			expect(store.query({ kinds: [kind] }, Infinity)).toEqual([newer]);
		}
	});

	test('of two from the same second the one with the lower id', () => {
		const low = makeEvent({ kind: 0, id: hex(1) });
		const high = makeEvent({ kind: 0, id: hex(2) });
		const store = new EventStore();
		expect([high, low].map((event) => store.put(event))).toEqual(['stored', 'stored']);
		expect(store.put(high)).toBe('older');
		expect(store.query({}, Infinity)).toEqual([low]);
	});

	test("the relay's own word replaces the last one even so", () => {
		const store = new EventStore();
		store.put(makeEvent({ kind: 39000, id: hex(1), tags: [['d', 'a']] }));
		const next = makeEvent({ kind: 39000, id: hex(2), tags: [['d', 'a']] });
		store.put(next, { always: true });
		expect(store.query({}, Infinity)).toEqual([next]);
	});

	test('events of other addresses stand side by side', () => {
		const store = new EventStore();
		fill(
			store,
			['a', 'b'].map((d) => makeEvent({ kind: 30078, tags: [['d', d]] }))
		);
		store.put(makeEvent({ kind: 30078, pubkey: hex(9), tags: [['d', 'a']] }));
		expect(store.size).toBe(3);
	});

	test('nothing twice, and nothing that was deleted is forgotten', () => {
		const store = new EventStore();
		const event = makeEvent({});
		expect([store.put(event), store.put(event)]).toEqual(['stored', 'duplicate']);
		store.delete(event);
		expect(store.isDeleted(event.id)).toBe(true);
	});
});

test('the newest fifty of a hundred thousand are read without a look at the others', () => {
	const store = new EventStore();
	for (let time = 0; time < 100_000; time += 1) {
		store.put(makeEvent({ created_at: time, tags: [['h', `group${time % 10}`]] }));
	}
	let looks = 0;
	const counted = store.query({ kinds: [9], '#h': ['group3'], limit: 50 }, 500, () => (looks += 1) > 0);
	expect(counted).toHaveLength(50);
	expect(looks).toBe(50);
});
