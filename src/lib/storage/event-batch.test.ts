import { describe, expect, test } from 'vitest';
import { alice, bob, carol, eventOf, porch, stateOf } from '../../../tests/fixtures/cached-events.ts';
import type { NostrEvent } from '$lib/protocol/event';
import { applyBatch, neededBy } from './event-batch.ts';
import { ANYBODY, buildEventRecord, sizeOf, type StoredRecord } from './event-record.ts';
import { placeKey, shelfKey } from './place.ts';

const shelf = shelfKey(porch.scope, porch.relay);
const place = placeKey(porch);
const h = ['h', porch.id];
const recordsOf = (events: NostrEvent[]) =>
	events
		.map((event) => buildEventRecord(porch.scope, porch.relay, event))
		.filter((record) => record !== undefined);
const apply = (events: NostrEvent[], known: StoredRecord[] = []) =>
	applyBatch(shelf, recordsOf(events), known);
const deletionOf = (target: NostrEvent, by = alice) =>
	eventOf({ kind: 5, pubkey: by, tags: [h, ['e', target.id]] });
const idsOf = (events: NostrEvent[]) => events.map((event) => event.id);

/** The records after a batch. */
function after(events: NostrEvent[], known: StoredRecord[] = []): StoredRecord[] {
	const { puts, deletes } = apply(events, known);
	const gone = new Set([...deletes.map(([, id]) => id), ...puts.map((record) => record.event.id)]);
	return [...known.filter((record) => !gone.has(record.event.id)), ...puts];
}

describe('a duplicate changes nothing', () => {
	test('of what is stored', () => {
		const event = eventOf();
		const { puts, stored, dropped, changes } = apply([event], recordsOf([event]));
		expect([puts, stored, dropped, changes.size]).toEqual([[], [], 0, 0]);
	});
	test('within the batch', () => {
		const event = eventOf();
		expect(apply([event, { ...event }, event])).toMatchObject({ stored: [event], dropped: 0 });
	});
});

describe('of a replaceable event one stays', () => {
	const [first, second, third] = [1, 2, 3].map((created_at) => stateOf({ created_at })) as [
		NostrEvent,
		NostrEvent,
		NostrEvent
	];
	test('the newest, in any order', () => {
		for (const order of [
			[first, second, third],
			[third, first, second],
			[second, third, first]
		])
			expect(after(order).map((record) => record.event)).toEqual([third]);
	});
	test('and the counters count one', () => {
		const { changes } = apply([first, third, second]);
		expect(changes.get(place)).toEqual({ events: 1, bytes: sizeOf(recordsOf([third])[0]!) });
	});
	test('against what is stored, both ways', () => {
		expect(apply([third], recordsOf([second]))).toMatchObject({
			stored: [third],
			removed: [second.id],
			dropped: 0
		});
		expect(apply([first], recordsOf([second]))).toMatchObject({ stored: [], removed: [], dropped: 1 });
	});
	test('the last received of state with one time', () => {
		const tied = [1, 2, 3].map(() => stateOf({ created_at: 9 }));
		expect(after(tied).map((record) => record.event)).toEqual([tied[2]]);
		expect(after([tied[0]!], recordsOf([tied[2]!])).map((record) => record.event)).toEqual([tied[0]]);
	});
	test('the lowest id of an article with one time', () => {
		const tied = [1, 2, 3].map(() => eventOf({ kind: 30023, created_at: 9, tags: [h, ['d', 'x']] }));
		expect(after(tied.toReversed()).map((record) => record.event)).toEqual([tied[0]]);
	});
	test('for each author, name and kind', () => {
		const events = [
			eventOf({ kind: 30023, tags: [h, ['d', 'x']] }),
			eventOf({ kind: 30023, tags: [h, ['d', 'y']] }),
			eventOf({ kind: 30023, pubkey: bob, tags: [h, ['d', 'x']] }),
			eventOf({ kind: 30024, tags: [h, ['d', 'x']] })
		];
		expect(apply(events).stored).toEqual(events);
	});
});

describe('an own deletion', () => {
	const message = eventOf();
	test('removes what is stored', () => {
		const deletion = deletionOf(message);
		const outcome = apply([deletion], recordsOf([message]));
		expect(outcome).toMatchObject({ stored: [deletion], removed: [message.id] });
		expect(outcome.puts).toContainEqual({ place, event: { id: message.id }, deletedBy: [alice] });
	});
	test('removes what came in the same batch, before or after it', () => {
		for (const order of [
			[message, deletionOf(message)],
			[deletionOf(message), message]
		])
			expect(apply(order).stored.map((event) => event.kind)).toEqual([5]);
	});
	test('is remembered for what comes later', () => {
		const known = after([deletionOf(message)]);
		expect(apply([message], known)).toMatchObject({ stored: [], dropped: 1 });
	});
	test('by somebody else does nothing, and does not hide the real one', () => {
		expect(apply([deletionOf(message, bob)], recordsOf([message])).removed).toEqual([]);
		const forged = after([deletionOf(message, bob)]);
		expect(apply([message], forged).stored).toEqual([message]);
		const both = after([deletionOf(message, bob), deletionOf(message)]);
		expect(apply([message], both)).toMatchObject({ stored: [], dropped: 1 });
	});
	test('by one author is remembered once', () => {
		const known = after([deletionOf(message), deletionOf(message)]);
		expect(known).toContainEqual({ place, event: { id: message.id }, deletedBy: [alice] });
	});
	test('does not delete a deletion', () => {
		const deletion = deletionOf(message);
		const undo = deletionOf(deletion);
		expect(apply([undo], recordsOf([deletion])).removed).toEqual([]);
		expect(apply([deletion], after([undo])).stored).toEqual([deletion]);
	});
	test('removes an article by address, up to its own time', () => {
		const article = (created_at: number) => eventOf({ kind: 30023, created_at, tags: [h, ['d', 'x']] });
		const deletion = eventOf({ kind: 5, created_at: 20, tags: [h, ['a', `30023:${alice}:x`]] });
		const [old, late] = [article(10), article(30)];
		expect(apply([deletion], recordsOf([old])).removed).toEqual([old.id]);
		expect(apply([deletion], recordsOf([late])).removed).toEqual([]);
		const known = after([deletion]);
		expect(apply([old, late], known)).toMatchObject({ stored: [late], dropped: 1 });
		expect(apply([eventOf({ ...deletion, pubkey: bob })], recordsOf([old])).removed).toEqual([]);
	});
});

describe("a moderator's deletion", () => {
	const message = eventOf({ pubkey: bob });
	const removal = eventOf({ kind: 9005, pubkey: carol, tags: [h, ['e', message.id]] });
	test('removes what anybody wrote, and is remembered', () => {
		expect(apply([removal], recordsOf([message])).removed).toEqual([message.id]);
		expect(after([removal])).toContainEqual({ place, event: { id: message.id }, deletedBy: [ANYBODY] });
		expect(apply([message], after([removal])).dropped).toBe(1);
	});
	test('ends at its group', () => {
		const elsewhere = eventOf({
			...removal,
			tags: [
				['h', 'other'],
				['e', message.id]
			]
		});
		expect(apply([elsewhere], recordsOf([message])).removed).toEqual([]);
		expect(apply([message], after([elsewhere])).stored).toEqual([message]);
	});
	test('leaves the state of the group alone', () => {
		const state = stateOf();
		const attack = eventOf({ kind: 9005, tags: [h, ['e', state.id]] });
		expect(apply([attack], recordsOf([state])).removed).toEqual([]);
		expect(apply([state], after([attack])).stored).toEqual([state]);
	});
	test('counts what it frees', () => {
		const { changes } = apply([removal], recordsOf([message]));
		const [gone, come] = [...recordsOf([message]), ...recordsOf([removal])].map(sizeOf);
		expect(changes.get(place)).toEqual({ events: 0, bytes: come! - gone! });
	});
});

test('what a batch needs is asked for once', () => {
	const message = eventOf();
	const { keys, addresses } = neededBy(
		shelf,
		recordsOf([message, deletionOf(message), deletionOf(message), stateOf(), stateOf()])
	);
	expect(keys).toHaveLength(5);
	expect(addresses).toHaveLength(1);
});

test('events are stored in the order received', () => {
	const events = [eventOf(), stateOf(), eventOf()];
	const known: StoredRecord[] = [{ place, event: { id: events[2]!.id }, deletedBy: [bob] }];
	expect(idsOf(apply(events, known).stored)).toEqual(idsOf(events));
});
