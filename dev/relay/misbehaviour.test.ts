import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { NostrEvent } from '../../src/lib/protocol/event.ts';
import { createSecretKey, signEvent } from '../../src/lib/protocol/signature.ts';
import { RelayClient } from './relay-client.ts';
import { alice } from './relay-story.ts';
import { startRelay, type RunningRelay } from './start-relay.ts';

const inGroup = ['h', 'porch'];
const messages = { kinds: [9], '#h': ['porch'] };
let relay: RunningRelay;
let client: RelayClient;
let other: RelayClient;

beforeEach(async () => {
	relay = await startRelay();
	client = await RelayClient.connect(relay.url, alice.secretKey);
	other = await RelayClient.connect(relay.url);
	relay.publishAs(alice.secretKey, { kind: 9007, content: '', tags: [inGroup] });
	for (let count = 0; count < 12; count += 1) say(`${count}`);
});
afterEach(async () => {
	client.close();
	other.close();
	await relay.stop();
});

function say(content: string, group = 'porch'): NostrEvent {
	return relay.publishAs(alice.secretKey, { kind: 9, content, tags: [['h', group]] });
}

const draft = (content: string) => ({ kind: 9, content, tags: [inGroup] });

describe('refuse', () => {
	test('answers events with the words asked for, for as long as asked', async () => {
		relay.misbehave('refuse', { words: 'rate-limited: slow down', times: 1 });
		expect(await client.publish(draft('a'))).toMatchObject({ ok: false, words: 'rate-limited: slow down' });
		expect(await client.publish(draft('a'))).toMatchObject({ ok: true });
	});

	test('touches only the kinds, groups and verbs it was told', async () => {
		relay.misbehave('refuse', { kinds: [7], group: 'porch' });
		expect(await client.publish(draft('a'))).toMatchObject({ ok: true });
		expect(await client.publish({ ...draft('+'), kind: 7 })).toMatchObject({ ok: false });
		relay.misbehave('refuse', { verbs: ['REQ'], kinds: [9], words: 'error: no' });
		expect((await client.query(messages)).closed).toBe('error: no');
		expect((await client.query({ kinds: [39000] })).closed).toBeUndefined();
		relay.misbehave('refuse', { verbs: ['AUTH'], words: 'restricted: no' });
		expect(await client.authenticate()).toEqual({ ok: false, words: 'restricted: no' });
	});

	test('ends when it is told to', async () => {
		const stop = relay.misbehave('refuse');
		stop();
		expect(await client.publish(draft('a'))).toMatchObject({ ok: true });
		relay.misbehave('refuse');
		relay.behave();
		expect(await client.publish(draft('b'))).toMatchObject({ ok: true });
	});

	test('answers over HTTP with the status asked for', async () => {
		relay.misbehave('refuse', { verbs: ['HTTP'], status: 500, words: 'broken' });
		const response = await fetch(relay.httpUrl, { headers: { Accept: 'application/nostr+json' } });
		expect([response.status, await response.text()]).toEqual([500, 'broken\n']);
	});
});

test('never-answer swallows an event, or keeps it without a word', async () => {
	const before = relay.eventCount;
	relay.misbehave('never-answer', { times: 1 });
	client.send('EVENT', client.sign(draft('lost')));
	await client.query(messages);
	expect(relay.eventCount).toBe(before);
	relay.misbehave('never-answer', { times: 1, keep: true });
	const kept = client.sign(draft('kept'));
	client.send('EVENT', kept);
	expect((await other.query({ ids: [kept.id] })).events).toEqual([kept]);
	expect(client.frames.filter(([verb]) => verb === 'OK')).toEqual([]);
});

test('drop cuts the line at an event, kept or not', async () => {
	relay.misbehave('drop', { keep: true, kinds: [9] });
	const kept = client.sign(draft('kept'));
	client.send('EVENT', kept);
	await client.closed();
	expect((await other.query({ ids: [kept.id] })).events).toEqual([kept]);
	relay.misbehave('drop', { now: true });
	await other.closed();
});

test('slow delays every frame and changes no order', async () => {
	relay.misbehave('slow', { milliseconds: 150 });
	const start = performance.now();
	const { events } = await client.query(messages);
	expect(performance.now() - start).toBeGreaterThan(140);
	relay.behave();
	expect(events).toEqual((await client.query(messages)).events);
});

test('truncate ends an answer early, as if that were all', async () => {
	relay.misbehave('truncate', { count: 3, kinds: [9] });
	const { events } = await client.query(messages);
	expect(events).toEqual((await client.query({ ...messages, limit: 3 })).events);
	expect((await client.query({ kinds: [39000, 39001, 39002, 39003] })).events).toHaveLength(4);
});

test('duplicate sends every event twice, stored and live', async () => {
	relay.misbehave('duplicate');
	const { id, events } = await client.subscribe({ ...messages, limit: 2 });
	expect(events.map(({ id: of }) => of)).toEqual(
		[events[0], events[0], events[2], events[2]].map((event) => event?.id)
	);
	say('live');
	await client.query({ kinds: [1] });
	expect(client.eventsOf(id).filter(({ content }) => content === 'live')).toHaveLength(2);
});

test('out-of-order sends stored events oldest first', async () => {
	const { events } = await client.query(messages);
	relay.misbehave('out-of-order');
	expect((await client.query(messages)).events).toEqual(events.toReversed());
});

test("forge-metadata puts another key's word in place of the relay's", async () => {
	relay.misbehave('forge-metadata');
	const { events } = await client.query({ kinds: [39000, 39001, 39003], '#d': ['porch'] });
	const signers = new Map(events.map(({ kind, pubkey }) => [kind, pubkey]));
	expect(signers.get(39003)).toBe(relay.self);
	expect(signers.get(39000)).not.toBe(relay.self);
	expect(signers.get(39001)).toBe(signers.get(39000));
	expect(events.find(({ kind }) => kind === 39000)?.tags).toContainEqual(['name', 'Forged']);
});

describe('replay-out-of-context', () => {
	test('brings messages of other groups', async () => {
		relay.publishAs(alice.secretKey, { kind: 9007, content: '', tags: [['h', 'other']] });
		const stray = say('elsewhere', 'other');
		relay.misbehave('replay-out-of-context');
		const ids = (await client.query(messages)).events.map(({ id }) => id);
		expect(ids).toContain(stray.id);
		expect(ids).toHaveLength(13);
	});

	test('brings what a test made up, where it matches', async () => {
		const tags = [inGroup, ['previous', 'deadbeef']];
		const stray = signEvent({ kind: 9, content: 'from a fork', tags, created_at: 1 }, createSecretKey());
		relay.misbehave('replay-out-of-context', { events: [stray] });
		expect((await client.query(messages)).events.at(-1)).toEqual(stray);
		expect((await client.query({ kinds: [9], '#h': ['other'] })).events).toEqual([]);
	});
});

describe('39004', () => {
	const presence = { kinds: [39004], '#d': ['porch'] };
	const shown = async () => (await client.query(presence)).events.map(({ tags }) => tags.slice(1).flat());

	test('is sent as it is by a relay that behaves, cleared when the room is empty', async () => {
		expect(await shown()).toEqual([]);
		const { id } = await other.subscribe(presence);
		relay.showLive('porch', [alice.pubkey, alice.pubkey]);
		expect(await shown()).toEqual([['participant', alice.pubkey]]);
		relay.showLive('porch', []);
		expect(await shown()).toEqual([[]]);
		await other.event(id, 'the empty room', ({ tags }) => tags.length === 1);
	});

	test('no-39004 sends none, stored or live', async () => {
		relay.misbehave('no-39004');
		const { id } = await client.subscribe(presence);
		relay.showLive('porch', [alice.pubkey]);
		expect(await shown()).toEqual([]);
		expect(client.eventsOf(id)).toEqual([]);
	});

	test('stale-39004 goes on showing who was there', async () => {
		relay.misbehave('stale-39004', { group: 'porch', pubkeys: [alice.pubkey] });
		relay.showLive('porch', []);
		expect(await shown()).toEqual([['participant', alice.pubkey]]);
	});
});
