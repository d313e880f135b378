import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startRelay, type RunningRelay } from '../../dev/relay/start-relay.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { clientSigner } from '../../src/lib/identity/account-signer.ts';
import { meetBunker, type MeetingPorts } from '../../src/lib/identity/remote-sign-in.ts';
import { RemoteSigner } from '../../src/lib/identity/remote-signer.ts';
import type { NostrEvent } from '../../src/lib/protocol/event.ts';
import { verifyEvent } from '../../src/lib/protocol/signature.ts';
import { RelayPool } from '../../src/lib/sync/relay-pool.ts';
import { KeysInPlace } from '../fixtures/keys-in-place.ts';
import { ScriptedSigner } from '../fixtures/scripted-signer.ts';

const verify = (events: NostrEvent[]): Promise<boolean[]> => Promise.resolve(events.map(verifyEvent));
const template = { kind: 9, created_at: 1_790_000_000, tags: [['h', 'garden']], content: 'hello' };

let relay: RunningRelay;
let pool: RelayPool;
let keys: KeysInPlace;
let ports: MeetingPorts;
let remote: ScriptedSigner;

beforeEach(async () => {
	relay = await startRelay();
	keys = new KeysInPlace();
	pool = new RelayPool({
		signerOf: (scope) => clientSigner(keys, scope),
		clock: systemClock,
		random: () => 0
	});
	const usages: KeyUsage[] = ['encrypt', 'decrypt'];
	const deviceKey = crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, usages);
	const app = { name: 'Porch', url: 'https://porch.example.com' };
	ports = { relays: pool, keys, clock: systemClock, app, vault: { deviceKey: () => deviceKey } };
	remote = new ScriptedSigner(relay.url);
	await remote.ready();
});
afterEach(async () => {
	remote.close();
	pool.close();
	await relay.stop();
});

async function meet(): Promise<RemoteSigner> {
	const client = await keys.ask('create', undefined);
	const address = `bunker://${remote.pubkey}?relay=${encodeURIComponent(relay.url)}&secret=s3`;
	const { pubkey, channel } = await meetBunker(ports, client, address).done;
	return new RemoteSigner(pubkey, channel, verify);
}

describe('a bunker', () => {
	test('is met once, with every permission asked in one go, and signs', async () => {
		const signer = await meet();
		expect(signer.pubkey).toBe(remote.account);
		const [connect] = remote.asked;
		expect(connect?.params).toEqual([
			remote.pubkey,
			's3',
			expect.stringContaining('sign_event:22242') as string,
			expect.stringContaining('Porch') as string
		]);
		expect(await signer.signEvent(template)).toMatchObject({ ...template, pubkey: remote.account });
	});

	test('may answer with the secret instead of ack', async () => {
		remote.instead.set('connect', ({ params }) => ({ result: params[1] ?? '' }));
		expect((await meet()).pubkey).toBe(remote.account);
	});

	test('may move the conversation to another relay', async () => {
		const second = await startRelay();
		remote.instead.set('switch_relays', () => ({ result: JSON.stringify([relay.url, second.url]) }));
		const client = await keys.ask('create', undefined);
		const address = `bunker://${remote.pubkey}?relay=${relay.url}`;
		const { session, channel } = await meetBunker(ports, client, address).done;
		expect(session.relays).toEqual([relay.url, second.url]);
		channel.close();
		await second.stop();
	});

	test('that says no is quoted', async () => {
		remote.instead.set('connect', () => ({ error: 'secret was used before' }));
		await expect(meet()).rejects.toMatchObject({ code: 'signer-refused', words: 'secret was used before' });
	});

	test('that never answers can be called off', async () => {
		remote.instead.set('connect', () => undefined);
		const client = await keys.ask('create', undefined);
		const meeting = meetBunker(ports, client, `bunker://${remote.pubkey}?relay=${relay.url}`);
		await expect.poll(() => remote.asked.length).toBe(1);
		meeting.cancel();
		await expect(meeting.done).rejects.toMatchObject({ code: 'aborted' });
		expect(await keys.ask('holds', { pubkey: client })).toBe(false);
	});

	test('leaves a session that holds its key sealed only', async () => {
		const client = await keys.ask('create', undefined);
		const { session } = await meetBunker(ports, client, `bunker://${remote.pubkey}?relay=${relay.url}`).done;
		expect(Object.keys(session.clientKey)).toEqual(['salt', 'nonce', 'ciphertext']);
	});

	test('is told goodbye', async () => {
		const signer = await meet();
		await signer.logOut();
		expect(remote.asked.at(-1)?.method).toBe('logout');
	});
});

describe('a question that waits for the person', { timeout: 20_000 }, () => {
	test('is asked again under its id when they come back, and outlives a lost connection', async () => {
		const signer = await meet();
		remote.instead.set('sign_event', () => undefined);
		const signed = signer.signEvent(template);
		await expect.poll(() => remote.asked.at(-1)?.method).toBe('sign_event');
		expect(signer.channel.waiting).toMatchObject([{ method: 'sign_event' }]);
		relay.misbehave('drop', { now: true });
		relay.behave();
		remote.instead.clear();
		await remote.ready();
		signer.channel.askAgain();
		expect(await signed).toMatchObject(template);
		const ids = remote.asked.filter(({ method }) => method === 'sign_event').map(({ id }) => id);
		expect(new Set(ids).size).toBe(1);
		expect(signer.channel.waiting).toEqual([]);
	});

	test('names the place where the signer wants them to agree, and is answered later', async () => {
		const signer = await meet();
		remote.instead.set('sign_event', () => ({
			result: 'auth_url',
			error: 'https://signer.example.com/agree'
		}));
		const signed = signer.signEvent(template);
		await expect.poll(() => signer.channel.waiting[0]?.authUrl).toBe('https://signer.example.com/agree');
		remote.instead.clear();
		signer.channel.askAgain();
		expect(await signed).toMatchObject(template);
	});

	test('can be called off', async () => {
		const signer = await meet();
		remote.instead.set('sign_event', () => undefined);
		const signed = signer.signEvent(template);
		await expect.poll(() => signer.channel.waiting.length).toBe(1);
		signer.channel.cancel();
		await expect(signed).rejects.toMatchObject({ code: 'signer-refused' });
	});
});

test.each([
	['no JSON', { result: 'signed, trust me' }, 'signer-changed'],
	['nothing', { result: '' }, 'signer-changed'],
	['a refusal', { error: 'not today' }, 'signer-refused'],
	['a page instead of a place to agree', { result: 'auth_url', error: 'javascript:alert(1)' }, undefined]
])('a signer that answers %s does no harm', async (_, reply, code) => {
	const signer = await meet();
	remote.instead.set('sign_event', () => reply);
	const signed = signer.signEvent(template);
	if (code) await expect(signed).rejects.toMatchObject({ code });
	else {
		await expect.poll(() => remote.asked.at(-1)?.method).toBe('sign_event');
		expect(signer.channel.waiting).toMatchObject([{ method: 'sign_event' }]);
		expect(signer.channel.waiting[0]?.authUrl).toBeUndefined();
		signer.channel.cancel();
		await expect(signed).rejects.toMatchObject({ code: 'signer-refused' });
	}
});

test('a signer that no relay lets us reach is told as such', async () => {
	const signer = await meet();
	relay.misbehave('refuse', { words: 'blocked: no signers here' });
	await expect(signer.signEvent(template)).rejects.toMatchObject({ code: 'signer-unreachable' });
});
