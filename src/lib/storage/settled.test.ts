import { expect, test } from 'vitest';
import { isSettled, joinSettled, settle, type Settled } from './settled.ts';

const now = 100_000;
const at = (created_at: number, digit = '5') => ({ created_at, id: `${created_at}`.padEnd(64, digit) });
/** Of these moments, those that are settled. */
const settledOf = (settled: Settled | undefined, ...times: number[]) =>
	times.filter((time) => settled !== undefined && isSettled(settled, at(time)));

test('what is of the present settles all that comes before it', () => {
	const settled = settle(undefined, [at(now - 20), at(now - 10), at(now + 600)], now);
	expect(settled).toEqual(at(now + 600));
	expect(settledOf(settled, now - 30, now + 599, now + 600, now + 601)).toEqual([
		now - 30,
		now + 599,
		now + 600
	]);
});

test('what comes from the future settles itself only', () => {
	const settled = settle(at(now - 50), [at(now - 10), at(now + 601), at(now + 7_000)], now);
	expect(settled).toMatchObject(at(now - 10));
	expect(settledOf(settled, now - 20, now, now + 601, now + 6_000, now + 7_000)).toEqual([
		now - 20,
		now + 601,
		now + 7_000
	]);
	// And nothing more is said of it once its time has come.
	const later = settle(settled, [at(now + 650)], now + 650);
	expect(later).toEqual({ ...at(now + 650), beyond: [at(now + 7_000)] });
	expect(settle(later, [at(now + 8_000)], now + 9_000)).toEqual(at(now + 8_000));
});

test('where nothing else is known, what comes from the future leaves open what is said from now on', () => {
	const settled = settle(undefined, [at(now + 7_000)], now);
	expect(settledOf(settled, now - 1, now + 1, now + 7_000)).toEqual([now - 1, now + 7_000]);
	expect(settle(undefined, [], now)).toBeUndefined();
});

test.each([
	['older', [at(now - 60)]],
	['the same', [at(now - 50)]],
	['the same of the future', [at(now + 7_000)]],
	['nothing', []]
])('%s changes nothing', (_, messages) => {
	const settled = settle(at(now - 50), [at(now + 7_000)], now);
	expect(settle(settled, messages, now)).toBe(settled);
});

test('in one second the lower id comes last (NIP-01)', () => {
	const settled = at(now, '5');
	expect([isSettled(settled, at(now, '6')), isSettled(settled, at(now, '4'))]).toEqual([true, false]);
});

test('where nearly all is of the future it is the clock that is late: what was before is settled', () => {
	const slow = now - 10_000;
	const page = Array.from({ length: 50 }, (_, each) => at(now + each));
	const settled = settle(at(slow - 50_000), page, slow);
	expect(settledOf(settled, now - 500, now - 1, now, now + 49, now + 50)).toEqual([
		now - 500,
		now - 1,
		now,
		now + 49
	]);
	expect(settled?.beyond).toHaveLength(40);
	// By a clock that was set right it goes on as if nothing had been.
	expect(settle(settled, [at(now + 60)], now + 60)).toEqual(at(now + 60));
});

test('of two that are joined all is settled that was in one of them', () => {
	const one = settle(at(now - 50), [at(now + 7_000)], now);
	const other = settle(at(now - 10), [at(now + 8_000)], now);
	if (!one || !other) throw new Error('nothing was settled');
	const joined = joinSettled(one, other);
	expect(joined).toEqual({ ...at(now - 10), beyond: [at(now + 8_000), at(now + 7_000)] });
	expect(joinSettled(joined, one)).toBe(joined);
	expect(joinSettled(joined, at(now + 7_500))).toEqual({ ...at(now + 7_500), beyond: [at(now + 8_000)] });
});

test('what lies behind the position takes nothing from what is added', () => {
	const settled = { ...at(now), beyond: [at(now - 5_000)] };
	const after = settle(settled, [at(now + 7_000)], now);
	expect(after).toEqual({ ...at(now), beyond: [at(now + 7_000)] });
});
