/** Milliseconds. */
const FIRST = 1_000;
const LONGEST = 60_000;

/**
 * How long to wait before the `attempt`-th try to connect (1 is the first retry), in milliseconds: doubling from one
 * second to one minute, half of it by chance, so that a relay that restarts is not met by everybody at once.
 * `random` gives 0-1.
 */
export function backOff(attempt: number, random: () => number): number {
	const wait = Math.min(LONGEST, FIRST * 2 ** Math.min(attempt - 1, 10));
	return Math.round(wait / 2 + (wait / 2) * random());
}
