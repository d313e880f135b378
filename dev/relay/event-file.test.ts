import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSecretKey } from '../../src/lib/protocol/signature.ts';
import { EventFile } from './event-file.ts';
import { RelayClient } from './relay-client.ts';
import { alice, bob, carol, type Person } from './relay-story.ts';
import { startRelay, type RunningRelay } from './start-relay.ts';

const secretKey = createSecretKey();
const inGroup = ['h', 'porch'];
let folder: string;
let file: string;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'relay-'));
	file = join(folder, 'events.jsonl');
});
afterEach(() => rm(folder, { recursive: true }));

async function withRelay<Result>(use: (relay: RunningRelay) => Result | Promise<Result>): Promise<Result> {
	const relay = await startRelay({ file, secretKey });
	try {
		return await use(relay);
	} finally {
		await relay.stop();
	}
}

function say(relay: RunningRelay, who: Person, kind: number, tags: string[][] = [], content = '') {
	return relay.publishAs(who.secretKey, { kind, tags: [inGroup, ...tags], content });
}

async function tell(relay: RunningRelay) {
	const reader = await RelayClient.connect(relay.url, alice.secretKey);
	await reader.authenticate();
	const { events } = await reader.query({});
	reader.close();
	return events.map(({ kind, tags, content }) => ({ kind, tags, content }));
}

test('a relay that starts again knows everything it knew', async () => {
	const before = await withRelay((relay) => {
		say(relay, alice, 9007);
		say(relay, alice, 9002, [['name', 'Porch'], ['closed'], ['private']]);
		say(relay, alice, 9009, [['code', 'once']]);
		say(relay, bob, 9021, [['code', 'once']]);
		const message = say(relay, bob, 9, [], 'regrettable');
		say(relay, bob, 9, [], 'memorable');
		say(relay, alice, 9005, [['e', message.id]]);
		say(relay, alice, 9000, [['p', carol.pubkey, 'moderator']]);
		say(relay, carol, 9022);
		return tell(relay);
	});
	const after = await withRelay(tell);
	const byKind = (a: { kind: number; content: string }, b: { kind: number; content: string }) =>
		a.kind - b.kind || a.content.localeCompare(b.content);
	expect(after.toSorted(byKind)).toEqual(before.toSorted(byKind));
	await withRelay((relay) => {
		expect(say(relay, carol, 9021, [['code', 'once']]).outcome.words).toMatch(/already used/);
	});
});

test('what was deleted stays away, a whole group too', async () => {
	await withRelay((relay) => {
		say(relay, alice, 9007);
		say(relay, alice, 9, [], 'gone with its group');
		say(relay, alice, 9008);
	});
	await withRelay(async (relay) => {
		expect((await tell(relay)).map(({ kind }) => kind)).toEqual([9008]);
		expect(say(relay, alice, 9007, [], 'again').outcome.words).toBe(
			'duplicate: a deleted group with this id exists'
		);
	});
});

test('what it has said yes to is in its file already, for it may be killed in the next moment', async () => {
	await withRelay((relay) => {
		say(relay, alice, 9007);
		const { id, outcome } = say(relay, alice, 9, [], 'before the OK');
		expect([outcome.accepted, new EventFile(file).read().at(-1)?.id]).toEqual([true, id]);
	});
});

test('a line that was cut off by a crash is left out, and what follows is not lost', async () => {
	await withRelay((relay) => say(relay, alice, 9007));
	await appendFile(file, '{"id":"half of an ev');
	await withRelay((relay) => say(relay, alice, 9, [], 'after the crash'));
	const kinds = await withRelay(async (relay) => (await tell(relay)).map(({ kind }) => kind));
	expect(kinds).toContain(9007);
	expect(kinds).toContain(9);
	expect(await readFile(file, 'utf8')).toMatch(/half of an ev\n/);
});
