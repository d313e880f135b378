import { expect, test, vi } from 'vitest';
import { alice, bob, porch } from '../../../tests/fixtures/cached-events.ts';
import { createFactory, openTestStorage } from '../../../tests/fixtures/storage.ts';

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
		Promise.all(tabs.map((notices) => notices.claim(alice, porch, message)));
	expect((await claim(at(100))).filter(Boolean)).toHaveLength(1);
	expect(await claim(at(99))).toEqual([false, false]);
	// In one second the lower id is the newer one, as everywhere (NIP-01).
	expect(await claim(at(100, '6'))).toEqual([false, false]);
	expect((await claim(at(100, '4'))).filter(Boolean)).toHaveLength(1);
	expect((await claim(at(101))).filter(Boolean)).toHaveLength(1);
});

test('what was chosen outlives what was told, and the other way round', async () => {
	const notices = await (await openTestStorage()).notices();
	await notices.choose(alice, porch, 'all');
	await notices.claim(alice, porch, at(100));
	expect(await notices.level(alice, porch)).toBe('all');
	await notices.choose(alice, porch, 'mentions');
	expect(await notices.claim(alice, porch, at(100))).toBe(false);
});
