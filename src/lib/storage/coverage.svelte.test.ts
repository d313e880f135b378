import { expect, test } from 'vitest';
import { bob, porch } from '../../../tests/fixtures/cached-events.ts';
import { createFactory, openTestStorage } from '../../../tests/fixtures/storage.ts';

test('what is covered is merged, from any tab, and survives a restart', async () => {
	const factory = createFactory();
	const [one, two] = [await openTestStorage({ factory }), await openTestStorage({ factory })];
	await Promise.all([
		one.coverage.add(porch, 'chat', { since: 10, until: 20 }),
		two.coverage.add(porch, 'chat', { since: 21, until: 30 }),
		one.coverage.add(porch, 'chat', { since: 50, until: 60 })
	]);
	one.close();
	const { coverage } = await openTestStorage({ factory });
	expect(await coverage.intervals(porch, 'chat')).toEqual([
		{ since: 10, until: 30 },
		{ since: 50, until: 60 }
	]);
});

test('what is owed is kept until it is filled, and may become less', async () => {
	const factory = createFactory();
	const one = await openTestStorage({ factory });
	const gap = { from: 49, floor: 31 };
	await one.coverage.settle(porch, 'chat', { interval: { since: 50, until: 60 }, owed: gap });
	one.close();
	const { coverage } = await openTestStorage({ factory });
	expect((await coverage.claim(porch, 'chat'))?.gaps).toEqual([gap]);
	await coverage.settle(porch, 'chat', { filled: gap, owed: { from: 40, floor: 31 } });
	expect((await coverage.claim(porch, 'chat'))?.gaps).toEqual([{ from: 40, floor: 31 }]);
	await coverage.settle(porch, 'chat', { filled: { from: 40, floor: 31 } });
	expect((await coverage.claim(porch, 'chat'))?.gaps).toBeUndefined();
	expect(await coverage.intervals(porch, 'chat')).toEqual([{ since: 50, until: 60 }]);
});

test('how new the newest known event is outlives a restart, and never becomes less', async () => {
	const factory = createFactory();
	const one = await openTestStorage({ factory });
	expect((await one.coverage.claim(porch, 'chat'))?.heard).toBeUndefined();
	await one.coverage.settle(porch, 'chat', { interval: { since: 10, until: 90 }, heard: 20 });
	await one.coverage.settle(porch, 'chat', { heard: 15 });
	await one.coverage.add(porch, 'chat', { since: 91, until: 95 });
	one.close();
	const { coverage } = await openTestStorage({ factory });
	expect((await coverage.claim(porch, 'chat'))?.heard).toBe(20);
	expect(await coverage.intervals(porch, 'chat')).toEqual([{ since: 10, until: 95 }]);
});

test('what is covered belongs to one place and one filter', async () => {
	const { coverage } = await openTestStorage();
	await coverage.add(porch, 'chat', { since: 10, until: 20 });
	expect(await coverage.intervals(porch, 'reactions')).toEqual([]);
	expect(await coverage.intervals({ ...porch, scope: bob }, 'chat')).toEqual([]);
	expect(await coverage.intervals({ ...porch, relay: 'wss://fork.example.com' }, 'chat')).toEqual([]);
});
