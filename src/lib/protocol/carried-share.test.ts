import { describe, expect, test } from 'vitest';
import { anyText, seededRandom } from '../../../tests/fixtures/hostile-values.ts';
import { buildCarriedShare, parseCarriedShare } from './carried-share.ts';
import { longestMessage } from './message-length.ts';

describe('a share in an address', () => {
	test('has all its words, whatever is in them, and the names of what is left behind', () => {
		const words = 'Täglich & 100% #Brot\nhttps://a.example/?b=c 🍞';
		expect(parseCarriedShare(`#${buildCarriedShare(words, ['a&b.png', 'c.png'])}`)).toEqual({
			text: words,
			length: words.length,
			left: ['a&b.png', 'c.png']
		});
	});

	test('has as much as a message holds, ends with a whole character, and knows that there was more', () => {
		const words = `${'x'.repeat(longestMessage - 1)}🍞${'y'.repeat(100_000)}`;
		expect(parseCarriedShare(buildCarriedShare(words, []))).toEqual({
			text: 'x'.repeat(longestMessage - 1),
			length: words.length,
			left: []
		});
	});

	test('is short enough for an address, whatever is shared', () => {
		const names = Array.from({ length: 1000 }, () => '猫'.repeat(1000));
		expect(buildCarriedShare('猫'.repeat(1_000_000), names).length).toBeLessThan(200_000);
	});

	test.each(['', '#', '#invite=code', '#text=&left'.replace('&left', '')])('is not in %j', (fragment) => {
		expect(parseCarriedShare(fragment)).toBeUndefined();
	});

	test('believes no length that is none', () => {
		for (const length of ['', 'x', '-1', '1', 'Infinity', '1.5'])
			expect(parseCarriedShare(`#text=word&length=${length}`)?.length).toBe(4);
	});

	test('never throws', () => {
		const random = seededRandom(9);
		for (let round = 0; round < 200; round += 1) {
			parseCarriedShare(anyText(random));
			expect(parseCarriedShare(buildCarriedShare(`a${anyText(random)}`, [anyText(random)]))).toBeDefined();
		}
	});
});
