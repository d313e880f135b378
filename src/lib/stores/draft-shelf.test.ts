import { describe, expect, test } from 'vitest';
import type { Draft } from '$lib/storage/kept-records';
import { bothTexts, DraftShelf } from './draft-shelf.ts';

describe('both texts, each once', () => {
	test.each([
		['the same', 'hello', 'hello', 'hello'],
		['nothing beside something', '', 'hello', 'hello'],
		['two that differ', 'hello', 'good evening', 'hello\ngood evening'],
		['one that was typed on', 'hello, ev', 'hello, everybody', 'hello, everybody'],
		['one that stands in the other as a line', 'ok\nsee you', 'ok', 'ok\nsee you'],
		['the last line', 'see you\nok', 'ok', 'see you\nok'],
		['several lines in the middle', 'a\nb c\nd\ne', 'b c\nd', 'a\nb c\nd\ne'],
		['a line that was typed on', 'see you\nhello, everybody', 'hello, ev', 'see you\nhello, everybody'],
		['a word that is part of another', 'looking', 'ok', 'looking\nok'],
		['the end of a word', 'casino', 'no', 'casino\nno'],
		['a word in the middle of a line', 'it is ok by me', 'ok', 'it is ok by me\nok'],
		['the end of one line and the next', 'why no\nyes', 'no\nyes', 'why no\nyes\nno\nyes']
	])('%s', (_, one, other, both) => {
		expect(bothTexts(one, other)).toBe(both);
		expect(bothTexts(other, one).split('\n').toSorted()).toEqual(both.split('\n').toSorted());
	});
});

/** A device on which another tab writes drafts, too. */
function openShelf() {
	let stored = '';
	const put = ({ text }: Draft): Promise<[string, string]> => {
		const before = stored;
		stored = text;
		return Promise.resolve([before, '']);
	};
	const drafts = { put, ofGroup: () => Promise.resolve([]) };
	const place = { scope: 'a', relay: 'wss://relay.example.com', id: 'porch' };
	const shelf = new DraftShelf({ drafts, clock: () => 1 }, place);
	const typeElsewhere = (text: string): string => (stored = text);
	return { shelf, typeElsewhere };
}

describe('what another tab typed and this one has written over', () => {
	test.each([
		['is held, though its letters are part of what is typed here', 'looking', ['ok'], ['ok']],
		['is not held when it is what is typed on here', 'okay', ['ok'], []],
		['is held as it was last', 'looking', ['he', 'hell', 'hello'], ['hello']],
		['is all held when it was begun anew', 'nothing', ['ok', 'looking'], ['ok', 'looking']]
	])('%s', async (_, here, elsewhere, held) => {
		const { shelf, typeElsewhere } = openShelf();
		for (const words of elsewhere) {
			typeElsewhere(words);
			await shelf.put('', here);
		}
		expect(shelf.takeOverwritten()).toEqual(held.map((words) => ['', words]));
	});
});
