import { expect, test } from 'vitest';
import { alice, bob, carol, eventOf } from '../../../tests/fixtures/cached-events.ts';
import type { NostrEvent } from '../protocol/event.ts';
import { tallyReactions } from './reaction-tally';

const target = eventOf();
const react = (content: string, pubkey: string, tags: string[][] = []): NostrEvent =>
	eventOf({ kind: 7, content, pubkey, tags: [['e', target.id], ...tags] });

test('a sign counts once a person, in the order in which signs came', () => {
	const chips = tallyReactions(
		[react('🌅', bob), react('+', carol), react('🌅', bob), react('🌅', carol)],
		alice
	);
	expect(chips.map(({ sign, people }) => [sign, people])).toEqual([
		['🌅', [bob, carol]],
		['❤️', [carol]]
	]);
});

test('mine is known, so that it can be taken back', () => {
	const mine = react('👍', alice);
	expect(tallyReactions([react('👍', bob), mine], alice)[0]?.mine).toBe(mine);
	expect(tallyReactions([mine], undefined)[0]?.mine).toBeUndefined();
});

test('mine on its way is shown, and not counted twice once it is there', () => {
	expect(tallyReactions([], alice, ['👍'])).toEqual([{ sign: '👍', people: [alice], pending: true }]);
	const [chip] = tallyReactions([react('👍', alice)], alice, ['👍']);
	expect(chip?.people).toEqual([alice]);
	expect(chip?.pending).toBeUndefined();
});

test('what is being taken back is gone at once', () => {
	const mine = react('👍', alice);
	expect(tallyReactions([mine], alice, [], new Set([mine.id]))).toEqual([]);
});

test('one shortcode with two pictures is two signs', () => {
	const emoji = (url: string) => [['emoji', 'frog', url]];
	const chips = tallyReactions(
		[
			react(':frog:', bob, emoji('https://a.example/1.png')),
			react(':frog:', carol, emoji('https://a.example/2.png'))
		],
		alice
	);
	expect(chips.map(({ sign }) => sign)).toEqual([':frog:', ':frog:']);
});
