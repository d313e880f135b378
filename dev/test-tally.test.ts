import { expect, test } from 'vitest';
import { addTallies, closingLine, tallyOfCheck, tallyOfPlaywright, tallyOfVitest } from './test-tally.ts';

test('a check is one test', () => {
	expect(tallyOfCheck(0)).toEqual({ passed: 1, failed: 0, skipped: 0 });
	expect(tallyOfCheck(2)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test('the runners are read from their own reports', () => {
	const vitest = { numPassedTests: 7, numFailedTests: 2, numPendingTests: 1, numTodoTests: 1 };
	expect(tallyOfVitest(vitest, 1)).toEqual({ passed: 7, failed: 2, skipped: 2 });
	const playwright = { stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 3 } };
	expect(tallyOfPlaywright(playwright, 1)).toEqual({ passed: 4, failed: 2, skipped: 3 });
});

test.each([undefined, null, 'text', {}, { stats: 3 }])(
	'a runner that reports %j and ends badly is one failure',
	(report) => {
		expect(tallyOfVitest(report, 1).failed).toBe(1);
		expect(tallyOfPlaywright(report, 1).failed).toBe(1);
	}
);

test('an error outside of every test is a failure', () => {
	expect(tallyOfVitest({ numPassedTests: 7 }, 1)).toEqual({ passed: 7, failed: 1, skipped: 0 });
});

test('the closing line sums everything up', () => {
	const tallies = [
		tallyOfCheck(0),
		tallyOfVitest({ numPassedTests: 7, numPendingTests: 2 }, 0),
		tallyOfCheck(1)
	];
	expect(closingLine(addTallies(tallies))).toBe('8 passed, 1 failed, 2 skipped');
});
