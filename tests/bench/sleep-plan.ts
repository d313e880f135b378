import type { Dice } from './dice.ts';

/**
 * What comes over a phone. `sleep`: it is frozen, and its socket dies in silence; `airplane`: every line is cut and
 * none opens; `restart`: the relay goes and comes back; `drop`: the lines are cut and open again at once; `kill`: the
 * page is gone and is opened anew; `stumble`: as `airplane`, and the line breaks again while it catches up;
 * `die-catching-up`: the same, and the page is killed in that moment.
 */
export type Fault = 'sleep' | 'airplane' | 'restart' | 'drop' | 'kill' | 'stumble' | 'die-catching-up';

/** One sleep, as it was drawn. */
export interface Sleep {
	readonly fault: Fault;
	/** Seconds before it, and events that come in them. */
	readonly awake: number;
	readonly talk: number;
	/** How long, in seconds of the story: what is said carries times from this stretch. */
	readonly seconds: number;
	/** Events that come meanwhile, over all groups. */
	readonly traffic: number;
	/** The most stored events that the relay gives in one answer. */
	readonly cap: number;
	/** Seconds by which the phone's clock is wrong from now on. */
	readonly skew: number;
	/** Bytes after which a line that stumbles breaks again. */
	readonly breaksAfter: number;
	/** How many messages the reader goes on after it. */
	readonly reads: number;
}

/** Seconds that a resumed request looks back (`group-tracks.ts`). */
export const OVERLAP = 600;

/** Seconds: how wrong the phone's clock is; relays take no AUTH from further off. */
export const LARGEST_SKEW = 540;

/** Seconds by which a message may reach the relay late; within the overlap. */
export const LATEST = 540;

const faults: readonly Fault[] = [
	'sleep',
	'airplane',
	'restart',
	'drop',
	'kill',
	'stumble',
	'die-catching-up'
];

/** The sleeps of one story; each fault comes before any comes twice. */
export function drawSleeps(dice: Dice, count: number): Sleep[] {
	const sleeps: Sleep[] = [];
	let waiting: Fault[] = [];
	for (let at = 0; at < count; at += 1) {
		if (waiting.length === 0) waiting = [...faults];
		const fault = dice.pick(waiting);
		waiting = waiting.filter((other) => other !== fault);
		const isLong = dice.chance() < 0.25;
		const seconds = isLong ? dice.between(3_600, 3 * 86_400) : dice.between(20, 1_200);
		const traffic = dice.pick([0, 3, dice.between(5, 40), dice.between(40, 120), dice.between(200, 420)]);
		sleeps.push({
			fault,
			awake: dice.between(0, 900),
			talk: dice.pick([0, dice.between(1, 12)]),
			seconds,
			// A second that holds more than an answer may is beyond every client: NIP-01 has no way to ask on.
			traffic: Math.min(traffic, seconds),
			cap: dice.pick([7, 20, 50, 100]),
			skew: dice.chance() < 0.5 ? 0 : dice.between(-LARGEST_SKEW, LARGEST_SKEW),
			breaksAfter: dice.between(3_000, 40_000),
			reads: dice.pick([0, dice.between(1, 10), dice.between(10, 80)])
		});
	}
	return sleeps;
}
