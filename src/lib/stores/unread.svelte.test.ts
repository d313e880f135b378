import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bob, eventOf, porch } from '../../../tests/fixtures/cached-events.ts';
import type { ReadMark } from '../storage/kept-records.ts';
import { parseChatMessage } from '../protocol/chat-message.ts';
import type { Said } from './timeline.ts';
import { Unread } from './unread.svelte.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const markAt = (created_at: number): ReadMark => ({ created_at, id: 'a'.repeat(64) });

/** What others said at these times, oldest first. */
const saidAt = (...times: number[]): Said[] =>
	times.flatMap((created_at) => {
		const event = eventOf({ pubkey: bob, created_at });
		const message = parseChatMessage(event);
		return message ? { key: event.id, message } : [];
	});

/** A conversation that was read up to `before`. */
function openUnread(before?: ReadMark) {
	const kept: number[] = [];
	const marks = {
		find: () => Promise.resolve(before),
		put: (_scope: string, _group: unknown, { created_at }: ReadMark) =>
			Promise.resolve(void kept.push(created_at))
	};
	const cache = { following: () => Promise.resolve([]) };
	return { unread: new Unread({ marks, cache, clock: () => 1_000 }, porch), kept };
}

test('what is seen first is kept at once, what a scroll passes after it only now and then', async () => {
	const { unread, kept } = openUnread();
	await unread.open();
	unread.see(saidAt(1));
	expect(kept).toEqual([1]);
	unread.see(saidAt(2));
	unread.see(saidAt(3));
	expect(kept).toEqual([1]);
	vi.runAllTimers();
	expect(kept).toEqual([1, 3]);
	unread.see(saidAt(2));
	unread.see(saidAt(4));
	expect(kept).toEqual([1, 3, 4]);
	unread.see(saidAt(5));
	unread.flush();
	expect(kept).toEqual([1, 3, 4, 5]);
});

test('what was seen last is kept when the page is put aside, and when the conversation is left', async () => {
	const { unread, kept } = openUnread();
	await unread.open();
	const stop = unread.hold();
	unread.see(saidAt(1));
	unread.see(saidAt(2));
	document.dispatchEvent(new Event('visibilitychange'));
	expect(kept).toEqual([1]);
	using state = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
	document.dispatchEvent(new Event('visibilitychange'));
	expect(state).toHaveBeenCalled();
	expect(kept).toEqual([1, 2]);
	unread.see(saidAt(3));
	unread.see(saidAt(4));
	stop();
	expect(kept).toEqual([1, 2, 3, 4]);
});

test('what is seen before it is known how far was read is kept after that', async () => {
	const { unread, kept } = openUnread(markAt(1));
	unread.see(saidAt(4));
	expect(kept).toEqual([]);
	await unread.open();
	vi.runAllTimers();
	expect(kept).toEqual([4]);
});

test('a message that comes from tomorrow counts until it was seen, and takes nothing with it', async () => {
	const tomorrow = 90_000;
	const { unread, kept } = openUnread(markAt(100));
	await unread.open();
	const said = saidAt(200, 300, tomorrow);
	await unread.recount(said, true);
	expect(unread.count).toBe(3);
	expect(unread.see(said)).toBe(true);
	expect(kept).toEqual([300]);
	await unread.recount(said, true);
	expect(unread.count).toBe(0);
	await unread.recount([...said.slice(0, 2), ...saidAt(400, 500), ...said.slice(2)], true);
	expect(unread.count).toBe(2);
	expect(unread.see(said)).toBe(false);
	// Opened again, the line stands above what was said meanwhile.
	await unread.open();
	const [first] = saidAt(400);
	const line = await unread.drawLine([...said.slice(0, 2), first!, ...said.slice(2)], true);
	expect(line).toMatchObject({ key: first!.key, count: 1 });
});

test('by a clock that is a day slow what is said now is unread, and read once it was seen', async () => {
	const now = 90_000;
	const { unread } = openUnread(markAt(now));
	await unread.open();
	const said = saidAt(...Array.from({ length: 60 }, (_, each) => now + 100 + each));
	expect(await unread.drawLine(said, true)).toMatchObject({ count: 60 });
	expect(unread.see(said)).toBe(true);
	await unread.recount(said, true);
	expect(unread.count).toBe(0);
	await unread.recount([...said, ...saidAt(now + 500)], true);
	expect(unread.count).toBe(1);
});
