import { TokenVerifier } from 'livekit-server-sdk';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseCallGrant, probeUrl, tokenUrl } from '../../src/lib/protocol/call-grant.ts';
import { buildHttpAuth, encodeAuthorization } from '../../src/lib/protocol/http-auth.ts';
import { signEvent } from '../../src/lib/protocol/signature.ts';
import { alice, bob, dave, type Person } from './relay-story.ts';
import { startRelay, type RelayOptions, type RunningRelay } from './start-relay.ts';

const livekit = {
	url: 'ws://localhost:7880',
	apiKey: 'devkey',
	apiSecret: 'a secret that is long enough to sign'
};
const rooms: string[] = [];
const roomService = {
	createRoom: ({ name }: { name: string }) => Promise.resolve(rooms.push(name)),
	listParticipants: () => Promise.resolve([])
};
let relay: RunningRelay;

beforeEach(() => open({ livekit, roomService }));
afterEach(() => relay.stop());

async function open(options: RelayOptions): Promise<void> {
	relay = await startRelay(options);
	foundGroup('porch', 'livekit');
}

function foundGroup(id: string, ...flags: string[]): void {
	relay.publishAs(alice.secretKey, { kind: 9007, content: '', tags: [['h', id]] });
	const tags = [['h', id], ['name', id], ...flags.map((flag) => [flag])];
	relay.publishAs(alice.secretKey, { kind: 9002, content: '', tags });
	relay.publishAs(alice.secretKey, {
		kind: 9000,
		content: '',
		tags: [
			['h', id],
			['p', bob.pubkey]
		]
	});
}

async function ask(who: Person, id = 'porch') {
	const url = tokenUrl({ relay: relay.url, id });
	const draft = { ...buildHttpAuth(url, 'GET'), created_at: Math.floor(Date.now() / 1000) };
	const headers = { Authorization: encodeAuthorization(signEvent(draft, who.secretKey)) };
	const response = await fetch(url, { headers });
	return { status: response.status, text: await response.text(), response };
}

describe('a token', () => {
	test('lets a member in to speak, as one of any number of their devices', async () => {
		const answers = [await ask(bob), await ask(bob)];
		const grants = answers.map(({ text }) => parseCallGrant(JSON.parse(text)));
		expect(grants[0]).toMatchObject({
			serverUrl: livekit.url,
			pubkey: bob.pubkey,
			canPublish: true,
			canPublishData: true
		});
		expect(grants[0]?.identity).toMatch(/^[0-9a-f]{64}:[0-9a-f]{16}$/);
		expect(grants[0]?.identity).not.toBe(grants[1]?.identity);
	});

	test('is one that LiveKit takes, for the room of this group on this relay', async () => {
		const { text } = await ask(bob);
		const { participant_token: token } = JSON.parse(text) as { participant_token: string };
		const claims = await new TokenVerifier(livekit.apiKey, livekit.apiSecret).verify(token);
		expect(claims.video).toMatchObject({
			roomJoin: true,
			room: `${relay.self.slice(0, 16)}:porch`,
			canSubscribe: true
		});
		expect(rooms).toContain(claims.video?.room);
	});

	test('lets a stranger in to listen', async () => {
		const grant = parseCallGrant(JSON.parse((await ask(dave)).text));
		expect(grant).toMatchObject({ pubkey: dave.pubkey, canPublish: false, canPublishData: false });
	});

	test('is given for ids that an URL has to escape', async () => {
		foundGroup("it's a/b?c", 'livekit');
		expect((await ask(bob, "it's a/b?c")).status).toBe(200);
	});

	test('may be read by a page of any origin', async () => {
		expect((await ask(bob)).response.headers.get('access-control-allow-origin')).toBe('*');
	});
});

describe('without a token', () => {
	test.each<[string, string[], Person, number, string]>([
		[
			'a stranger to a private group',
			['livekit', 'private'],
			dave,
			403,
			'not allowed to access livekit for this group'
		],
		['a stranger to a hidden group', ['livekit', 'hidden'], dave, 404, 'group not found'],
		['a member of a group without a room', [], bob, 403, 'livekit not enabled for this group']
	])('stays %s', async (_, flags, who, status, text) => {
		foundGroup('other', ...flags);
		expect(await ask(who, 'other')).toMatchObject({ status, text: `${text}\n` });
	});

	test('stays whoever asks for a group that is not there', async () => {
		expect(await ask(bob, 'nowhere')).toMatchObject({ status: 404, text: 'group not found\n' });
	});

	test('stays whoever does not prove who they are, and may read why from any origin', async () => {
		const response = await fetch(tokenUrl({ relay: relay.url, id: 'porch' }));
		expect([response.status, await response.text()]).toEqual([401, 'authorization header required\n']);
		expect(response.headers.get('access-control-allow-origin')).toBe('*');
	});

	test.each([
		['names no group', 'GET', '/.well-known/nip29/livekit/', 400, 'group id required'],
		['names a malformed group', 'GET', '/.well-known/nip29/livekit/%ff', 400, 'malformed group id'],
		['posts', 'POST', '/.well-known/nip29/livekit/porch', 405, 'method not allowed']
	])('stays whoever %s', async (_, method, path, status, text) => {
		const response = await fetch(relay.httpUrl + path, { method });
		expect([response.status, await response.text()]).toEqual([status, `${text}\n`]);
	});

	test('stays everybody when LiveKit does not answer', async () => {
		await relay.stop();
		const createRoom = () => Promise.reject(new Error('connection refused'));
		await open({ livekit, roomService: { ...roomService, createRoom } });
		expect(await ask(bob)).toMatchObject({
			status: 502,
			text: 'failed to ensure livekit room: connection refused\n'
		});
	});
});

test('a preflight lets pages of any origin send their Authorization header', async () => {
	const response = await fetch(tokenUrl({ relay: relay.url, id: 'porch' }), { method: 'OPTIONS' });
	expect(response.status).toBe(204);
	expect(response.headers.get('access-control-allow-origin')).toBe('*');
	expect(response.headers.get('access-control-allow-headers')).toContain('Authorization');
});

test('the probe says whether there are rooms, as they come and go', async () => {
	const probe = async () => (await fetch(probeUrl(relay.url))).status;
	expect(await probe()).toBe(204);
	relay.offerRooms(undefined);
	expect(await probe()).toBe(404);
	expect((await ask(bob)).status).toBe(404);
	relay.offerRooms(livekit);
	expect(await probe()).toBe(204);
});
