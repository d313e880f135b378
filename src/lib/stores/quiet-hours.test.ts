import { expect, test } from 'vitest';
import { isQuiet, parseTime, timeText } from './quiet-hours.ts';

const minutes = (text: string): number => parseTime(text) ?? NaN;

test.each([
	['22:00', '07:00', '21:59', false],
	['22:00', '07:00', '22:00', true],
	['22:00', '07:00', '00:00', true],
	['22:00', '07:00', '06:59', true],
	['22:00', '07:00', '07:00', false],
	['12:30', '14:00', '13:00', true],
	['12:30', '14:00', '14:00', false],
	['12:30', '14:00', '03:00', false],
	['08:00', '08:00', '08:00', false]
])('from %s to %s, %s is quiet: %s', (from, to, at, quiet) => {
	expect(isQuiet({ from: minutes(from), to: minutes(to) }, minutes(at))).toBe(quiet);
	expect(isQuiet(undefined, minutes(at))).toBe(false);
});

test('times are read as they are written', () => {
	for (const text of ['00:00', '07:05', '23:59']) expect(timeText(minutes(text))).toBe(text);
	for (const text of ['', '7', '24:00', 'x']) expect(parseTime(text)).toBeUndefined();
});
