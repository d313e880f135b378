import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { bob, eventOf, porch } from '../../../tests/fixtures/cached-events.ts';
import { presentBy } from '../../../tests/fixtures/present.ts';
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
function openUnread(before?: ReadMark, present = presentBy(() => 1_000)) {
	const kept: number[] = [];
	const marks = {
		find: () => Promise.resolve(before),
		put: (_scope: string, _group: unknown, { created_at }: ReadMark) =>
			Promise.resolve(void kept.push(created_at))
	};
	return {
		unread: new Unread({ marks, present, cache: { following: () => Promise.resolve([]) } }, porch),
		kept
	};
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

describe('a message that comes from tomorrow', () => {
	const tomorrow = 90_000;

	test('moves the mark no further than what was said before it, and leaves what is said after it unread', async () => {
		const { unread, kept } = openUnread(markAt(100));
		await unread.open();
		const said = saidAt(200, 300, tomorrow, tomorrow + 1);
		expect(unread.see(said)).toBe(true);
		expect(kept).toEqual([300]);
		await unread.recount(said, true);
		expect(unread.count).toBe(0);
		await unread.recount([...said.slice(0, 2), ...saidAt(400, 500), ...said.slice(2)], true);
		expect(unread.count).toBe(2);
	});

	test('draws no line', async () => {
		const { unread } = openUnread(markAt(301));
		await unread.open();
		expect(await unread.drawLine(saidAt(200, 300, tomorrow), true)).toBeUndefined();
		expect(await unread.drawLine(saidAt(200, 400, tomorrow), true)).toMatchObject({ count: 1 });
	});
});

test('by a clock that is a day slow what is said now is unread, and read once it was seen', async () => {
	const day = 86_400;
	const { unread, kept } = openUnread(
		markAt(day),
		presentBy(() => 1_000, day)
	);
	await unread.open();
	const said = saidAt(day + 100, day + 200);
	expect(await unread.drawLine(said, true)).toMatchObject({ count: 2 });
	expect(unread.see(said)).toBe(true);
	expect(kept).toEqual([day + 200]);
	await unread.recount(said, true);
	expect(unread.count).toBe(0);
});

test('what is seen before the host has said that it is no future counts as read afterwards', async () => {
	const day = 86_400;
	const { unread, kept } = openUnread(
		undefined,
		presentBy(() => 1_000, day)
	);
	await unread.open();
	unread.see(saidAt(day));
	await vi.waitFor(() => expect(kept).toEqual([day]));
});
