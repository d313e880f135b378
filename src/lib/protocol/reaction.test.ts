import { expect, test } from 'vitest';
import { eventOf, hexOf } from '../../../tests/fixtures/events.ts';
import { anyEvent, seededRandom } from '../../../tests/fixtures/hostile-values.ts';
import { buildDeletion, parseDeletion } from './deletion.ts';
import { buildReaction, parseReaction } from './reaction.ts';

const [ann, id] = [hexOf('ann'), hexOf('message')];
const cat = ['emoji', 'cat', 'https://a.example/cat.png'];

test.each([
	['+', '❤️'],
	['', '❤️'],
	['-', '👎'],
	['🤙', '🤙'],
	[' 👍🏽 ', '👍🏽'],
	['👩‍👩‍👧‍👦', '👩‍👩‍👧‍👦'],
	['🏴󠁧󠁢󠁷󠁬󠁳󠁿', '🏴󠁧󠁢󠁷󠁬󠁳󠁿'],
	['🇵🇱', '🇵🇱'],
	['1️⃣', '1️⃣'],
	['❤', '❤'],
	['🎉🎉', '🎉🎉']
])('%j is the sign %s', (content, sign) => {
	const event = eventOf({ kind: 7, pubkey: ann, created_at: 5, content, tags: [['e', id]] });
	expect(parseReaction(event)).toEqual({ id: event.id, author: ann, target: id, at: 5, sign });
});

test('a custom emoji is its picture', () => {
	const event = eventOf({ kind: 7, content: ':cat:', tags: [['e', id], cat] });
	expect(parseReaction(event)).toMatchObject({ sign: ':cat:', picture: 'https://a.example/cat.png' });
});

test.each([
	['a word', 'nice', [['e', id]]],
	['a digit', '1', [['e', id]]],
	['markup', '<b>👍</b>', [['e', id]]],
	['a hundred emojis', '👍'.repeat(100), [['e', id]]],
	['a letter under a hundred accents', `👍${'\u0301'.repeat(100)}`, [['e', id]]],
	['half a flag', '🇵', [['e', id]]],
	['a joiner alone', '\u200d', [['e', id]]],
	['a shortcode without a picture', ':cat:', [['e', id]]],
	['a shortcode with another picture', ':dog:', [['e', id], cat]],
	[
		'a shortcode with an unsafe picture',
		':cat:',
		[
			['e', id],
			['emoji', 'cat', 'javascript:alert(1)']
		]
	],
	['a sign to nothing', '+', [['p', ann]]],
	['a sign to no id', '+', [['e', 'x'], ['e']]]
])('%s is no reaction', (_, content, tags) => {
	expect(parseReaction(eventOf({ kind: 7, content, tags }))).toBeUndefined();
});

test('the last e tag is what it is about', () => {
	const event = eventOf({
		kind: 7,
		content: '+',
		tags: [
			['e', hexOf('thread')],
			['e', id],
			['e', 'broken']
		]
	});
	expect(parseReaction(event)?.target).toBe(id);
});

test('another kind is neither a reaction nor a deletion', () => {
	const event = eventOf({ kind: 9, content: '+', tags: [['e', id]] });
	expect([parseReaction(event), parseDeletion(event)]).toEqual([undefined, undefined]);
});

test('a reaction that we make names message, author, kind and group, and is read back', () => {
	const draft = buildReaction('pizza', eventOf({ id, pubkey: ann, kind: 9 }), '🤙', 'wss://a.example');
	expect(draft).toEqual({
		kind: 7,
		content: '🤙',
		tags: [
			['h', 'pizza'],
			['e', id, 'wss://a.example', ann],
			['p', ann],
			['k', '9']
		]
	});
	expect(parseReaction(eventOf({ ...draft }))).toMatchObject({ target: id, sign: '🤙' });
});

test('a deletion that we make names event, kind and group, and is read back', () => {
	const draft = buildDeletion('pizza', eventOf({ id, kind: 9 }));
	expect(draft).toEqual({
		kind: 5,
		content: '',
		tags: [
			['h', 'pizza'],
			['e', id],
			['k', '9']
		]
	});
	expect(parseDeletion(eventOf({ ...draft }))).toEqual({ targets: [id] });
});

test('a deletion names each event once, and only ids', () => {
	const event = eventOf({ kind: 5, tags: [['e', id], ['e', 'x'], ['e'], ['e', id], ['a', 'x'], ['e', ann]] });
	expect(parseDeletion(event)).toEqual({ targets: [id, ann] });
});

test('no event makes the parsers throw', () => {
	const random = seededRandom(18);
	for (let round = 0; round < 1000; round += 1) {
		expect(() => parseReaction(anyEvent(random, 7))).not.toThrow();
		expect(() => parseDeletion(anyEvent(random, 5))).not.toThrow();
	}
});
