import { expect, test } from 'vitest';
import { smallTalk } from './small-talk.ts';

const names = ['mara', 'jonas', 'ava'];
const year = 365 * 86_400;

test('it is as long as asked, in order, and within its years', () => {
	const talk = smallTalk(2000, names, year, 86_400);
	expect(talk).toHaveLength(2000);
	const ages = talk.map((message) => message.ago);
	expect(ages).toEqual([...ages].sort((a, b) => b - a));
	expect(ages[0]).toBeLessThan(year);
	expect(ages.at(-1)).toBeGreaterThanOrEqual(86_400);
});

test('it is the same every time and leaves no gap to fill', () => {
	expect(smallTalk(500, names, year, 0)).toEqual(smallTalk(500, names, year, 0));
	expect(smallTalk(500, names, year, 0).filter((message) => /[{}]/.test(message.text))).toEqual([]);
});

test('answers point at an earlier message by its index', () => {
	const talk = smallTalk(500, names, year, 0);
	const answers = talk.flatMap((message, index) =>
		message.replyTo === undefined ? [] : [{ index, to: message.replyTo }]
	);
	expect(answers.length).toBeGreaterThan(20);
	expect(answers.every(({ index, to }) => to < index)).toBe(true);
});
