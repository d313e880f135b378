import { expect, test } from 'vitest';
import { alice, bob, eventOf, porch, stateOf } from '../../../tests/fixtures/cached-events.ts';
import { openTestStorage } from '../../../tests/fixtures/storage.ts';

const h = ['h', porch.id];
const twin = { ...porch, relay: 'wss://fork.example.com' };
const bobs = { ...porch, scope: bob };

test('the same group on two relays, and for two accounts', async () => {
	const { cache } = await openTestStorage();
	const [here, there, his] = [eventOf(), eventOf(), eventOf()];
	await cache.put(porch.scope, porch.relay, [here]);
	await cache.put(twin.scope, twin.relay, [there]);
	await cache.put(bobs.scope, bobs.relay, [his]);
	expect(await cache.newest(porch, 50)).toEqual([here]);
	expect(await cache.newest(twin, 50)).toEqual([there]);
	expect(await cache.newest(bobs, 50)).toEqual([his]);
	expect(await cache.find(twin, here.id)).toBeUndefined();
	expect(await cache.find(bobs, here.id)).toBeUndefined();
});

test('a deletion here removes nothing there, now or later', async () => {
	const { cache } = await openTestStorage();
	const message = eventOf();
	const removal = eventOf({ kind: 9005, pubkey: bob, tags: [h, ['e', message.id]] });
	await cache.put(twin.scope, twin.relay, [message]);
	await cache.put(porch.scope, porch.relay, [
		message,
		removal,
		eventOf({ kind: 5, tags: [h, ['e', message.id]] })
	]);
	await cache.put(bobs.scope, bobs.relay, [message]);
	expect(await cache.newest(porch, 50)).toEqual([]);
	expect(await cache.newest(twin, 50)).toEqual([message]);
	expect(await cache.newest(bobs, 50)).toEqual([message]);
});

test('state of twins is two states', async () => {
	const { cache } = await openTestStorage();
	const [here, there] = [stateOf({ created_at: 1 }), stateOf({ created_at: 2 })];
	await cache.put(porch.scope, porch.relay, [here]);
	await cache.put(twin.scope, twin.relay, [there]);
	expect((await cache.groupState(porch)).metadata).toEqual(here);
	expect((await cache.groupState(twin)).metadata).toEqual(there);
	expect(await cache.groupsOnRelay(porch.scope, porch.relay)).toEqual([here]);
});

test('a scope is forgotten on all relays, another stays', async () => {
	const { cache, profiles, coverage, care } = await openTestStorage();
	const profile = eventOf({ kind: 0, tags: [] });
	for (const place of [porch, twin, bobs]) {
		await cache.put(place.scope, place.relay, [eventOf(), stateOf()]);
		await coverage.add(place, 'chat', { since: 1, until: 9 });
		await profiles.put(place.scope, [profile]);
	}
	await (await care()).forgetScope(alice);
	for (const place of [porch, twin]) {
		expect(await cache.newest(place, 50)).toEqual([]);
		expect(await cache.groupState(place)).toEqual({});
		expect(await coverage.intervals(place, 'chat')).toEqual([]);
		expect(await profiles.find(place.scope, [alice])).toEqual(new Map());
	}
	expect(await cache.newest(bobs, 50)).toHaveLength(1);
	expect(await coverage.intervals(bobs, 'chat')).toHaveLength(1);
	expect(await profiles.find(bob, [alice])).toEqual(new Map([[alice, profile]]));
	expect((await cache.usage()).events).toBe(2);
});
