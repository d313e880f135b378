import type { NostrEvent } from '$lib/protocol/event';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import {
	alice,
	bob,
	carol,
	eventOf,
	messagesOf,
	porch,
	stateOf
} from '../../../tests/fixtures/cached-events.ts';
import { createFactory, openTestStorage } from '../../../tests/fixtures/storage.ts';
import { placeKey, shelfKey } from './place.ts';

const ids = (events: readonly NostrEvent[]) => events.map((event) => event.id);
const { scope, relay } = porch;
const h = ['h', porch.id];

async function openCache() {
	const { cache } = await openTestStorage();
	return cache;
}

describe('a timeline', () => {
	test('comes newest first, whatever the order it was put in', async () => {
		const cache = await openCache();
		const messages = messagesOf(120);
		const shuffled = [...messages].sort((a, b) => (a.id.slice(-1) < b.id.slice(-1) ? -1 : 1));
		await cache.put(scope, relay, shuffled.slice(0, 70));
		await cache.put(scope, relay, shuffled.slice(60));
		expect(await cache.newest(porch, 50)).toEqual(messages.toReversed().slice(0, 50));
	});

	test('is read with one request', async () => {
		const cache = await openCache();
		await cache.put(scope, relay, messagesOf(200));
		const reads = countRequests();
		expect(await cache.newest(porch, 50)).toHaveLength(50);
		expect(reads()).toEqual(['IDBIndex.getAll']);
	});

	test('pages over equal times without loss or repeat, backwards and forwards', async () => {
		const cache = await openCache();
		const messages = Array.from({ length: 100 }, (_, at) =>
			eventOf({ created_at: 1_700_000_000 + (at >> 5) })
		);
		await cache.put(scope, relay, messages);
		const back: NostrEvent[] = [];
		for (;;) {
			const page = await cache.newest(porch, 7, { before: back.at(-1) });
			back.push(...page);
			if (page.length < 7) break;
		}
		expect(new Set(ids(back)).size).toBe(100);
		const forth: NostrEvent[] = [back.at(-1)!];
		for (;;) {
			const page = await cache.following(porch, forth.at(-1)!, 7);
			forth.push(...page);
			if (page.length < 7) break;
		}
		expect(ids(forth)).toEqual(ids(back).toReversed());
	});

	test('merges kinds in one order', async () => {
		const cache = await openCache();
		const events = [9, 11, 9, 7, 11, 9].map((kind) => eventOf({ kind }));
		await cache.put(scope, relay, events);
		const wanted = events.filter((event) => event.kind !== 7);
		expect(ids(await cache.newest(porch, 3, { kinds: [9, 11] }))).toEqual(
			ids(wanted.toReversed().slice(0, 3))
		);
		expect(ids(await cache.following(porch, wanted[0]!, 3, [9, 11]))).toEqual(ids(wanted.slice(1, 4)));
	});

	test('leaves out what has expired, and still fills the page', async () => {
		const cache = await openCache();
		const now = Math.floor(Date.now() / 1000);
		const dying = Array.from({ length: 10 }, (_, at) =>
			eventOf({ created_at: now + at, tags: [h, ['expiration', `${now + 3600}`]] })
		);
		const lasting = messagesOf(10);
		await cache.put(scope, relay, [...lasting, ...dying]);
		expect(await cache.newest(porch, 5)).toEqual(dying.toReversed().slice(0, 5));
		vi.useFakeTimers({ now: (now + 3601) * 1000, toFake: ['Date'] });
		onTestFinished(() => void vi.useRealTimers());
		expect(await cache.newest(porch, 5)).toEqual(lasting.toReversed().slice(0, 5));
		expect(await cache.find(porch, dying[0]!.id)).toBeUndefined();
	});
});

test('messages that name the account are found by an index, the newest first', async () => {
	const { cache } = await openTestStorage();
	const naming = ['p', scope];
	const said = Array.from({ length: 250 }, (_, at) =>
		eventOf({ pubkey: bob, created_at: 1_000 + at, tags: [h, ...(at % 100 === 20 ? [naming] : [])] })
	);
	const answer = eventOf({ pubkey: bob, created_at: 2_000, tags: [h, ['q', said[0]!.id, relay, scope]] });
	const others = [
		eventOf({ pubkey: scope, tags: [h, naming] }),
		eventOf({ pubkey: bob, tags: [h, ['p', carol], ['e', 'mention'], ['q', 'mention']] }),
		eventOf({ pubkey: bob, kind: 7, tags: [h, naming] })
	];
	await cache.put(scope, relay, [...said, answer, ...others]);
	await cache.put(bob, relay, said);
	const reads = countRequests();
	expect(await cache.mentions(porch, 50)).toEqual([answer, said[220], said[120], said[20]]);
	expect(reads()).toEqual(['IDBIndex.getAll']);
	expect(await cache.mentions(porch, 2, answer)).toEqual([said[220], said[120]]);
	expect(await cache.mentions({ ...porch, scope: bob }, 50)).toEqual([]);
	const deletion = eventOf({ pubkey: bob, kind: 5, tags: [h, ['e', answer.id]] });
	await cache.put(scope, relay, [deletion]);
	expect(await cache.mentions(porch, 1)).toEqual([said[220]]);
});

describe('a group', () => {
	test('has its six state events', async () => {
		const cache = await openCache();
		const state = [39000, 39001, 39002, 39003, 39004, 39005].map((kind) => stateOf({ kind }));
		await cache.put(scope, relay, state);
		const [metadata, admins, members, roles, presence, pins] = state;
		expect(await cache.groupState(porch)).toEqual({ metadata, admins, members, roles, presence, pins });
		expect(await cache.groupsOnRelay(scope, relay, 39004)).toEqual([presence]);
	});

	test('finds what refers to a message, once and oldest first', async () => {
		const cache = await openCache();
		const [one, two] = messagesOf(2) as [NostrEvent, NostrEvent];
		const reaction = eventOf({ kind: 7, pubkey: bob, tags: [h, ['e', one.id]] });
		const reply = eventOf({ tags: [h, ['q', one.id], ['q', two.id]] });
		await cache.put(scope, relay, [reply, reaction, one, two]);
		expect(await cache.referring(porch, [one.id, two.id], [7, 9])).toEqual([reaction, reply]);
		expect(await cache.referring(porch, [one.id], [7])).toEqual([reaction]);
	});

	test('knows the memberships of one person', async () => {
		const cache = await openCache();
		const history = [
			eventOf({ kind: 9021, pubkey: bob }),
			eventOf({ kind: 9000, pubkey: carol, tags: [h, ['p', alice], ['p', bob]] }),
			eventOf({ kind: 9022, pubkey: bob }),
			eventOf({ kind: 9001, pubkey: carol, tags: [h, ['p', bob]] })
		];
		const others = [eventOf({ kind: 9000, tags: [h, ['p', carol]] }), eventOf({ kind: 9021, pubkey: carol })];
		await cache.put(scope, relay, [...others, ...history.toReversed()]);
		expect(await cache.membershipHistory(porch, bob)).toEqual(history);
	});
});

describe('a batch', () => {
	test('says what it did, and tells its watchers once', async () => {
		const { cache, changes } = await openTestStorage();
		const [place, shelf, other] = [vi.fn(), vi.fn(), vi.fn()];
		changes.watch(`place:${placeKey(porch)}`, place);
		changes.watch(`shelf:${shelfKey(scope, relay)}`, shelf);
		changes.watch(`place:${placeKey({ ...porch, id: 'other' })}`, other);
		const [message, old] = [eventOf(), eventOf()];
		await cache.put(scope, relay, [old]);
		const deletion = eventOf({ kind: 5, tags: [h, ['e', old.id]] });
		const batch = [message, deletion, eventOf({ tags: [] }), eventOf({ tags: [h, ['expiration', '1']] })];
		expect(await cache.put(scope, relay, batch)).toEqual({
			stored: [message, deletion],
			removed: [old.id],
			dropped: 2
		});
		expect([place.mock.calls.length, shelf.mock.calls.length]).toEqual([2, 0]);
		await cache.put(scope, relay, batch);
		expect([place.mock.calls.length, shelf.mock.calls.length]).toEqual([2, 0]);
		await cache.put(scope, relay, [stateOf()]);
		expect([place.mock.calls.length, shelf.mock.calls.length, other.mock.calls.length]).toEqual([3, 1, 0]);
	});

	test('that overlaps another from a second tab counts each event once', async () => {
		const factory = createFactory();
		const [one, two] = [await openTestStorage({ factory }), await openTestStorage({ factory })];
		const messages = messagesOf(300);
		await Promise.all([
			one.cache.put(scope, relay, messages.slice(0, 200)),
			two.cache.put(scope, relay, messages.slice(100)),
			one.cache.put(scope, relay, messages.slice(50, 250))
		]);
		expect((await two.cache.usage()).events).toBe(300);
		expect(await one.cache.newest(porch, 500)).toHaveLength(300);
	});

	test('with ten megabytes in one event and thousands of tags in another is nothing special', async () => {
		const cache = await openCache();
		const large = eventOf({ content: 'x'.repeat(10_000_000) });
		const tagged = eventOf({
			tags: [h, ...Array.from({ length: 2000 }, (_, at) => ['e', `${at}`, 'wss://x', 'y'.repeat(64)])]
		});
		const deletion = eventOf({
			kind: 5,
			tags: [h, ...Array.from({ length: 2000 }, (_, at) => ['e', `${at}`.padStart(64, 'f')])]
		});
		await cache.put(scope, relay, [large, tagged, deletion]);
		expect(ids(await cache.newest(porch, 50))).toEqual(ids([tagged, large]));
		expect((await cache.find(porch, large.id))?.content.length).toBe(10_000_000);
		expect(ids(await cache.referring(porch, ['1999'], [9]))).toEqual([tagged.id]);
		expect((await cache.usage()).bytes).toBeGreaterThan(10_000_000);
	});

	test('whose counters follow what stays', async () => {
		const { cache, care } = await openTestStorage();
		const messages = messagesOf(3);
		await cache.put(scope, relay, messages);
		const before = await cache.usage();
		const extra = eventOf({ content: 'a longer one' });
		await cache.put(scope, relay, [extra, stateOf({ created_at: 1 })]);
		await cache.put(scope, relay, [stateOf({ created_at: 2 })]);
		expect((await cache.usage()).events).toBe(5);
		await (await care()).forgetRelay(relay, [scope]);
		await cache.put(scope, relay, messages);
		expect(await cache.usage()).toEqual(before);
	});
});

function countRequests(): () => string[] {
	const calls: string[] = [];
	for (const type of [IDBObjectStore, IDBIndex]) {
		for (const name of [
			'get',
			'getKey',
			'getAll',
			'getAllKeys',
			'count',
			'openCursor',
			'openKeyCursor'
		] as const) {
			const original = type.prototype[name] as (...values: unknown[]) => IDBRequest;
			const spy = vi.spyOn(type.prototype, name).mockImplementation(function (
				this: unknown,
				...values: unknown[]
			) {
				calls.push(`${type.name}.${name}`);
				return original.apply(this, values) as never;
			});
			onTestFinished(() => spy.mockRestore());
		}
	}
	return () => calls;
}
