import { expect, onTestFinished, test, vi } from 'vitest';
import { alice, bob, eventOf, messagesOf, porch } from '../../../tests/fixtures/cached-events.ts';
import { openTestStorage } from '../../../tests/fixtures/storage.ts';
import { UnreadTotal } from './unread-total.svelte';

const garden = { ...porch, id: 'garden' };
const from = 1_700_000_000;

/** A device on which nothing of `porch` and `garden` is unread yet. */
async function openTotal() {
	const storage = await openTestStorage();
	const notices = await storage.notices();
	for (const place of [porch, garden]) {
		await notices.choose(alice, place, 'all');
		await storage.marks.put(alice, place, { created_at: from, id: 'f'.repeat(64) });
	}
	const total = new UnreadTotal({ ...storage, notices });
	const follow = (places = [porch, garden]): (() => void) => {
		const stop = total.follow(places);
		onTestFinished(stop);
		return stop;
	};
	const hear = (id: string, count: number, pubkey = bob) =>
		storage.cache.put(
			alice,
			porch.relay,
			messagesOf(count, from + 1).map((event) => ({ ...event, pubkey, tags: [['h', id]] }))
		);
	return { storage, total, follow, hear };
}

test('counts what others said in all groups, and follows what is said and read', async () => {
	const { storage, total, follow, hear } = await openTotal();
	await hear('porch', 2);
	follow();
	await vi.waitFor(() => expect(total.count).toBe(2));
	await hear('garden', 3);
	await hear('garden', 1, alice);
	await vi.waitFor(() => expect(total.count).toBe(5));
	await storage.marks.put(alice, garden, { created_at: from + 1, id: '0'.repeat(64) });
	await vi.waitFor(() => expect(total.count).toBe(4));
	await storage.marks.put(alice, porch, { created_at: from + 9, id: '1'.repeat(64) });
	await vi.waitFor(() => expect(total.count).toBe(2));
});

test('is exact to 99', async () => {
	const { total, follow, hear } = await openTotal();
	await hear('porch', 60);
	await hear('garden', 39);
	follow();
	await vi.waitFor(() => expect(total.count).toBe(99));
	await hear('porch', 1);
	await vi.waitFor(() => expect(total.count).toBe(100));
	await hear('porch', 50);
	expect(total.count).toBe(100);
});

test('a group that is left counts no more, and one without a mark counts its newest message', async () => {
	const { storage, total, follow, hear } = await openTotal();
	await hear('porch', 2);
	const stop = follow();
	await vi.waitFor(() => expect(total.count).toBe(2));
	stop();
	const street = { ...porch, id: 'street' };
	await (await storage.notices()).choose(alice, street, 'all');
	await storage.cache.put(
		alice,
		porch.relay,
		[1, 2].map((at) => eventOf({ pubkey: bob, created_at: from + at, tags: [['h', 'street']] }))
	);
	follow([garden, street]);
	await vi.waitFor(() => expect(total.count).toBe(1));
	follow([]);
	await vi.waitFor(() => expect(total.count).toBe(0));
});

test('a group counts as its person chose: all, mentions and answers, or nothing', async () => {
	const { storage, total, follow, hear } = await openTotal();
	await hear('porch', 3);
	const naming = { pubkey: bob, created_at: from + 9 };
	const tags = [
		['h', 'garden'],
		['p', alice]
	];
	await storage.cache.put(alice, porch.relay, [eventOf({ ...naming, tags })]);
	await hear('garden', 4);
	follow();
	await vi.waitFor(() => expect(total.count).toBe(8));
	const notices = await storage.notices();
	await notices.choose(alice, garden, 'mentions');
	await vi.waitFor(() => expect(total.count).toBe(4));
	await notices.choose(alice, porch, 'nothing');
	await vi.waitFor(() => expect(total.count).toBe(1));
});
