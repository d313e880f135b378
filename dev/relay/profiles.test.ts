import { afterEach, describe, expect, test } from 'vitest';
import type { ProfileName } from './habits.ts';
import { RelayClient } from './relay-client.ts';
import { alice, bob, groupOn, RelayStory } from './relay-story.ts';
import { startRelay } from './start-relay.ts';

const inGroup = ['h', 'porch'];
const stops: (() => unknown)[] = [];
afterEach(async () => {
	for (const stop of stops.splice(0).reverse()) await stop();
});

async function connect(profile: ProfileName, secretKey = alice.secretKey): Promise<RelayClient> {
	const relay = await startRelay({ profile });
	stops.push(() => relay.stop());
	const client = await RelayClient.connect(relay.url, secretKey);
	stops.push(() => client.close());
	return client;
}

describe('relay29', () => {
	test('gives its key as `pubkey`, and has neither subgroups nor rooms', async () => {
		const client = await connect('relay29');
		const url = client.url.replace('ws', 'http');
		const response = await fetch(url, { headers: { Accept: 'application/nostr+json' } });
		const document = (await response.json()) as Record<string, unknown>;
		expect(document['pubkey']).toMatch(/^[0-9a-f]{64}$/);
		expect([document['self'], document['nip29']]).toEqual([undefined, undefined]);
		expect((await fetch(`${url}/.well-known/nip29/livekit`)).status).toBe(404);
	});

	test.each([
		[
			'mixes metadata with messages',
			{ kinds: [9, 39000], '#h': ['porch'] },
			"blocked: it's not allowed to mix metadata kinds with others"
		],
		[
			'names no group and no event',
			{ kinds: [9000] },
			"blocked: invalid query, must have 'h', 'e' or 'a' tag"
		],
		['searches', { search: 'x', '#h': ['porch'] }, 'blocked: search is disabled']
	])('refuses a request that %s', (_, filter, words) => {
		expect(groupOn('relay29').relay.refuseRequest([filter], new Set())).toBe(words);
	});

	test('does not count', async () => {
		const client = await connect('relay29');
		client.send('COUNT', 'c', { kinds: [9], '#h': ['porch'] });
		const [, , words] = await client.frame('CLOSED', ([verb]) => verb === 'CLOSED');
		expect(words).toBe('unsupported: this relay does not support NIP-45');
	});

	test('makes its lists anew at each request, at the time of the group', () => {
		const story = groupOn('relay29');
		story.done(bob, 9021, [inGroup]);
		const lists = [1, 2].flatMap(() => story.read({ kinds: [39002], '#d': ['porch'] }));
		expect(lists).toHaveLength(2);
		expect(lists[0]?.id).not.toBe(lists[1]?.id);
		expect(lists[0]?.created_at).toBe(lists[1]?.created_at);
		expect(lists[0]?.tags.toSorted()).toEqual(lists[1]?.tags.toSorted());
	});

	test('says OK to a request to join a closed group, and nothing happens', () => {
		const story = groupOn('relay29', 'closed');
		expect(story.say(bob, 9021, [inGroup]).words).toBe('');
		expect(story.members('porch')).toEqual(['alice']);
	});

	test('never lets back in who left, and does not say so', () => {
		const story = groupOn('relay29');
		for (const kind of [9021, 9022, 9021]) story.done(bob, kind, [inGroup]);
		expect(story.members('porch')).toEqual(['alice']);
	});

	test('has no invites and no pins', () => {
		expect(groupOn('relay29').refusal(alice, 9009, [inGroup, ['code', 'x']])).toBe(
			'blocked: invalid moderation action: event kind 9009 is not a supported moderation action'
		);
	});

	test('takes messages of members only', () => {
		expect(groupOn('relay29').refusal(bob, 9, [inGroup])).toBe('blocked: unknown member');
	});

	test('does not list closed groups', () => {
		const story = groupOn('relay29', 'closed');
		expect(story.read({ kinds: [39000] }, bob)).toEqual([]);
		expect(story.read({ kinds: [39000], '#d': ['porch'] }, bob)).toHaveLength(1);
	});
});

describe('groups_relay', () => {
	test('creates groups private and closed, named by the 9007', () => {
		const story = new RelayStory('groups_relay');
		story.done(alice, 9007, [inGroup, ['name', 'Porch']]);
		expect(story.state(39000, 'porch')).toEqual([
			['name', 'Porch'],
			['private'],
			['closed'],
			['nonbroadcast']
		]);
		expect(story.read({ kinds: [39000], '#d': ['porch'] })).toEqual([]);
	});

	test('says what an admin may not do in a NOTICE, and no OK', async () => {
		const client = await connect('groups_relay');
		client.send('EVENT', client.sign({ kind: 9007, content: '', tags: [inGroup] }));
		const removal = client.sign({ kind: 9001, content: '', tags: [inGroup, ['p', alice.pubkey]] });
		client.send('EVENT', removal);
		const [, words] = await client.frame('a NOTICE', ([verb]) => verb === 'NOTICE');
		expect(words).toBe('Cannot remove last admin');
		await client.query({ kinds: [1] });
		expect(client.frames.some(([verb, id]) => verb === 'OK' && id === removal.id)).toBe(false);
	});

	test('says OK first, and shows the new state later', async () => {
		const client = await connect('groups_relay');
		await client.authenticate();
		const { id } = await client.subscribe({ kinds: [39000], '#d': ['porch'] });
		const from = client.frames.length;
		await client.publish({ kind: 9007, content: '', tags: [inGroup] });
		expect(client.eventsOf(id)).toEqual([]);
		await client.event(id, '39000', () => true);
		const order = client.frames.slice(from).map(([verb]) => verb);
		expect(order).toEqual(['OK', 'EVENT']);
	});

	test('takes whoever writes into an open group for a member', () => {
		const story = new RelayStory('groups_relay');
		story.group('porch', [['open'], ['public']]);
		story.done(bob, 9, [inGroup]);
		expect(story.members('porch')).toEqual(['alice', 'bob']);
	});

	test('lets admins alone post where that is said', () => {
		const story = new RelayStory('groups_relay');
		story.group('porch', [['open'], ['public'], ['broadcast']]);
		expect(story.state(39000, 'porch')).toContainEqual(['broadcast']);
		expect(story.refusal(bob, 9, [inGroup])).toBe('restricted: Only admins can post in broadcast mode');
		story.done(alice, 9, [inGroup]);
		story.done(bob, 9021, [inGroup]);
	});

	test('spells the role of its admins with a capital', () => {
		const story = groupOn('groups_relay');
		expect(story.state(39001, 'porch')).toEqual([['p', alice.pubkey, 'Admin']]);
	});

	test('writes no 9001 for who leaves', () => {
		const story = new RelayStory('groups_relay');
		story.group('porch', [['open'], ['public']]);
		story.done(bob, 9021, [inGroup]);
		story.done(bob, 9022, [inGroup]);
		expect(story.members('porch')).toEqual(['alice']);
		expect(story.read({ kinds: [9001] }, alice)).toEqual([]);
	});
});

describe('zooid', () => {
	test('answers nothing without AUTH', async () => {
		const client = await connect('zooid');
		const words = 'auth-required: authentication is required for access';
		expect((await client.query({ kinds: [39000] })).closed).toBe(words);
		expect(await client.publish({ kind: 9007, content: '', tags: [inGroup] })).toMatchObject({
			ok: false,
			words
		});
		await client.authenticate();
		expect((await client.query({ kinds: [39000] })).closed).toBeUndefined();
	});

	test('leaves a private group empty for others instead of refusing', () => {
		const story = groupOn('zooid', 'private');
		story.done(alice, 9, [inGroup]);
		const who = new Set([bob.pubkey]);
		expect(story.relay.refuseRequest([{ '#h': ['porch'], kinds: [9] }], who)).toBeUndefined();
		expect(story.read({ '#h': ['porch'], kinds: [9] }, bob)).toEqual([]);
	});

	test('names no roles, and deletes nothing for admins', () => {
		const story = groupOn('zooid');
		const { id } = story.done(alice, 9, [inGroup]);
		story.done(alice, 9005, [inGroup, ['e', id]]);
		expect(story.read({ ids: [id] })).toHaveLength(1);
		expect(story.state(39001, 'porch')).toEqual([['p', alice.pubkey], ['-']]);
		expect(story.state(39003, 'porch')).toBeUndefined();
		expect(story.refusal(bob, 9022, [inGroup])).toBe('duplicate: not currently a member');
	});

	test('opens nothing to a code', () => {
		const story = groupOn('zooid', 'closed');
		story.done(alice, 9009, [inGroup, ['code', 'x']]);
		story.done(bob, 9021, [inGroup, ['code', 'x']]);
		expect(story.members('porch')).toEqual(['alice']);
	});
});
