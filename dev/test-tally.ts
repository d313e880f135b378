/** How many tests did what. */
export interface Tally {
	passed: number;
	failed: number;
	skipped: number;
}

export const noTests: Tally = { passed: 0, failed: 0, skipped: 0 };

/** A step that is one check: it passed or it did not. */
export function tallyOfCheck(code: number): Tally {
	return code === 0 ? { ...noTests, passed: 1 } : { ...noTests, failed: 1 };
}

export function addTallies(tallies: readonly Tally[]): Tally {
	return tallies.reduce(
		(sum, { passed, failed, skipped }) => ({
			passed: sum.passed + passed,
			failed: sum.failed + failed,
			skipped: sum.skipped + skipped
		}),
		noTests
	);
}

function numberAt(record: unknown, key: string): number {
	const value: unknown = record && typeof record === 'object' ? Reflect.get(record, key) : undefined;
	return typeof value === 'number' ? value : 0;
}

/** A runner that ended badly although no test failed, or wrote no report, counts as one failure. */
function atLeastOneFailure(tally: Tally, code: number): Tally {
	return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

/** Reads the report of Vitest's JSON reporter; `code` is how the runner ended. */
export function tallyOfVitest(report: unknown, code: number): Tally {
	const tally = {
		passed: numberAt(report, 'numPassedTests'),
		failed: numberAt(report, 'numFailedTests'),
		skipped: numberAt(report, 'numPendingTests') + numberAt(report, 'numTodoTests')
	};
	return atLeastOneFailure(tally, code);
}

/** Reads the report of Playwright's JSON reporter. A flaky test is one that failed. */
export function tallyOfPlaywright(report: unknown, code: number): Tally {
	const stats: unknown = report && typeof report === 'object' ? Reflect.get(report, 'stats') : undefined;
	const tally = {
		passed: numberAt(stats, 'expected'),
		failed: numberAt(stats, 'unexpected') + numberAt(stats, 'flaky'),
		skipped: numberAt(stats, 'skipped')
	};
	return atLeastOneFailure(tally, code);
}

/** The closing line. */
export function closingLine({ passed, failed, skipped }: Tally): string {
	return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
