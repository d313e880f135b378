import { describe, expect, test } from 'vitest';
import { anyText, seededRandom } from '../../../tests/fixtures/hostile-values.ts';
import { buildGroupAddress, buildInviteLink } from './group-reference.ts';
import { sharedInvite, sharedText } from './shared-words.ts';

const origin = 'https://porch.example';
const garden = { relay: 'wss://groups.example.com', id: 'garden' };
const words = (text: string, url = '', title = '') => ({ title, text, url });

describe('what was shared as one text', () => {
	test.each([
		['a text', words('Look at this'), 'Look at this'],
		[
			'a page: Chrome puts the link into the text',
			words('https://a.example/x', '', 'A page'),
			'A page\nhttps://a.example/x'
		],
		['a link in its own field', words('Read', 'https://a.example/x'), 'Read\nhttps://a.example/x'],
		['the link twice', words('Read https://a.example/x', 'https://a.example/x'), 'Read https://a.example/x'],
		['everything the same', words('A', 'A', 'A'), 'A'],
		['nothing', words(' \n', '', '\t'), '']
	])('%s', (_, shared, text) => expect(sharedText(shared)).toBe(text));
});

describe('an invite in what was shared', () => {
	const link = buildInviteLink(origin, garden, 'c0de');
	test.each([
		['alone', words(link)],
		['in a sentence', words(`Join Garden on Porch (${link}).`)],
		['in the field for links', words('', link)],
		['in two fields', words(`Join us: ${link}`, link)],
		['of another app', words('', `https://app.example/join?r=groups.example.com&h=garden&code=c0de`)],
		['as an address', words(`nostr:${buildGroupAddress(garden, 'a'.repeat(64), 'c0de')}`)]
	])('%s', (_, shared) => {
		expect(sharedInvite(shared, origin)).toMatchObject({ ...garden, code: 'c0de' });
	});

	test('is any link of ours to a group', () => {
		expect(sharedInvite(words(`${origin}/groups.example.com/garden`), origin)).toMatchObject(garden);
	});

	test.each([
		['a web page', words('https://news.example.com/')],
		['a page that looks like a group', words('https://code.example/some.body/garden')],
		['a hundred links', words(Array.from({ length: 100 }, (_, at) => `${link}${at}`).join(' '))],
		['two invites', words(`${link} ${buildInviteLink(origin, { ...garden, id: 'other' }, 'x')}`)],
		['ten megabytes', words('x'.repeat(10_000_000))],
		['ten megabytes of words', words('x '.repeat(5_000_000))],
		['a relay', words('wss://groups.example.com')]
	])('is not %s', (_, shared) => expect(sharedInvite(shared, origin)).toBeUndefined());

	test('never throws', () => {
		const random = seededRandom(29);
		for (let round = 0; round < 500; round += 1) {
			const shared = words(anyText(random), anyText(random), anyText(random));
			expect(() => sharedInvite(shared, origin)).not.toThrow();
			expect(() => sharedText(shared)).not.toThrow();
		}
	});
});
