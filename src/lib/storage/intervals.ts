/** A stretch of time, both ends included, in unix seconds. */
export interface Interval {
	readonly since: number;
	readonly until: number;
}

/** A stretch that is still to be asked for, because an answer did not reach back far enough; both ends included. */
export interface Gap {
	/** Its newest second. */
	readonly from: number;
	/** Its oldest second. */
	readonly floor: number;
}

/** Whether two gaps are the same stretch. */
export function isSameGap(a: Gap, b: Gap | undefined): boolean {
	return a.from === b?.from && a.floor === b.floor;
}

/** The intervals with one more: sorted from old to new, and those that overlap or touch are one. */
export function addInterval(intervals: readonly Interval[], added: Interval): Interval[] {
	if (added.since > added.until) return [...intervals];
	const merged: Interval[] = [];
	for (const next of [...intervals, added].sort((a, b) => a.since - b.since)) {
		const last = merged.at(-1);
		// Time comes in whole seconds: 5-9 and 10-12 leave no gap.
		if (!last || next.since > last.until + 1) merged.push(next);
		else merged[merged.length - 1] = { since: last.since, until: Math.max(last.until, next.until) };
	}
	return merged;
}

/** The intervals without what lies before `since`. */
export function cutBefore(intervals: readonly Interval[], since: number): Interval[] {
	return intervals
		.filter((interval) => interval.until >= since)
		.map((interval) => ({ since: Math.max(interval.since, since), until: interval.until }));
}
