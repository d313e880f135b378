import { expect, test } from 'vitest';
import { anyText, seededRandom } from '../../../tests/fixtures/hostile-values.ts';
import { manyLines, oneLine } from './plain-text.ts';

test.each<[string | undefined, string | undefined]>([
	[undefined, undefined],
	['', undefined],
	[' \n\t\u00a0 ', undefined],
	['\u202e\u2066', undefined],
	['Ann', 'Ann'],
	['  Ann\n\nLee ', 'Ann Lee'],
	['a\0b\u001bc\u009fd', 'a b c d'],
	['\u202eevil\u202c gnp', 'evil gnp'],
	['مرحبا', 'مرحبا'],
	['👩‍👩‍👧', '👩‍👩‍👧'],
	['1234567890abc', '1234567890'],
	['123456789😀', '123456789'],
	['12345678😀', '12345678😀']
])('%j as one line of ten is %j', (text, expected) => {
	expect(oneLine(text, 10)).toBe(expected);
});

test.each<[string | undefined, string | undefined]>([
	[undefined, undefined],
	['\n\n', undefined],
	['a\nb', 'a\nb'],
	['a\r\nb\rc', 'a\nb\nc'],
	['a\n\n\n\n\nb', 'a\n\nb'],
	['a\u202eb\tc', 'a b c']
])('%j as several lines is %j', (text, expected) => {
	expect(manyLines(text, 100)).toBe(expected);
});

test('no text makes it throw, longer than asked, or half a character', () => {
	const random = seededRandom(10);
	for (let round = 0; round < 2000; round += 1) {
		const text = `${anyText(random)}${anyText(random)}`.toWellFormed();
		const line = oneLine(text, 20) ?? '';
		expect(line.length).toBeLessThanOrEqual(20);
		expect(line.isWellFormed()).toBe(true);
		expect(line).not.toMatch(/[\p{Cc}\u202e]/u);
	}
});
