import { createHash } from 'node:crypto';
import { AccessToken } from 'livekit-server-sdk';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RelayClient } from './relay-client.ts';
import { alice, bob, nameOf } from './relay-story.ts';
import { startRelay, type RunningRelay } from './start-relay.ts';

const livekit = {
	url: 'ws://localhost:7880',
	apiKey: 'devkey',
	apiSecret: 'a secret that is long enough to sign'
};
let identities: string[] = [];
let relay: RunningRelay;
let reader: RelayClient;

beforeEach(async () => {
	identities = [];
	const listParticipants = () => Promise.resolve(identities.map((identity) => ({ identity })));
	const createRoom = () => Promise.resolve();
	relay = await startRelay({ livekit, roomService: { listParticipants, createRoom } });
	relay.publishAs(alice.secretKey, { kind: 9007, content: '', tags: [['h', 'porch']] });
	reader = await RelayClient.connect(relay.url);
});
afterEach(async () => {
	reader.close();
	await relay.stop();
});

/** LiveKit tells about the room of the group, signed as LiveKit signs. */
async function tell(
	event: string,
	options: { identity?: string; room?: string; secret?: string } = {}
): Promise<number> {
	const room = { name: options.room ?? `${relay.self.slice(0, 16)}:porch` };
	const participant = options.identity === undefined ? undefined : { identity: options.identity };
	const body = JSON.stringify({ event, room, participant });
	const token = new AccessToken(livekit.apiKey, options.secret ?? livekit.apiSecret);
	token.sha256 = createHash('sha256').update(body).digest('base64');
	const response = await fetch(relay.webhookUrl, {
		method: 'POST',
		body,
		headers: { Authorization: await token.toJwt(), 'Content-Type': 'application/webhook+json' }
	});
	return response.status;
}

async function shown(): Promise<string[] | undefined> {
	const { events } = await reader.query({ kinds: [39004], '#d': ['porch'] });
	return events[0]?.tags.filter(([name]) => name === 'participant').map(([, pubkey = '']) => nameOf(pubkey));
}

test('39004 shows who LiveKit says is in the room, each person once', async () => {
	identities = [`${alice.pubkey}:1`, `${bob.pubkey}:1`, `${bob.pubkey}:2`, 'an egress'];
	expect(await tell('participant_joined')).toBe(200);
	expect(await shown()).toEqual(['alice', 'bob']);
});

test('who is leaving is not shown, even if LiveKit still lists them', async () => {
	identities = [`${alice.pubkey}:1`, `${bob.pubkey}:1`];
	await tell('participant_joined');
	await tell('participant_left', { identity: `${bob.pubkey}:1` });
	expect(await shown()).toEqual(['alice']);
});

test('a room that ended is empty, whoever LiveKit lists', async () => {
	identities = [`${alice.pubkey}:1`];
	await tell('participant_joined');
	await tell('room_finished');
	expect(await shown()).toEqual([]);
});

test('what does not change 39004 is not announced', async () => {
	identities = [`${alice.pubkey}:1`];
	await tell('participant_joined');
	const before = relay.eventCount;
	const { id } = await reader.subscribe({ kinds: [39004] });
	await tell('track_published');
	await tell('participant_joined');
	await reader.query({ kinds: [1] });
	expect([relay.eventCount, reader.eventsOf(id).length]).toEqual([before, 1]);
});

test('rooms of other relays on the same server are none of ours', async () => {
	identities = [`${alice.pubkey}:1`];
	expect(await tell('participant_joined', { room: '0123456789abcdef:porch' })).toBe(200);
	expect(await shown()).toBeUndefined();
});

test('nobody but LiveKit is believed', async () => {
	identities = [`${alice.pubkey}:1`];
	expect(await tell('participant_joined', { secret: 'another secret that is long enough' })).toBe(401);
	expect((await fetch(relay.webhookUrl, { method: 'POST', body: '{}' })).status).toBe(401);
	expect(await shown()).toBeUndefined();
});
