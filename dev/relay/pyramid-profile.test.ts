import { describe, expect, test } from 'vitest';
import { signEvent } from '../../src/lib/protocol/signature.ts';
import { alice, bob, carol, dave, groupOn } from './relay-story.ts';

const inGroup = ['h', 'porch'];

describe('pyramid', () => {
	test('wants a private group to be closed', () => {
		expect(groupOn('pyramid').refusal(alice, 9002, [inGroup, ['private']])).toBe(
			'blocked: a private group must also be closed'
		);
	});

	test('makes invites for closed groups only, each for one person, and says one thing about all bad codes', () => {
		const story = groupOn('pyramid');
		expect(story.refusal(alice, 9009, [inGroup, ['code', 'x']])).toBe(
			'blocked: no need to create invites in open groups'
		);
		story.done(alice, 9002, [inGroup, ['closed']]);
		story.done(alice, 9009, [inGroup, ['code', 'x'], ['reusable']]);
		story.done(bob, 9021, [inGroup, ['code', 'x']]);
		const words = 'restricted: group is closed, you need an invite code';
		for (const code of ['x', 'y']) expect(story.refusal(carol, 9021, [inGroup, ['code', code]])).toBe(words);
	});

	test('shows codes to everybody who can read the group', () => {
		const story = groupOn('pyramid', 'closed');
		story.done(alice, 9009, [inGroup, ['code', 'x']]);
		expect(story.read({ kinds: [9009], '#h': ['porch'] })).toHaveLength(1);
	});

	test('locks a group that supports no kinds for good', () => {
		const story = groupOn('pyramid');
		story.done(alice, 9002, [inGroup, ['livekit'], ['supported_kinds']]);
		expect(story.refusal(alice, 9002, [inGroup, ['name', 'Open again']])).toBe(
			'blocked: this is a live audio/video group only'
		);
	});

	test.each([['closed'], []])('takes chat of any age, and lets only members write: %s', (...flags) => {
		const story = groupOn('pyramid', ...flags);
		const yesterday = story.now - 86_400;
		const old = signEvent({ kind: 9, content: '', tags: [inGroup], created_at: yesterday }, alice.secretKey);
		expect(story.relay.submit(old).accepted).toBe(true);
		expect(story.refusal(dave, 9, [inGroup])).toBe('blocked: unknown member');
	});

	test('echoes parent and child without a look at them', () => {
		const story = groupOn('pyramid');
		story.done(alice, 9002, [inGroup, ['parent', 'nowhere'], ['child', 'porch']]);
		expect(story.state(39000, 'porch')).toEqual([
			['parent', 'nowhere'],
			['child', 'porch']
		]);
	});

	test('stores pins and shows none', () => {
		const story = groupOn('pyramid');
		story.done(alice, 9010, [inGroup, ['e', '0'.repeat(64)]]);
		expect(story.state(39005, 'porch')).toBeUndefined();
	});

	test('sends short pages: what may not be read is taken out after the limit', () => {
		const story = groupOn('pyramid', 'private', 'closed');
		story.done(carol, 1, [], 'older');
		story.done(alice, 9, [inGroup]);
		expect(story.read({ kinds: [1, 9], limit: 1 })).toEqual([]);
		expect(story.read({ kinds: [1, 9], limit: 2 })).toHaveLength(1);
	});

	test('leaves a tombstone of a deleted group, and does not tell', () => {
		const story = groupOn('pyramid');
		const { events } = story.say(alice, 9008, [inGroup]);
		expect(events.map(({ kind }) => kind)).not.toContain(9008);
		const [tombstone] = story.read({ kinds: [39000], '#d': ['porch'] });
		expect(tombstone?.tags.flat()).toEqual(
			expect.arrayContaining(['[deleted]', 'private', 'restricted', 'hidden', 'closed'])
		);
	});

	test('sets aside what comes from the future, and shows it once it is due', () => {
		const story = groupOn('pyramid');
		const draft = { kind: 9, content: '', tags: [inGroup], created_at: story.now + 120 };
		const ahead = signEvent(draft, alice.secretKey);
		expect(story.relay.submit(ahead)).toMatchObject({ accepted: true, events: [] });
		expect(story.read({ ids: [ahead.id] })).toEqual([]);
		story.now += 120;
		expect(story.read({ ids: [ahead.id] })).toEqual([ahead]);
	});

	test('lets nobody delete their own words after two hours', () => {
		const story = groupOn('pyramid');
		const [old, late] = [story.done(alice, 9, [inGroup]), 2 * 3600];
		story.now += late;
		const recent = story.done(alice, 9, [inGroup]);
		story.done(alice, 5, [inGroup, ['e', recent.id]]);
		expect(story.refusal(alice, 5, [inGroup, ['e', old.id]])).toBe(
			"blocked: can't delete very old group message"
		);
	});

	test('takes ten thousand bytes of words', () => {
		const story = groupOn('pyramid');
		story.done(alice, 9, [inGroup], 'ä'.repeat(5_000));
		expect(story.refusal(alice, 9, [inGroup], 'ä'.repeat(5_001))).toBe('blocked: content is too big');
	});

	test('lets moderators edit the group', () => {
		const story = groupOn('pyramid');
		story.done(alice, 9000, [inGroup, ['p', bob.pubkey, 'moderator']]);
		story.done(bob, 9002, [inGroup, ['name', 'Porch of all']]);
	});

	test('shows a hidden group to whoever asks by name', () => {
		const story = groupOn('pyramid', 'hidden');
		expect(story.read({ kinds: [39000] })).toEqual([]);
		expect(story.read({ kinds: [39000], '#d': ['porch'] })).toHaveLength(1);
	});
});
