import { describe, expect, test, vi } from 'vitest';
import { alice, bob, eventOf, messagesOf, porch, stateOf } from '../../../tests/fixtures/cached-events.ts';
import { openTestStorage } from '../../../tests/fixtures/storage.ts';
import { placeKey } from './place.ts';

const { scope, relay } = porch;
const h = ['h', porch.id];
const attic = { ...porch, id: 'attic' };
const inAttic = { tags: [['h', attic.id]] };

describe('when bytes are evicted', () => {
	test('the newest 50 messages stay, and coverage claims no more than them', async () => {
		const storage = await openTestStorage();
		const { cache, coverage, changes } = storage;
		const told = vi.fn();
		const messages = messagesOf(1200, 1000);
		await cache.put(scope, relay, messages);
		await coverage.add(porch, 'chat', { since: 0, until: 5000 });
		await coverage.add(porch, 'reactions', { since: 0, until: 1100 });
		const before = await cache.usage();
		changes.watch(`place:${placeKey(porch)}`, told);
		const freed = await storage.evict(0);
		expect(await cache.newest(porch, 2000)).toEqual(messages.slice(-50).toReversed());
		expect(await coverage.intervals(porch, 'chat')).toEqual([{ since: 2150, until: 5000 }]);
		expect(await coverage.intervals(porch, 'reactions')).toEqual([]);
		expect(await cache.usage()).toEqual({ bytes: before.bytes - freed, events: 50 });
		expect(told).toHaveBeenCalledOnce();
	});

	test('nothing goes while there is room', async () => {
		const storage = await openTestStorage();
		const { cache } = storage;
		await cache.put(scope, relay, messagesOf(100));
		expect(await storage.evict((await cache.usage()).bytes)).toBe(0);
		expect((await cache.usage()).events).toBe(100);
	});

	test('the place opened longest ago goes first', async () => {
		const storage = await openTestStorage();
		const { cache } = storage;
		await cache.put(scope, relay, messagesOf(200));
		await cache.put(
			scope,
			relay,
			messagesOf(200).map((event) => ({ ...event, ...inAttic }))
		);
		await cache.markOpened(porch);
		await storage.evict((await cache.usage()).bytes - 1);
		expect(await cache.newest(attic, 500)).toHaveLength(50);
		expect(await cache.newest(porch, 500)).toHaveLength(200);
	});

	test('state, memberships and what belongs to the kept messages stay', async () => {
		const storage = await openTestStorage();
		const { cache } = storage;
		const old = [
			stateOf({ created_at: 1 }),
			eventOf({ kind: 9000, created_at: 1, tags: [h, ['p', bob]] }),
			eventOf({ kind: 30023, created_at: 1, tags: [h, ['d', 'x']] })
		];
		const messages = messagesOf(100, 1000);
		const reactions = messages.map((message) =>
			eventOf({ kind: 7, created_at: message.created_at, tags: [h, ['e', message.id]] })
		);
		await cache.put(scope, relay, [...old, ...messages, ...reactions]);
		await storage.evict(0);
		expect((await cache.usage()).events).toBe(3 + 50 + 50);
		expect((await cache.groupState(porch)).metadata).toEqual(old[0]);
		expect(await cache.membershipHistory(porch, bob)).toEqual([old[1]]);
		expect(await cache.referring(porch, [messages[50]!.id], [7])).toEqual([reactions[50]]);
	});

	test('a flood of reactions does not push the messages out, nor messages of one second', async () => {
		const storage = await openTestStorage();
		const { cache } = storage;
		const messages = Array.from({ length: 80 }, () => eventOf({ created_at: 1000 }));
		const reactions = Array.from({ length: 700 }, (_, at) =>
			eventOf({ kind: 7, created_at: 2000 + at, pubkey: alice })
		);
		await cache.put(scope, relay, [...messages, ...reactions]);
		await storage.evict(0);
		expect(await cache.newest(porch, 100)).toHaveLength(80);
		expect(await cache.newest(porch, 1000, { kinds: [7] })).toHaveLength(700);
	});

	test('what was deleted does not come back', async () => {
		const storage = await openTestStorage();
		const { cache } = storage;
		const [victim, ...messages] = messagesOf(200, 1000);
		await cache.put(scope, relay, [
			victim!,
			...messages,
			eventOf({ kind: 5, created_at: 1001, tags: [h, ['e', victim!.id]] })
		]);
		await storage.evict(0);
		expect(await cache.put(scope, relay, [victim!])).toMatchObject({ stored: [], dropped: 1 });
	});
});
