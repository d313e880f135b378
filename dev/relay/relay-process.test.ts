import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSecretKey } from '../../src/lib/protocol/signature.ts';
import { RelayClient } from './relay-client.ts';
import { RelayProcess } from './relay-process.ts';
import { alice } from './relay-story.ts';

const secretKey = createSecretKey();
const inGroup = ['h', 'porch'];
const draft = (content: string) => ({ kind: 9, content, tags: [inGroup] });
let folder: string;
let relay: RelayProcess;

const start = (port?: number): Promise<RelayProcess> =>
	RelayProcess.start({ file: join(folder, 'events.jsonl'), secretKey, ...(port ? { port } : {}) });

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'relay-'));
	relay = await start();
});
afterEach(async () => {
	await relay.kill();
	await rm(folder, { recursive: true });
});

async function connect(): Promise<RelayClient> {
	const client = await RelayClient.connect(relay.url, alice.secretKey);
	await client.authenticate();
	return client;
}

async function startAgain(): Promise<void> {
	await relay.gone;
	relay = await start(Number(new URL(relay.url).port));
}

async function heard(): Promise<string[]> {
	const client = await connect();
	const { events } = await client.query({ kinds: [9] });
	client.close();
	return events.map(({ content }) => content);
}

test('what it said OK to outlives its being killed in that moment', async () => {
	const client = await connect();
	await client.publish({ kind: 9007, content: '', tags: [inGroup] });
	expect((await client.publish(draft('said OK to'))).ok).toBe(true);
	await relay.kill();
	await startAgain();
	expect(await heard()).toEqual(['said OK to']);
});

test.each([
	['before it keeps an event', false, []],
	['between keeping it and the OK', true, ['not said OK to']]
])('it dies %s', async (_, keep, kept) => {
	const client = await connect();
	await client.publish({ kind: 9007, content: '', tags: [inGroup] });
	await relay.misbehave('die', { kinds: [9], keep });
	client.send('EVENT', client.sign(draft('not said OK to')));
	await client.closed();
	await startAgain();
	expect(client.frames.filter(([verb]) => verb === 'OK')).toHaveLength(2);
	expect(await heard()).toEqual(kept);
});

test('it ends in order, too, with what it has', async () => {
	const client = await connect();
	await client.publish({ kind: 9007, content: '', tags: [inGroup] });
	await relay.stop();
	await client.closed();
	await startAgain();
	expect((await (await connect()).publish(draft('in a group'))).ok).toBe(true);
});
