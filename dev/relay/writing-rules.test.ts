import { describe, expect, test } from 'vitest';
import { signEvent } from '../../src/lib/protocol/signature.ts';
import { alice, bob, carol, RelayStory } from './relay-story.ts';

const inGroup = ['h', 'porch'];

describe('any event', () => {
	test('is refused when its id or its signature is not its own', () => {
		const { relay, now } = new RelayStory();
		const event = signEvent({ kind: 1, tags: [], content: 'mine', created_at: now }, alice.secretKey);
		const other = signEvent({ kind: 1, tags: [], content: 'other', created_at: now }, alice.secretKey);
		expect(relay.submit({ ...event, content: 'changed' }).words).toBe('invalid: id is computed incorrectly');
		expect(relay.submit({ ...event, sig: other.sig }).words).toBe('invalid: signature is invalid');
		expect(relay.submit({ ...event, pubkey: bob.pubkey }).accepted).toBe(false);
	});

	test('is taken outside of groups as by any relay, and only once', () => {
		const story = new RelayStory();
		const event = story.done(alice, 1, [], 'hello');
		expect(story.relay.submit(event)).toMatchObject({ accepted: true, events: [] });
		expect(story.read({ kinds: [1] })).toEqual([event]);
	});

	test.each([
		['from the future', 1, [], { ahead: 61 }, 'invalid: event too much in the future'],
		['that has expired (NIP-40)', 1, [['expiration', '1']], {}, 'invalid: this event has expired'],
		[
			'that belongs to two groups',
			9,
			[inGroup, ['h', 'other']],
			{},
			'invalid: an event belongs to one group only'
		],
		[
			"that is the relay's to make",
			39000,
			[['d', 'porch']],
			{},
			'restricted: group metadata events are generated internally'
		],
		['that moderates no group', 9000, [['p', bob.pubkey]], {}, 'blocked: missing group (`h`) tag'],
		['for authentication', 22242, [], {}, 'invalid: an authentication event is not for publishing'],
		['for a group that is not there', 9, [['h', 'gone']], {}, "blocked: group 'gone' doesn't exist"]
	])('is refused %s', (_, kind, tags, { ahead = 0 }: { ahead?: number }, words) => {
		const story = new RelayStory();
		story.group('porch');
		const event = signEvent({ kind, tags, content: '', created_at: story.now + ahead }, alice.secretKey);
		expect(story.relay.submit(event)).toMatchObject({ accepted: false, words });
	});

	test('is refused when it is longer than the relay says', () => {
		expect(new RelayStory().refusal(alice, 1, [], 'x'.repeat(64_001))).toBe('blocked: content is too big');
	});

	test('is refused when its author is banned', () => {
		const story = new RelayStory();
		story.relay.banned.set(bob.pubkey, 'spam');
		expect(story.refusal(bob, 1, [])).toBe('blocked: you are banned from this relay');
	});

	test('is passed on and not kept when it is ephemeral', () => {
		const story = new RelayStory();
		const { accepted, events, event } = story.say(alice, 20001, []);
		expect({ accepted, events }).toEqual({ accepted: true, events: [event] });
		expect(story.read({ kinds: [20001] })).toEqual([]);
	});

	test('is no longer shown when it has expired', () => {
		const story = new RelayStory();
		story.done(alice, 1, [['expiration', `${story.now + 10}`]]);
		expect(story.read({ kinds: [1] })).toHaveLength(1);
		story.now += 10;
		expect(story.read({ kinds: [1] })).toEqual([]);
	});
});

test('a protected event is brought by its author only (NIP-70)', () => {
	const { relay, now } = new RelayStory();
	const event = signEvent({ kind: 1, tags: [['-']], content: '', created_at: now }, alice.secretKey);
	expect(relay.submit(event).words).toBe('auth-required: must be published by authenticated event author');
	expect(relay.submit(event, new Set([bob.pubkey])).words).toBe('blocked: must be published by event author');
	expect(relay.submit(event, new Set([bob.pubkey, alice.pubkey])).accepted).toBe(true);
});

describe('a message', () => {
	test('is taken from anybody, in a restricted group from members only', () => {
		const story = new RelayStory();
		story.group('porch');
		story.done(bob, 9, [inGroup]);
		story.done(alice, 9002, [inGroup, ['restricted']]);
		expect(story.refusal(bob, 9, [inGroup])).toBe('blocked: unknown member');
		story.done(bob, 9021, [inGroup]);
		story.done(bob, 9, [inGroup]);
	});

	test('has an hour to arrive, moderation a minute', () => {
		const story = new RelayStory();
		story.group('porch');
		const sendLate = (kind: number, tags: string[][], age: number) =>
			story.relay.submit(
				signEvent({ kind, tags, content: '', created_at: story.now - age }, alice.secretKey)
			);
		expect(sendLate(9, [inGroup], 3600).accepted).toBe(true);
		expect(sendLate(9, [inGroup], 3601).words).toBe('blocked: event is too old (older than 1 h ago)');
		expect(sendLate(9002, [inGroup, ['name', 'Late']], 60).accepted).toBe(true);
		expect(sendLate(9002, [inGroup, ['name', 'Later']], 61).words).toBe(
			'blocked: moderation action is too old (older than 1 minute ago)'
		);
	});

	test.each([
		['of a kind that is listed', [['supported_kinds', '9']], 9, undefined],
		['of a kind that is not', [['supported_kinds', '9']], 11, 'blocked: kind not supported by this group'],
		[
			'in a group that is its room',
			[['livekit'], ['supported_kinds']],
			9,
			'blocked: this is a live audio/video group only'
		],
		['that deletes, whatever is listed', [['livekit'], ['supported_kinds']], 5, undefined],
		['that moderates, whatever is listed', [['supported_kinds', '9']], 9009, undefined],
		['that leaves, whatever is listed', [['supported_kinds', '9']], 9022, undefined]
	])('%s', (_, settings, kind, words) => {
		const story = new RelayStory();
		story.group('porch', settings);
		story.done(alice, 9000, [inGroup, ['p', bob.pubkey, 'admin']]);
		const outcome = story.say(bob, kind, [inGroup, ['code', 'x']]);
		expect(outcome.accepted ? undefined : outcome.words).toBe(words);
	});

	test('refers to what its group has seen, deleted or not, and to nothing else (`previous`)', () => {
		const story = new RelayStory();
		story.group('porch');
		story.group('other');
		const [here, there] = [story.done(bob, 9, [inGroup]), story.done(bob, 9, [['h', 'other']])];
		const previous = (...ids: string[]) => ['previous', ...ids.map((id) => id.slice(0, 8))];
		story.done(alice, 9005, [inGroup, ['e', here.id]]);
		story.done(alice, 9, [inGroup, previous(here.id)]);
		expect(story.refusal(alice, 9, [inGroup, previous(here.id, there.id)])).toBe(
			`blocked: previous id '${there.id.slice(0, 8)}' wasn't found in this group`
		);
		expect(story.refusal(alice, 9, [inGroup, ['previous', 'short']])).toBe(
			"error: invalid value 'short' in previous tag"
		);
	});
});

describe('a deletion request (NIP-09)', () => {
	test("deletes one's own message for good, and is kept", () => {
		const story = new RelayStory();
		story.group('porch');
		const message = story.done(bob, 9, [inGroup]);
		const deletion = story.done(bob, 5, [inGroup, ['e', message.id]]);
		expect(story.read({ '#h': ['porch'], kinds: [5, 9] })).toEqual([deletion]);
		expect(story.relay.submit(message).words).toBe('blocked: this was deleted');
	});

	test("is refused for somebody else's", () => {
		const story = new RelayStory();
		story.group('porch');
		const message = story.done(bob, 9, [inGroup]);
		expect(story.refusal(carol, 5, [inGroup, ['e', message.id]])).toBe(
			'blocked: you are not the author of this event'
		);
		expect(story.read({ ids: [message.id] })).toEqual([message]);
	});

	test('reaches into a group only from inside it, and never into its history', () => {
		const story = new RelayStory();
		story.group('porch');
		const message = story.done(alice, 9, [inGroup]);
		const action = story.done(alice, 9000, [inGroup, ['p', bob.pubkey]]);
		expect(story.refusal(alice, 5, [['e', message.id]])).toBe('invalid: an event belongs to one group only');
		expect(story.refusal(alice, 5, [inGroup, ['e', action.id]])).toBe(
			'blocked: moderation actions stay in the history'
		);
	});

	test('deletes versions of an address up to its own time', () => {
		const story = new RelayStory();
		const version = story.done(alice, 30078, [['d', 'x']]);
		story.done(bob, 5, [['a', `30078:${alice.pubkey}:x`]]);
		expect(story.read({ kinds: [30078] })).toEqual([version]);
		story.done(alice, 5, [['a', `30078:${alice.pubkey}:x`]]);
		expect(story.read({ kinds: [30078] })).toEqual([]);
		story.done(alice, 30078, [['d', 'x']]);
		expect(story.read({ kinds: [30078] })).toHaveLength(1);
	});
});
