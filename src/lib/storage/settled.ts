import { compareNewestFirst, type EventPosition } from './event-record.ts';

/**
 * How far the messages of a group are settled, read or told of: all up to a position, and single ones beyond it. Those
 * come from the future, because their author's clock is wrong or this device's; were the position moved to one of them,
 * whatever others say until then would be settled, too.
 */
export interface Settled extends EventPosition {
	/** The newest first, at most {@link MOST}. */
	readonly beyond?: readonly EventPosition[];
}

/** Seconds by which clocks may differ. */
const APART = 600;
/** More that was seen of the future is none: it is the device's clock that is late. Less than a page, which may be all that is seen. */
export const MOST = 40;

/** Before which moment all is of the present, by a clock that says `now`; unix seconds. */
export function horizonAt(now: number): number {
	return now + APART;
}

/** Whether a message was settled. */
export function isSettled(settled: Settled, { id, created_at }: EventPosition): boolean {
	if (compareNewestFirst({ id, created_at }, settled) >= 0) return true;
	return settled.beyond?.some((each) => each.id === id) === true;
}

/** Settles these messages, at `now` in unix seconds, and whatever comes before those of the present. The same object when they were. */
export function settle(
	settled: Settled | undefined,
	messages: readonly EventPosition[],
	now: number
): Settled | undefined {
	const horizon = horizonAt(now);
	const beyond = messages.filter((each) => each.created_at > horizon);
	const [newest] = messages.filter((each) => each.created_at <= horizon).toSorted(compareNewestFirst);
	// Where nothing of the present is known, all of it is before this moment.
	const nothing = beyond.length > 0 ? { created_at: now, id: 'f'.repeat(64) } : undefined;
	const position = newest ?? settled ?? nothing;
	return position && joinSettled(settled ?? toPosition(position), { ...toPosition(position), beyond });
}

/** What is settled by one or the other. The same object as `one` when `other` adds nothing. */
export function joinSettled(one: Settled, other: Settled): Settled {
	let position: EventPosition = compareNewestFirst(one, other) <= 0 ? one : other;
	const known = one.beyond ?? [];
	const added = other.beyond?.filter(({ id }) => known.every((each) => each.id !== id)) ?? [];
	const beyond = [...known, ...added]
		.filter((each) => compareNewestFirst(each, position) < 0)
		.toSorted(compareNewestFirst);
	[position = position] = beyond.splice(MOST);
	const isMoved = compareNewestFirst(position, one) !== 0;
	if (!isMoved && beyond.every((each) => known.includes(each))) return one;
	return { ...toPosition(position), ...(beyond.length > 0 ? { beyond: beyond.map(toPosition) } : {}) };
}

function toPosition({ created_at, id }: EventPosition): EventPosition {
	return { created_at, id };
}
