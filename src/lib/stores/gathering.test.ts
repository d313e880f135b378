import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Gathering } from './gathering.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('runs once for calls that come close together', () => {
	const run = vi.fn();
	const gathering = new Gathering(run);
	gathering.within(60);
	vi.advanceTimersByTime(50);
	gathering.within(60);
	vi.advanceTimersByTime(10);
	expect(run).toHaveBeenCalledTimes(1);
	vi.advanceTimersByTime(200);
	expect(run).toHaveBeenCalledTimes(1);
});

it('runs at the earliest time that was asked for', () => {
	const run = vi.fn();
	const gathering = new Gathering(run);
	gathering.within(2000);
	gathering.within(0);
	vi.advanceTimersByTime(0);
	expect(run).toHaveBeenCalledTimes(1);
});

it('runs again for what comes after, and not at all once it was stopped', () => {
	const run = vi.fn();
	const gathering = new Gathering(run);
	gathering.within(10);
	vi.advanceTimersByTime(10);
	gathering.within(10);
	vi.advanceTimersByTime(10);
	expect(run).toHaveBeenCalledTimes(2);
	gathering.within(10);
	gathering.stop();
	vi.advanceTimersByTime(20);
	expect(run).toHaveBeenCalledTimes(2);
});
