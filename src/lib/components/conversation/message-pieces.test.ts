import { describe, expect, test } from 'vitest';
import { hexOf } from '../../../../tests/fixtures/events.ts';
import type { TextToken } from '../../protocol/message-text.ts';
import { foldTokens, isBigEmoji, isQuoteOnly, plainWords, wordsOf } from './message-pieces';

const text = (words: string): TextToken => ({ type: 'text', text: words });
const image = (href: string): TextToken => ({ type: 'image', href, text: href });
const event = (name: string): TextToken => ({ type: 'event', id: hexOf(name), text: 'nostr:nevent1' });
const mara: TextToken = { type: 'mention', pubkey: hexOf('mara'), text: 'nostr:npub1' };
const url = 'https://pictures.example/a.jpg';

describe('the words beside pictures', () => {
	test('the address of a picture that is shown is not written too', () => {
		const message = { tokens: [text('first light\n'), image(url)], pictures: [{ url }] };
		expect(wordsOf(message)).toEqual([text('first light')]);
		expect(wordsOf({ tokens: [image(url), text(' \n ')], pictures: [{ url }] })).toEqual([]);
	});
	test('nor do the lines stay on which the addresses of several stood', () => {
		const pictures = ['a', 'b', 'c'].map((name) => ({ url: `https://pictures.example/${name}.jpg` }));
		const addresses = pictures.flatMap((picture) => [text('\n'), image(picture.url)]);
		expect(wordsOf({ tokens: [text('first light'), ...addresses], pictures })).toEqual([text('first light')]);
		expect(wordsOf({ tokens: [...addresses, text('\nlast light')], pictures })).toEqual([text('last light')]);
		expect(wordsOf({ tokens: addresses, pictures })).toEqual([]);
	});
	test('the address of one that is not shown stays a link', () => {
		expect(wordsOf({ tokens: [image(url)], pictures: [] })).toEqual([image(url)]);
	});
	test('blanks at the ends go, those inside stay', () => {
		expect(wordsOf({ tokens: [text('\n a '), mara, text(' b\n')], pictures: [] })).toEqual([
			text('a '),
			mara,
			text(' b')
		]);
	});
	test('on one line people are named', () => {
		expect(plainWords({ tokens: [mara, text(' bring\nthe pump')], pictures: [] }, () => 'Mara')).toBe(
			'@Mara bring the pump'
		);
	});
});

describe('a long message is folded', () => {
	test('a little too long is not worth a button', () => {
		expect(foldTokens([text('x'.repeat(120))], 100).folded).toBe(false);
	});
	test('what is left is about as long as asked for, and no character is halved', () => {
		const { tokens, folded } = foldTokens([text('x'.repeat(99)), text('😀'.repeat(600))], 100);
		expect(folded).toBe(true);
		expect(tokens.map((token) => token.text).join('')).toHaveLength(100);
		expect(tokens.every((token) => token.text.isWellFormed())).toBe(true);
	});
	test('a link is whole or not there', () => {
		const link: TextToken = { type: 'link', href: url, text: url };
		expect(foldTokens([text('x'.repeat(90)), link, text('y'.repeat(900))], 100).tokens).toHaveLength(1);
	});
});

describe('emoji alone are large', () => {
	test.each(['❤️', '👍🏽', '🚲🎉', '👩‍👩‍👧‍👦', '🇫🇷', '1️⃣', ' 😂 😂 😂 ', '🏴󠁧󠁢󠁳󠁣󠁴󠁿'])('%s', (emoji) =>
		expect(isBigEmoji(emoji)).toBe(true)
	);
	test.each(['', ' ', 'a', '1', '12', '#', '😂😂😂😂', '😂!', '❤️'.repeat(100)])('not %s', (words) =>
		expect(isBigEmoji(words)).toBe(false)
	);
});

describe('a message that only passes something on', () => {
	test.each([
		['a reference alone', { tokens: [event('poll'), text('\n')] }, true],
		['an answer without words', { tokens: [], replyTo: { id: hexOf('poll') } }, true],
		['words beside it', { tokens: [text('look: '), event('poll')] }, false],
		['nothing at all', { tokens: [] }, false]
	])('%s', (_, message, expected) => expect(isQuoteOnly({ pictures: [], ...message })).toBe(expected));
});
