import { describe, expect, test } from 'vitest';
import { signEvent } from '../../src/lib/protocol/signature.ts';
import { alice, bob, carol, dave, nameOf, RelayStory } from './relay-story.ts';

const inGroup = ['h', 'porch'];

/** Alice is admin, Bob moderator, Carol a member, Dave a stranger. */
function fullGroup(): RelayStory {
	const story = new RelayStory();
	story.group('porch');
	story.done(alice, 9000, [inGroup, ['p', bob.pubkey, 'moderator'], ['p', carol.pubkey]]);
	return story;
}

describe('creating a group (9007)', () => {
	test('makes its author the admin, with evidence', () => {
		const story = new RelayStory();
		const { events } = story.say(alice, 9007, [inGroup, ['name', 'ignored']]);
		expect(events.map(({ kind }) => kind)).toEqual([9000, 39000, 39001, 39002, 39003, 9007]);
		expect(events[0]?.tags).toEqual([inGroup, ['p', alice.pubkey, 'admin']]);
		expect(story.state(39000, 'porch')).toEqual([]);
		expect(story.state(39001, 'porch')).toEqual([['p', alice.pubkey, 'admin']]);
		expect(story.state(39003, 'porch')?.map(([, role]) => role)).toEqual(['admin', 'moderator']);
	});

	test('wants its author on the line', () => {
		const { relay, now } = new RelayStory();
		const event = signEvent({ kind: 9007, tags: [inGroup], content: '', created_at: now }, alice.secretKey);
		expect(relay.submit(event).words).toBe('auth-required: must authenticate before creating a group');
		expect(relay.submit(event, new Set([bob.pubkey])).words).toBe(
			'restricted: auth and event pubkey mismatch'
		);
	});

	test.each(['..', '.', 'a/b', 'groups.example.com', 'ä ö', "it's"])('takes %s for an id', (id) => {
		const story = new RelayStory();
		story.group(id);
		expect(story.members(id)).toEqual(['alice']);
	});

	test.each([
		['without an id', [], 'blocked: missing group (`h`) tag'],
		['with an empty id', [['h', '']], 'invalid: a group id has 1 to 256 characters'],
		['with an id that is taken', [inGroup], 'duplicate: group already exists']
	])('is refused %s', (_, tags, words) => {
		expect(fullGroup().refusal(dave, 9007, tags)).toBe(words);
	});
});

describe('who may do what', () => {
	const message = { kind: 9, tags: [inGroup] };
	test.each([
		['put a person', 9000, [['p', dave.pubkey]], ['alice', 'bob']],
		['give a role', 9000, [['p', carol.pubkey, 'moderator']], ['alice']],
		['change who has a role', 9000, [['p', bob.pubkey]], ['alice']],
		['remove a member', 9001, [['p', carol.pubkey]], ['alice', 'bob']],
		['remove who has a role', 9001, [['p', bob.pubkey]], ['alice']],
		['edit the group', 9002, [['name', 'New']], ['alice']],
		['make an invite', 9009, [['code', 'x']], ['alice', 'bob']],
		['pin', 9010, [], ['alice', 'bob']],
		['delete the group', 9008, [], ['alice']]
	])('%s', (_, kind, tags, allowed) => {
		const able = [alice, bob, carol, dave].filter(
			(who) => fullGroup().say(who, kind, [inGroup, ...tags]).accepted
		);
		expect(able.map(({ pubkey }) => nameOf(pubkey))).toEqual(allowed);
	});

	test("moderators delete members' messages, not admins'", () => {
		const story = fullGroup();
		const byCarol = story.done(carol, message.kind, message.tags);
		const byAlice = story.done(alice, message.kind, message.tags);
		expect(story.refusal(carol, 9005, [inGroup, ['e', byAlice.id]])).toBe(
			'restricted: insufficient permissions'
		);
		expect(story.refusal(bob, 9005, [inGroup, ['e', byAlice.id]])).toBe(
			"blocked: can't delete messages from an admin"
		);
		const deletion = story.done(bob, 9005, [inGroup, ['e', byCarol.id]]);
		expect(story.read({ kinds: [9, 9005], '#h': ['porch'] })).toEqual([deletion, byAlice]);
	});

	test('a role that the relay does not know is kept and has no power', () => {
		const story = fullGroup();
		story.done(alice, 9000, [inGroup, ['p', carol.pubkey, 'gardener']]);
		expect(story.refusal(carol, 9001, [inGroup, ['p', bob.pubkey]])).toBe(
			'restricted: insufficient permissions'
		);
		expect(story.state(39001, 'porch')?.map(([, pubkey = '']) => nameOf(pubkey))).toEqual(['alice', 'bob']);
	});
});

describe('what makes no sense', () => {
	test.each([
		['9000 without anybody', 9000, [], "error: invalid moderation action: missing 'p' tags"],
		[
			'9000 with no key',
			9000,
			[['p', 'bob']],
			"error: invalid moderation action: 'p' tag value is not a valid public key"
		],
		['9000 that changes nothing', 9000, [['p', carol.pubkey]], 'blocked: all targets are members already'],
		['9001 of who is not in', 9001, [['p', dave.pubkey]], 'blocked: all targets have left already'],
		['9002 that says nothing', 9002, [], 'error: invalid moderation action: missing metadata tags'],
		['9005 of nothing', 9005, [], "error: invalid moderation action: missing 'e' tag"],
		[
			'9005 of what is not here',
			9005,
			[['e', '0'.repeat(64)]],
			'blocked: none of the targets exist in this relay'
		],
		['9009 without a code', 9009, [], "error: invalid moderation action: missing 'code' tags"],
		[
			'9010 of what is not here',
			9010,
			[['e', '0'.repeat(64)]],
			`blocked: pinned event '${'0'.repeat(64)}' wasn't found in this group`
		],
		['9010 of no address', 9010, [['a', 'x']], 'error: invalid moderation action: invalid event address'],
		[
			'an action nobody knows',
			9019,
			[],
			'error: invalid moderation action: event kind 9019 is not a supported moderation action'
		]
	])('%s', (_, kind, tags, words) => {
		expect(fullGroup().refusal(alice, kind, [inGroup, ...tags])).toBe(words);
	});

	test('a code that exists already', () => {
		const story = fullGroup();
		story.done(alice, 9009, [inGroup, ['code', 'x']]);
		expect(story.refusal(bob, 9009, [inGroup, ['code', 'x']])).toBe(
			'duplicate: this invite code exists already'
		);
	});

	test.each([
		['removing', 9001, [['p', alice.pubkey]]],
		['demoting', 9000, [['p', alice.pubkey, 'moderator']]]
	])('%s the last admin', (_, kind, tags) => {
		const story = fullGroup();
		expect(story.refusal(alice, kind, [inGroup, ...tags])).toBe('blocked: cannot remove last admin');
		story.done(alice, 9000, [inGroup, ['p', bob.pubkey, 'admin']]);
		story.done(alice, kind, [inGroup, ...tags]);
	});

	test('deleting the history of the group', () => {
		const story = fullGroup();
		const [action] = story.read({ kinds: [9000], '#h': ['porch'] });
		expect(story.refusal(alice, 9005, [inGroup, ['e', action?.id ?? '']])).toBe(
			'blocked: moderation actions stay in the history'
		);
	});

	test('deleting what belongs to another group', () => {
		const story = fullGroup();
		story.group('other');
		const message = story.done(alice, 9, [['h', 'other']]);
		expect(story.refusal(alice, 9005, [inGroup, ['e', message.id]])).toBe(
			'blocked: none of the targets exist in this relay'
		);
	});
});

describe('pins (9010)', () => {
	test('are shown in their order, and go when what they point to is deleted', () => {
		const story = fullGroup();
		const [first, second] = ['first', 'second'].map((text) => story.done(carol, 9, [inGroup], text));
		const pins = [
			['e', second?.id ?? ''],
			['e', first?.id ?? '']
		];
		story.done(bob, 9010, [inGroup, ...pins]);
		expect(story.state(39005, 'porch')).toEqual(pins);
		story.done(carol, 5, [inGroup, ['e', first?.id ?? '']]);
		expect(story.state(39005, 'porch')).toEqual([pins[0]]);
		story.done(bob, 9010, [inGroup]);
		expect(story.state(39005, 'porch')).toEqual([]);
	});

	test('are none until somebody pins', () => {
		expect(fullGroup().state(39005, 'porch')).toBeUndefined();
	});
});

describe('deleting the group (9008)', () => {
	test('takes everything of it away but the deletion, for good', () => {
		const story = fullGroup();
		story.done(carol, 9, [inGroup]);
		const { events, event } = story.say(alice, 9008, [inGroup]);
		expect(events).toEqual([event]);
		expect(story.read({}, alice)).toEqual([event]);
		expect(story.refusal(carol, 9, [inGroup])).toBe("blocked: group 'porch' doesn't exist");
		expect(story.refusal(alice, 9007, [inGroup])).toBe('duplicate: a deleted group with this id exists');
	});

	test('of a private group is told to those who were in it only', () => {
		const story = fullGroup();
		story.done(alice, 9002, [inGroup, ['private']]);
		story.done(alice, 9008, [inGroup]);
		expect(story.read({ kinds: [9008] }, carol)).toHaveLength(1);
		expect(story.read({ kinds: [9008] }, dave)).toEqual([]);
	});
});
