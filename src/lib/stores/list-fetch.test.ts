import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { fetchList } from './list-fetch.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Fetches a list whose relays answer the tries that `answers` says, and gives when it was tried. */
function begin(answers: (tries: number) => boolean) {
	const tried: number[] = [];
	const start = Date.now();
	const fetch = () => Promise.resolve(answers(tried.push(Date.now() - start)));
	const stop = fetchList({ fetch, random: () => 1 });
	onTestFinished(stop);
	return { stop, tried };
}

const hour = 3_600_000;

test('the list is fetched once the screen stands, and not again when its relays have answered', async () => {
	const { tried } = begin(() => true);
	await vi.advanceTimersByTimeAsync(hour);
	expect(tried).toEqual([2_000]);
});

test('where none answered it is tried again, more and more seldom', async () => {
	const { tried } = begin((tries) => tries === 4);
	await vi.advanceTimersByTimeAsync(hour);
	expect(tried).toEqual([2_000, 4_000, 8_000, 16_000]);
});

test('it is over when nobody looks any more', async () => {
	const { stop, tried } = begin(() => false);
	await vi.advanceTimersByTimeAsync(5_000);
	stop();
	await vi.advanceTimersByTimeAsync(hour);
	expect(tried).toHaveLength(2);
});

test('so it is while a try is under way', async () => {
	let answer: (answered: boolean) => void = () => undefined;
	let asked = 0;
	const fetch = () => {
		asked += 1;
		return new Promise<boolean>((resolve) => (answer = resolve));
	};
	const stop = fetchList({ fetch, random: () => 1 });
	await vi.advanceTimersByTimeAsync(2_000);
	stop();
	answer(false);
	await vi.advanceTimersByTimeAsync(hour);
	expect(asked).toBe(1);
});
