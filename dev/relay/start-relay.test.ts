import { afterEach, expect, test } from 'vitest';
import { kinds } from '../../src/lib/protocol/kinds.ts';
import { RelayClient } from './relay-client.ts';
import { startRelay, type RelayOptions, type RunningRelay } from './start-relay.ts';

const stops: (() => unknown)[] = [];
afterEach(async () => {
	for (const stop of stops.splice(0).reverse()) await stop();
});

async function start(options: RelayOptions = {}): Promise<RunningRelay> {
	const relay = await startRelay(options);
	stops.push(() => relay.stop());
	return relay;
}

async function connect(relay: RunningRelay): Promise<RelayClient> {
	const client = await RelayClient.connect(relay.url);
	stops.push(() => client.close());
	return client;
}

test('somebody creates a group, another joins it, and what one writes the other receives', async () => {
	const relay = await start();
	const alice = await connect(relay);
	const bob = await connect(relay);
	await alice.authenticate();
	expect(await alice.publish({ kind: kinds.createGroup, content: '', tags: [['h', 'porch']] })).toMatchObject(
		{ ok: true }
	);
	expect(await bob.publish({ kind: kinds.joinRequest, content: '', tags: [['h', 'porch']] })).toMatchObject({
		ok: true
	});

	const { id, events } = await bob.subscribe({ '#h': ['porch'] });
	expect(events.map(({ kind }) => kind)).toContain(kinds.putUser);
	const { event } = await alice.publish({ kind: 9, content: 'Welcome', tags: [['h', 'porch']] });
	expect(await bob.event(id, 'the message', ({ kind }) => kind === 9)).toEqual(event);
	const { events: state } = await bob.query({ kinds: [39002], '#d': ['porch'] });
	expect(state[0]?.tags.map(([, value]) => value)).toEqual(['porch', alice.pubkey, bob.pubkey]);
	expect(state[0]?.pubkey).toBe(relay.self);
});
