import { describe, expect, test, vi } from 'vitest';
import { alice, bob, porch } from '../../../tests/fixtures/cached-events.ts';
import { createFactory, openTestStorage } from '../../../tests/fixtures/storage.ts';

const now = 1_000;
const at = (created_at: number, digit = '5') => ({ created_at, id: digit.repeat(64) });

test('a group tells of mentions until its person chooses, each account for itself', async () => {
	const { changes, eraseAccount, ...storage } = await openTestStorage();
	const notices = await storage.notices();
	const told = vi.fn();
	changes.watch(`notices:${alice}`, told);
	expect(await notices.level(alice, porch)).toBe('mentions');
	await notices.choose(alice, porch, 'nothing');
	await notices.choose(alice, { ...porch, relay: 'wss://fork.example.com' }, 'all');
	expect(told).toHaveBeenCalledTimes(2);
	expect(await notices.level(alice, porch)).toBe('nothing');
	expect([...(await notices.levels(alice)).values()].sort()).toEqual(['all', 'nothing']);
	expect(await notices.level(bob, porch)).toBe('mentions');
	await eraseAccount(alice);
	expect(await notices.levels(alice)).toEqual(new Map());
});

test('of any number of tabs one tells of a message, and nobody of an older one', async () => {
	const factory = createFactory();
	const devices = [await openTestStorage({ factory }), await openTestStorage({ factory })];
	const tabs = await Promise.all(devices.map((device) => device.notices()));
	const claim = (message: ReturnType<typeof at>) =>
		Promise.all(tabs.map((notices) => notices.claim(alice, porch, [message], now)));
	expect((await claim(at(100))).filter(Boolean)).toHaveLength(1);
	expect((await claim(at(99))).filter(Boolean)).toEqual([]);
	// In one second the lower id is the newer one, as everywhere (NIP-01).
	expect((await claim(at(100, '6'))).filter(Boolean)).toEqual([]);
	expect((await claim(at(100, '4'))).filter(Boolean)).toHaveLength(1);
	expect((await claim(at(101))).filter(Boolean)).toHaveLength(1);
});

test('what was chosen outlives what was told, and the other way round', async () => {
	const notices = await (await openTestStorage()).notices();
	await notices.choose(alice, porch, 'all');
	await notices.claim(alice, porch, [at(100)], now);
	expect(await notices.level(alice, porch)).toBe('all');
	await notices.choose(alice, porch, 'mentions');
	expect(await notices.claim(alice, porch, [at(100)], now)).toBeUndefined();
});

describe('of what comes from the future', () => {
	const [soon, late, later] = [at(1_010, '1'), at(90_000, '2'), at(91_000, '3')];

	test('each is told once, and what is said now as well', async () => {
		const notices = await (await openTestStorage()).notices();
		const claim = (...messages: ReturnType<typeof at>[]) => notices.claim(alice, porch, messages, now);
		expect(await claim(late)).toEqual(late);
		expect(await claim(late)).toBeUndefined();
		expect(await claim(late, soon)).toEqual(soon);
		expect(await claim(late, soon)).toBeUndefined();
		expect(await claim(later, late, soon)).toEqual(later);
		expect(await notices.claim(alice, porch, [later, late, soon], 95_000)).toBeUndefined();
	});

	test('an older one that comes late is nothing new', async () => {
		const notices = await (await openTestStorage()).notices();
		await notices.claim(alice, porch, [later], now);
		expect(await notices.claim(alice, porch, [later, late], now)).toBeUndefined();
	});

	test('any number of them silences nobody', async () => {
		const notices = await (await openTestStorage()).notices();
		const future = Array.from({ length: 60 }, (_, each) => ({
			created_at: 90_000 + each,
			id: `${each}`.padStart(64, '0')
		}));
		for (const [each] of future.entries()) await notices.claim(alice, porch, future.slice(0, each + 1), now);
		expect(await notices.claim(alice, porch, [...future, at(4_000)], 4_000)).toEqual(at(4_000));
	});
});
