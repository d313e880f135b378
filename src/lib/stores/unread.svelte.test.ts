import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { porch } from '../../../tests/fixtures/cached-events.ts';
import type { ReadMark } from '../storage/kept-records.ts';
import { Unread } from './unread.svelte.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const markAt = (created_at: number): ReadMark => ({ created_at, id: 'a'.repeat(64) });

/** A conversation that was read up to `before`. */
function openUnread(before?: ReadMark) {
	const kept: number[] = [];
	const marks = {
		find: () => Promise.resolve(before),
		put: (_scope: string, _group: unknown, { created_at }: ReadMark) =>
			Promise.resolve(void kept.push(created_at))
	};
	return { unread: new Unread({ marks, cache: { following: () => Promise.resolve([]) } }, porch), kept };
}

test('what is seen first is kept at once, what a scroll passes after it only now and then', async () => {
	const { unread, kept } = openUnread();
	await unread.open();
	unread.see(markAt(1));
	expect(kept).toEqual([1]);
	unread.see(markAt(2));
	unread.see(markAt(3));
	expect(kept).toEqual([1]);
	vi.runAllTimers();
	expect(kept).toEqual([1, 3]);
	unread.see(markAt(2));
	unread.see(markAt(4));
	expect(kept).toEqual([1, 3, 4]);
	unread.see(markAt(5));
	unread.flush();
	expect(kept).toEqual([1, 3, 4, 5]);
});

test('what was seen last is kept when the page is put aside, and when the conversation is left', async () => {
	const { unread, kept } = openUnread();
	await unread.open();
	const stop = unread.hold();
	unread.see(markAt(1));
	unread.see(markAt(2));
	document.dispatchEvent(new Event('visibilitychange'));
	expect(kept).toEqual([1]);
	using state = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
	document.dispatchEvent(new Event('visibilitychange'));
	expect(state).toHaveBeenCalled();
	expect(kept).toEqual([1, 2]);
	unread.see(markAt(3));
	unread.see(markAt(4));
	stop();
	expect(kept).toEqual([1, 2, 3, 4]);
});

test('what is seen before it is known how far was read is kept after that', async () => {
	const { unread, kept } = openUnread(markAt(1));
	unread.see(markAt(4));
	expect(kept).toEqual([]);
	await unread.open();
	vi.runAllTimers();
	expect(kept).toEqual([4]);
});
