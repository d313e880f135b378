import { expect, test } from 'vitest';
import { AppError } from '../app-error.ts';
import { eventOf } from '../../../tests/fixtures/events.ts';
import type { Claim } from '$lib/storage/cache-schema';
import { addInterval, type Gap, type Interval } from '$lib/storage/intervals';
import { GroupProgress } from './group-progress.ts';
import { kinds } from '../protocol/kinds.ts';
import { actions, FURTHEST_FAST, messages } from './group-tracks.ts';

const place = { scope: 'nobody', relay: 'wss://relay.example', id: 'street' };
const now = 1_700_000_000;

/** Progress over tables, with what it claims and which gaps it wants closed. */
function createProgress(known: Interval[], newest?: number, owed: Gap[] = [], saidKinds?: number[]) {
	const claims = new Map<string, Interval[]>([['messages', known]]);
	const closed: Gap[] = [];
	let gaps = owed;
	const heard = new Map<string, number>();
	let said = newest;
	let failure: AppError | undefined;
	const progress = new GroupProgress(
		{
			cache: {
				newest: (_, __, options?: { kinds?: readonly number[] }) => {
					const isAsked = !saidKinds || saidKinds.some((kind) => options?.kinds?.includes(kind));
					return Promise.resolve(said === undefined || !isAsked ? [] : [eventOf({ created_at: said })]);
				}
			},
			coverage: {
				intervals: (_, name) => Promise.resolve(claims.get(name) ?? []),
				claim: ({ id }, name) => {
					const claim: Claim = { place: id, name, intervals: claims.get(name) ?? [] };
					if (name === 'messages') claim.gaps = gaps;
					const newestKnown = heard.get(name);
					if (newestKnown !== undefined) claim.heard = newestKnown;
					return Promise.resolve(claim);
				},
				settle: (_, name, { interval, owed, filled, heard: newestKnown }) => {
					if (newestKnown !== undefined) heard.set(name, newestKnown);
					if (interval) claims.set(name, addInterval(claims.get(name) ?? [], interval));
					gaps = [...gaps.filter((gap) => gap !== filled), ...(owed ? [owed] : [])];
					return Promise.resolve();
				}
			},
			clock: () => now,
			closeGap: (_, gap) => {
				if (!failure) closed.push(gap);
				return Promise.resolve(failure && { error: failure, left: { ...gap, from: gap.from - 100 } });
			}
		},
		place
	);
	return {
		progress,
		closed,
		owed: () => gaps,
		/** The newest event on the device from now on. */
		store: (created_at: number | undefined) => (said = created_at),
		heard: (name = 'messages') => heard.get(name),
		claimed: (name = 'messages') => claims.get(name) ?? [],
		fail: (error?: AppError) => (failure = error)
	};
}

const chat = (...times: number[]) => times.map((created_at) => eventOf({ created_at }));

test('a resumed request looks back to a message before the overlap, and having it proves the rest', async () => {
	const { progress, claimed, closed } = createProgress(
		[{ since: now - 9_000, until: now - 1_000 }],
		now - 2_000
	);
	await progress.recall();
	expect(progress.floor(messages)).toBe(now - 2_000);
	await progress.settle(messages, { sentAt: now, floor: now - 2_000, seen: chat(now - 5, now - 2_000) });
	expect(claimed()).toEqual([{ since: now - 9_000, until: now }]);
	await progress.catchUp(messages);
	expect(closed).toEqual([]);
});

test('a page that does not reach back leaves a gap, which is closed below it', async () => {
	const { progress, claimed, closed } = createProgress(
		[{ since: now - 9_000, until: now - 1_000 }],
		now - 2_000
	);
	await progress.recall();
	await progress.settle(messages, { sentAt: now, floor: now - 2_000, seen: chat(now - 5, now - 300) });
	expect(claimed()).toEqual([
		{ since: now - 9_000, until: now - 1_000 },
		{ since: now - 299, until: now }
	]);
	await progress.catchUp(messages);
	expect(closed).toEqual([{ from: now - 300, floor: now - 2_000 }]);
});

test('a gap that could not be closed is tried again the next time', async () => {
	const { progress, closed, owed, fail } = createProgress([{ since: now - 9_000, until: now - 1_000 }]);
	await progress.recall();
	const floor = progress.floor(messages);
	await progress.settle(messages, { sentAt: now, floor, seen: chat(now - 300) });
	fail(new AppError('timeout', 'later'));
	expect(await progress.catchUp(messages)).toMatchObject({ code: 'timeout' });
	fail();
	// The device remembers what it owes, down to where it came: the page may be gone by then.
	expect(owed()).toEqual([{ from: now - 400, floor: now - 1_600 - FURTHEST_FAST }]);
	const next = createProgress([{ since: now - 299, until: now }], undefined, owed());
	await next.progress.recall();
	expect(await next.progress.catchUp(messages)).toBeUndefined();
	expect(next.closed).toEqual([{ from: now - 400, floor: now - 1_600 - FURTHEST_FAST }]);
	expect(next.owed()).toEqual([]);
	expect(closed).toEqual([]);
});

test('by a slow clock, what was said since is walked over, too', async () => {
	const { progress, closed, claimed } = createProgress([{ since: now - 9_000, until: now - 1_000 }]);
	await progress.recall();
	await progress.settle(messages, { sentAt: now, floor: now - 1_600, seen: chat(now + 120, now + 200) });
	await progress.catchUp(messages);
	expect(closed).toEqual([{ from: now + 120, floor: now - 1_600 }]);
	expect(claimed()).toEqual([{ since: now - 9_000, until: now - 1_000 }]);
});

test('a clock that fell back leaves no hole in what is known', async () => {
	const { progress, claimed } = createProgress([{ since: now, until: now }], now - 2_000);
	await progress.recall();
	await progress.settle(messages, { sentAt: now - 100, floor: now - 2_600, seen: chat(now - 2_600) });
	expect(claimed()).toEqual([{ since: now - 2_600, until: now }]);
});

test('by a fast clock, a resumed request looks back from what was heard', async () => {
	const { progress } = createProgress([{ since: now - 9_000, until: now + 3_600 }], now - 50);
	await progress.recall();
	expect(progress.floor(messages)).toBeLessThanOrEqual(now - 50);
});

test.each([
	['what was said last', now - 7_000, now - 7_600],
	['a day before the clock, where that was longer ago', now - 700_000, now - 600 - FURTHEST_FAST],
	['a day before the clock, where nothing was said', undefined, now - 600 - FURTHEST_FAST]
])(
	'what becomes of messages, and was asked for by the clock alone, is asked for from %s',
	async (_, said, floor) => {
		const { progress } = createProgress([], said, [], [kinds.chat]);
		const round = { sentAt: now, floors: new Map(), taking: [], progress, caughtUp: false };
		await progress.settle(actions, { sentAt: now, floor: undefined, seen: [] });
		expect(await progress.askedByClock(round)).toBe(true);
		await progress.recall();
		expect(progress.floor(actions)).toBe(floor);
		expect(await progress.askedByClock({ ...round, floors: new Map([[actions, floor]]) })).toBe(false);
	}
);

test('by a fast clock, an answer that was cut short does not count as heard', async () => {
	const { progress, store, heard } = createProgress([], now - 50);
	await progress.settle(messages, { sentAt: now + 500, floor: undefined, seen: chat(now - 50) });
	expect(heard()).toBe(now - 50);
	// The newest of what was missed came, the rest did not.
	store(now + 400);
	await progress.extend(chat(now + 400), now + 450);
	expect(heard()).toBe(now - 50);
	// Nothing is old enough to be the anchor.
	store(undefined);
	await progress.recall();
	expect(progress.floor(messages)).toBe(now - 650);
});

test('what comes live is heard, also in time that a fast clock has claimed before', async () => {
	const { progress, heard, claimed } = createProgress([], now - 50);
	await progress.settle(messages, { sentAt: now + 500, floor: undefined, seen: chat(now - 50) });
	await progress.extend(chat(now - 20), now + 500);
	expect([heard(), claimed()]).toEqual([now - 20, [{ since: now - 49, until: now + 500 }]]);
});

test('what hangs on messages comes after them, and is heard while the same line stands', async () => {
	const { progress, store, heard } = createProgress([], now - 5_000);
	await progress.settle(messages, { sentAt: now, floor: undefined, seen: chat(now - 5_000) });
	store(now - 900);
	await progress.hear(now - 1);
	expect(heard()).toBe(now - 5_000);
	await progress.hear(now);
	expect(heard()).toBe(now - 900);
	await progress.recall();
	store(now - 10);
	await progress.hear(now);
	expect(heard()).toBe(now - 900);
});

test('my own coming and going, which is asked for without an end, proves no reach', async () => {
	const { progress, closed } = createProgress([]);
	await progress.settle(actions, { sentAt: now, floor: undefined, seen: [] });
	const floor = progress.floor(actions);
	const joined = eventOf({ kind: kinds.putUser, created_at: now - 900_000 });
	const reacted = eventOf({ kind: kinds.reaction, created_at: now - 100 });
	await progress.settle(actions, { sentAt: now, floor, seen: [reacted, joined] });
	await progress.catchUp(actions);
	expect(closed).toEqual([{ from: now - 100, floor: now - 600 }]);
});

test('what comes live claims nothing before the page was settled, nor from the future', async () => {
	const { progress, claimed } = createProgress([{ since: now - 9_000, until: now - 1_000 }]);
	await progress.recall();
	await progress.extend(chat(now - 1), now - 10);
	expect(claimed()).toEqual([{ since: now - 9_000, until: now - 1_000 }]);
	await progress.settle(messages, { sentAt: now - 10, floor: now - 1_600, seen: chat(now - 1_600) });
	await progress.extend(chat(now + 86_400), now - 10);
	expect(claimed()).toEqual([{ since: now - 9_000, until: now }]);
});

test('an empty answer claims no messages; actions may begin with nothing', async () => {
	const { progress, claimed } = createProgress([]);
	await progress.recall();
	for (const track of [messages, actions]) {
		await progress.settle(track, { sentAt: now, floor: progress.floor(track), seen: [], hint: 'finish' });
	}
	expect([claimed(), claimed('actions')]).toEqual([[], [{ since: now, until: now }]]);
});

test("the relay's word that nothing is left claims everything before", async () => {
	const { progress, claimed } = createProgress([]);
	await progress.recall();
	await progress.settle(messages, { sentAt: now, floor: undefined, seen: chat(now - 50), hint: 'finish' });
	expect(claimed()).toEqual([{ since: 0, until: now }]);
	expect(await progress.reachedStart()).toBe(true);
});
