import { describe, expect, test } from 'vitest';
import type { Filter } from '../../src/lib/protocol/filter.ts';
import { alice, bob, carol, dave, RelayStory, type Person } from './relay-story.ts';

const inGroup = ['h', 'porch'];
const byName = { '#d': ['porch'], kinds: [39000, 39001, 39002, 39003] };
const listing = { kinds: [39000, 39001, 39002, 39003] };

/** Alice's group with Bob in it and one message of his. */
function groupWith(...flags: string[]): RelayStory {
	const story = new RelayStory();
	story.group('porch');
	story.done(bob, 9021, [inGroup]);
	story.done(bob, 9, [inGroup]);
	if (flags.length > 0) story.done(alice, 9002, [inGroup, ...flags.map((flag) => [flag])]);
	return story;
}

function kindsShown(story: RelayStory, filter: Filter, ...who: Person[]): number[] {
	return story
		.read(filter, ...who)
		.map(({ kind }) => kind)
		.sort();
}

function refusal(story: RelayStory, filter: Filter, ...who: Person[]): string | undefined {
	return story.relay.refuseRequest([filter], new Set(who.map(({ pubkey }) => pubkey)));
}

const all = [39000, 39001, 39002, 39003];

describe('what strangers are shown', () => {
	test.each<[string, string[], { listed: number[]; named: number[]; messages: number }]>([
		['of an open group', [], { listed: all, named: all, messages: 1 }],
		['of a closed and restricted group', ['closed', 'restricted'], { listed: all, named: all, messages: 1 }],
		['of a private group', ['private'], { listed: [39000], named: [39000], messages: 0 }],
		['of a hidden group', ['hidden'], { listed: [], named: [], messages: 1 }],
		['of a hidden and private group', ['hidden', 'private'], { listed: [], named: [], messages: 0 }]
	])('%s', (_, flags, { listed, named, messages }) => {
		const story = groupWith(...flags);
		for (const stranger of [[], [dave]]) {
			expect(kindsShown(story, listing, ...stranger)).toEqual(listed);
			expect(kindsShown(story, byName, ...stranger)).toEqual(named);
			expect(story.read({ kinds: [9], '#h': ['porch'] }, ...stranger)).toHaveLength(messages);
		}
	});

	test.each([[['private']], [['hidden']], [['private', 'hidden', 'closed', 'restricted']]])(
		'members are shown everything of a group that is %s',
		(flags) => {
			const story = groupWith(...flags);
			expect(kindsShown(story, listing, bob)).toEqual(all);
			expect(story.read({ kinds: [9] }, bob)).toHaveLength(1);
		}
	);

	test('a hidden group does not show up among the messages of all groups', () => {
		const story = groupWith('hidden');
		expect(story.read({ kinds: [9] })).toEqual([]);
		const [message] = story.read({ kinds: [9] }, bob);
		expect(story.read({ ids: [message?.id ?? ''] })).toEqual([message]);
	});
});

describe('a request that names a private group', () => {
	const request = { kinds: [9], '#h': ['porch', 'other'] };
	test.each<[string, Person[], string | undefined]>([
		['wants a key', [], "auth-required: you're trying to access a private group"],
		[
			"wants a member's key",
			[dave],
			"restricted: you're trying to access a group of which you're not a member"
		],
		['is answered to a member', [bob], undefined],
		['is answered when one of several keys is a member', [dave, bob], undefined]
	])('%s', (_, who, words) => {
		expect(refusal(groupWith('private'), request, ...who)).toBe(words);
	});

	test('is not refused for asking what the group is', () => {
		expect(refusal(groupWith('private'), byName)).toBeUndefined();
	});
});

test('who is removed reads no more, not even live', () => {
	const story = groupWith('private');
	const message = story.done(alice, 9, [inGroup]);
	const isShown = () => story.relay.isReadable(message, { '#h': ['porch'] }, new Set([bob.pubkey]));
	expect(isShown()).toBe(true);
	story.done(alice, 9001, [inGroup, ['p', bob.pubkey]]);
	expect(isShown()).toBe(false);
});

test('what may not be read takes no place in a page', () => {
	const story = groupWith('private');
	story.group('open');
	const readable = story.done(carol, 9, [['h', 'open']]);
	for (let count = 0; count < 5; count += 1) story.done(bob, 9, [inGroup], `${count}`);
	expect(story.read({ kinds: [9], limit: 1 })).toEqual([readable]);
});
