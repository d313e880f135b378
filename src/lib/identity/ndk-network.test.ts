import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startRelay, type RunningRelay } from '../../../dev/relay/start-relay.ts';
import type { NostrEvent } from '../protocol/event.ts';
import { kinds } from '../protocol/kinds.ts';
import { createSecretKey, pubkeyOf, signEvent, verifyEvent } from '../protocol/signature.ts';
import { NdkNetwork } from './ndk-network.ts';

const key = createSecretKey();
const pubkey = pubkeyOf(key);
const filter = { kinds: [kinds.profile], authors: [pubkey] };
const verify = (events: NostrEvent[]): Promise<boolean[]> => Promise.resolve(events.map(verifyEvent));
const profile = (at: number): NostrEvent =>
	signEvent({ kind: kinds.profile, created_at: at, tags: [], content: `{"name":"${at}"}` }, key);

let relay: RunningRelay;
let network: NdkNetwork;

beforeEach(async () => {
	relay = await startRelay();
	network = new NdkNetwork(verify, { answerMs: 1500 });
});
afterEach(async () => {
	network.close();
	await relay.stop();
});

// NDK comes back to a relay that dropped it in its own time.
describe('the wide network', { timeout: 20_000 }, () => {
	test('publishes and finds again', async () => {
		const event = profile(1_790_000_000);
		expect(await network.publish(relay.url, event)).toBeUndefined();
		expect(await network.fetch(relay.url, filter)).toEqual([event]);
	});

	test('never hands out a forged event, however many good ones came before', async () => {
		const good = Array.from({ length: 30 }, (_, at) =>
			signEvent({ kind: kinds.appData, created_at: 1 + at, tags: [['d', String(at)]], content: '' }, key)
		);
		const forged = { ...profile(5), content: '{"name":"Mallory"}' };
		relay.seed(good);
		relay.misbehave('replay-out-of-context', { verbs: ['REQ'], events: [forged] });
		const everything = await network.fetch(relay.url, { kinds: [kinds.appData], authors: [pubkey] });
		expect(everything).toHaveLength(30);
		expect(await network.fetch(relay.url, filter)).toEqual([]);
	});

	test('asks again after the relay dropped the line, which NDK does not do by itself', async () => {
		expect(await network.fetch(relay.url, filter)).toEqual([]);
		relay.misbehave('drop', { now: true });
		relay.behave();
		const event = profile(1_790_000_001);
		relay.seed([event]);
		await expect.poll(() => network.fetch(relay.url, filter), { timeout: 8000 }).toEqual([event]);
	});

	test('gives a relay that never answers its time and no more', async () => {
		relay.misbehave('never-answer', { verbs: ['REQ'] });
		expect(await network.fetch(relay.url, filter)).toMatchObject({ code: 'timeout' });
	});

	test('gives a relay that is not there its time and no more', async () => {
		expect(await network.fetch('ws://localhost:1', filter)).toMatchObject({ code: 'timeout' });
		expect(await network.publish('ws://localhost:1', profile(1))).toMatchObject({ code: 'unknown-outcome' });
	});

	test('says in the words of the relay why it refused', async () => {
		relay.misbehave('refuse', { verbs: ['EVENT'], words: 'blocked: not on my relay' });
		expect(await network.publish(relay.url, profile(1))).toMatchObject({
			code: 'blocked',
			words: 'not on my relay'
		});
		relay.misbehave('refuse', { verbs: ['REQ'], words: 'restricted: members only' });
		expect(await network.fetch(relay.url, filter)).toMatchObject({ words: 'members only' });
	});

	test('dials nobody who was not named', async () => {
		await network.fetch(relay.url, filter);
		expect(network.relays).toEqual([relay.url]);
	});
});
