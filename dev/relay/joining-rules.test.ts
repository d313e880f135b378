import { describe, expect, test } from 'vitest';
import { alice, bob, carol, dave, RelayStory } from './relay-story.ts';

const inGroup = ['h', 'porch'];
const day = 24 * 60 * 60;

function closedGroup(invite: string[][] = []): RelayStory {
	const story = new RelayStory();
	story.group('porch', [['closed']]);
	if (invite.length > 0) story.done(alice, 9009, [inGroup, ...invite]);
	return story;
}

describe('asking to join', () => {
	test('is enough in an open group; the relay says so with a 9000 before 39002 and the request', () => {
		const story = new RelayStory();
		story.group('porch');
		const { events } = story.say(bob, 9021, [inGroup], 'may I?');
		expect(events.map(({ kind }) => kind)).toEqual([9000, 39002, 9021]);
		expect(events[0]?.tags).toEqual([inGroup, ['p', bob.pubkey]]);
		expect(events[0]?.pubkey).toBe(story.relay.self);
		expect(story.members('porch')).toEqual(['alice', 'bob']);
	});

	test('is a duplicate for a member', () => {
		const story = new RelayStory();
		story.group('porch');
		expect(story.refusal(alice, 9021, [inGroup])).toBe('duplicate: already a member');
	});

	test('is refused in a closed group without a code, and not kept', () => {
		const story = closedGroup();
		expect(story.refusal(bob, 9021, [inGroup])).toBe('restricted: group is closed, you need an invite code');
		expect(story.read({ kinds: [9021] }, alice)).toEqual([]);
	});

	test('is refused to whoever was removed, until an admin puts them back', () => {
		const story = new RelayStory();
		story.group('porch');
		story.done(bob, 9021, [inGroup]);
		story.done(alice, 9001, [inGroup, ['p', bob.pubkey]]);
		expect(story.refusal(bob, 9021, [inGroup])).toBe('blocked: you were removed');
		story.done(alice, 9000, [inGroup, ['p', bob.pubkey]]);
		story.done(bob, 9022, [inGroup]);
		story.done(bob, 9021, [inGroup]);
		expect(story.members('porch')).toEqual(['alice', 'bob']);
	});
});

describe('an invite code', () => {
	test('opens a closed group once', () => {
		const story = closedGroup([['code', 'sesame']]);
		story.done(bob, 9021, [inGroup, ['code', 'sesame']]);
		expect(story.members('porch')).toEqual(['alice', 'bob']);
		expect(story.refusal(carol, 9021, [inGroup, ['code', 'sesame']])).toBe(
			'restricted: invalid invite code (it was already used)'
		);
		expect(story.refusal(carol, 9021, [inGroup, ['code', 'guess']])).toBe('restricted: invalid invite code');
	});

	test('that is reusable opens it again and again', () => {
		const story = closedGroup([['code', 'sesame'], ['reusable']]);
		for (const person of [bob, carol]) story.done(person, 9021, [inGroup, ['code', 'sesame']]);
		expect(story.members('porch')).toEqual(['alice', 'bob', 'carol']);
	});

	test.each([
		['a week', [], 7 * day],
		['as long as its 9009 says', [['expiration', `${1_780_000_000 + day}`]], day]
	])('holds for %s', (_, expiration, lifetime) => {
		const story = closedGroup([['code', 'sesame'], ['reusable'], ...expiration]);
		story.now = 1_780_000_000 + lifetime - 10;
		story.done(bob, 9021, [inGroup, ['code', 'sesame']]);
		story.now += 20;
		expect(story.refusal(carol, 9021, [inGroup, ['code', 'sesame']])).toBe('restricted: invite code expired');
	});

	test('is taken back by deleting its 9009', () => {
		const story = closedGroup();
		const invite = story.done(alice, 9009, [inGroup, ['code', 'sesame']]);
		story.done(alice, 9005, [inGroup, ['e', invite.id]]);
		expect(story.refusal(bob, 9021, [inGroup, ['code', 'sesame']])).toBe('restricted: invalid invite code');
	});

	test('is seen by admins only, in the 9009 and in the request that carries it', () => {
		const story = closedGroup([['code', 'sesame']]);
		story.done(bob, 9021, [inGroup, ['code', 'sesame']]);
		story.done(alice, 9000, [inGroup, ['p', carol.pubkey]]);
		const codes = { kinds: [9009, 9021], '#h': ['porch'] };
		expect(story.read(codes, alice)).toHaveLength(2);
		expect(story.read(codes, carol)).toEqual([]);
		expect(story.read(codes)).toEqual([]);
		expect(story.read(codes, bob).map(({ kind }) => kind)).toEqual([9021]);
	});
});

describe('leaving', () => {
	test('is answered by a 9001 that says who did it, and one may come back', () => {
		const story = new RelayStory();
		story.group('porch');
		story.done(bob, 9021, [inGroup]);
		const { events } = story.say(bob, 9022, [inGroup]);
		expect(events.map(({ kind }) => kind)).toEqual([9001, 39002, 9022]);
		expect(events[0]?.tags).toEqual([inGroup, ['p', bob.pubkey], ['self-removal']]);
		expect(story.members('porch')).toEqual(['alice']);
		story.done(bob, 9021, [inGroup]);
	});

	test('leaves the newest word about a person with the newest time, however fast they come and go', () => {
		const story = new RelayStory();
		story.group('porch');
		for (const [kind, reason] of [
			[9021, 'hello'],
			[9022, 'bye'],
			[9021, 'hello again']
		] as const) {
			// All in one second.
			story.now -= 1;
			story.done(bob, kind, [inGroup], reason);
		}
		const history = story.read({ kinds: [9000, 9001], '#p': [bob.pubkey] });
		expect(history.map(({ kind }) => kind)).toEqual([9000, 9001, 9000]);
		expect(new Set(history.map(({ created_at }) => created_at)).size).toBe(3);
	});

	test('is not for those who are not in', () => {
		const story = new RelayStory();
		story.group('porch');
		expect(story.refusal(dave, 9022, [inGroup])).toBe('blocked: unknown member');
	});

	test('is not for the last admin', () => {
		const story = new RelayStory();
		story.group('porch');
		expect(story.refusal(alice, 9022, [inGroup])).toMatch(/^blocked: cannot remove last admin/);
		story.done(alice, 9000, [inGroup, ['p', bob.pubkey, 'admin']]);
		story.done(alice, 9022, [inGroup]);
	});
});
