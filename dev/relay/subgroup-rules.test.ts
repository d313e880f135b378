import { describe, expect, test } from 'vitest';
import { alice, bob, RelayStory } from './relay-story.ts';

/** tech > nostr > nip29, and social beside them; all Alice's. */
function family(): RelayStory {
	const story = new RelayStory();
	for (const id of ['tech', 'social', 'nostr', 'nip29']) story.group(id, [['name', id]]);
	story.done(alice, 9002, [
		['h', 'nostr'],
		['name', 'nostr'],
		['parent', 'tech']
	]);
	story.done(alice, 9002, [
		['h', 'nip29'],
		['name', 'nip29'],
		['parent', 'nostr']
	]);
	return story;
}

const tree = (story: RelayStory, id: string) =>
	(story.state(39000, id) ?? []).filter(([name]) => name === 'parent' || name === 'child');

describe('a parent', () => {
	test('names its children, and they name it', () => {
		const story = family();
		expect(tree(story, 'tech')).toEqual([['child', 'nostr']]);
		expect(tree(story, 'nostr')).toEqual([
			['parent', 'tech'],
			['child', 'nip29']
		]);
		expect(tree(story, 'nip29')).toEqual([['parent', 'nostr']]);
	});

	test('that is exchanged lets go, and both are announced', () => {
		const story = family();
		const move = [
			['h', 'nostr'],
			['name', 'nostr'],
			['parent', 'social'],
			['child', 'nip29']
		];
		const { events } = story.say(alice, 9002, move);
		const announced = events.filter(({ kind }) => kind === 39000).map(({ tags }) => tags[0]?.[1]);
		expect(announced).toEqual(['nostr', 'tech', 'social']);
		expect(tree(story, 'tech')).toEqual([]);
		expect(tree(story, 'social')).toEqual([['child', 'nostr']]);
	});

	test('is left by an edit that does not name it', () => {
		const story = family();
		story.done(alice, 9002, [
			['h', 'nip29'],
			['name', 'nip29']
		]);
		expect(tree(story, 'nip29')).toEqual([]);
		expect(tree(story, 'nostr')).toEqual([['parent', 'tech']]);
	});

	test('that is deleted leaves roots behind', () => {
		const story = family();
		story.done(alice, 9008, [['h', 'nostr']]);
		expect(tree(story, 'nip29')).toEqual([]);
		expect(tree(story, 'tech')).toEqual([]);
	});

	test('gives no membership', () => {
		const story = family();
		story.done(bob, 9021, [['h', 'tech']]);
		expect(story.members('nostr')).toEqual(['alice']);
	});
});

describe('an edit is refused', () => {
	test.each([
		[
			'with two parents',
			'social',
			[
				['parent', 'tech'],
				['parent', 'nostr']
			],
			"invalid: at most one 'parent' tag"
		],
		[
			'with a parent that is not there',
			'social',
			[['parent', 'nowhere']],
			"blocked: no parent 'nowhere' on this relay"
		],
		[
			'with itself as the parent',
			'social',
			[['parent', 'social']],
			"blocked: parent 'social' would create a cycle"
		],
		[
			'with its grandchild as the parent',
			'tech',
			[
				['parent', 'nip29'],
				['child', 'nostr']
			],
			"blocked: parent 'nip29' would create a cycle"
		],
		[
			'without one of its children',
			'tech',
			[['name', 'Tech']],
			"blocked: child 'nostr' is missing, an edit must name all children"
		],
		[
			'with a child that is not its own',
			'social',
			[['child', 'nip29']],
			"blocked: 'nip29' is not a child of this group"
		],
		[
			'with a child twice',
			'tech',
			[
				['child', 'nostr'],
				['child', 'nostr']
			],
			"blocked: 'nostr' is not a child of this group"
		]
	])('%s', (_, id, tags, words) => {
		const story = family();
		const before = story.state(39000, id);
		expect(story.refusal(alice, 9002, [['h', id], ...tags])).toBe(words);
		expect(story.state(39000, id)).toEqual(before);
	});

	test('by somebody who is no admin of the parent, even when it was the parent before', () => {
		const story = family();
		story.done(alice, 9000, [
			['h', 'nip29'],
			['p', bob.pubkey, 'admin']
		]);
		const edit = [
			['h', 'nip29'],
			['name', 'NIP-29'],
			['parent', 'nostr']
		];
		expect(story.refusal(bob, 9002, edit)).toBe(
			"restricted: you are not an admin of the parent group 'nostr'"
		);
		story.done(alice, 9000, [
			['h', 'nostr'],
			['p', bob.pubkey, 'moderator']
		]);
		story.done(bob, 9002, edit);
	});
});

test('children stand in the order of the last edit, new ones at the end', () => {
	const story = family();
	story.done(alice, 9002, [
		['h', 'social'],
		['name', 'social'],
		['parent', 'tech']
	]);
	expect(tree(story, 'tech')).toEqual([
		['child', 'nostr'],
		['child', 'social']
	]);
	story.done(alice, 9002, [
		['h', 'tech'],
		['child', 'social'],
		['child', 'nostr']
	]);
	expect(tree(story, 'tech')).toEqual([
		['child', 'social'],
		['child', 'nostr']
	]);
});
