import { describe, expect, test } from 'vitest';
import { hexOf } from '../../../tests/fixtures/events.ts';
import { hideMentions, showMentions } from './mention.ts';

const [mara, lind] = [hexOf('mara'), hexOf('mara lind')];
const people = new Map([
	['Mara', mara],
	['Mara Lind', lind]
]);
const nameOf = (pubkey: string): string => [...people].find(([, key]) => key === pubkey)?.[0] ?? '?';

describe('people are written by name and sent by key', () => {
	test.each([
		'@Mara bring tea',
		'tea, @Mara?',
		'@Mara Lind and @Mara',
		'@Mara',
		'nobody here',
		'a@b.example',
		''
	])('%s comes back', (text) => expect(showMentions(hideMentions(text, people), nameOf)).toBe(text));
	test('the longer name is not taken for the shorter', () => {
		const [first, second] = hideMentions('@Mara Lind @Mara', people).split(' ');
		expect(first).not.toBe(second);
		expect(hideMentions('@Mara Lind', people)).toMatch(/^nostr:npub1[a-z0-9]+$/);
	});
	test('a longer word is not that person', () => {
		expect(hideMentions('@Maranatha', people)).toBe('@Maranatha');
	});
	test('what nobody was chosen for stays text', () => {
		expect(hideMentions('@Ilse', people)).toBe('@Ilse');
	});
});
