import { expect, test } from 'vitest';
import { alice, bob, porch } from '../../../tests/fixtures/cached-events.ts';
import type { NostrEvent } from '../protocol/event.ts';
import type { Intent } from '../storage/kept-records.ts';
import { wasSaid } from './said-words.ts';

const since = 1_700_000_000;

function intentOf(parts: Partial<Intent> & { content: string }): Intent {
	const { content, ...rest } = parts;
	const draft = { kind: 9, content, tags: [] };
	const line = { order: 1, id: 'a', account: alice, relay: porch.relay, group: porch.id, draft };
	return { ...line, createdAt: since, state: 'queued', attempts: [], ...rest };
}

function eventOf(parts: Partial<NostrEvent>): NostrEvent {
	return { id: 'e', pubkey: alice, kind: 9, content: '', tags: [], created_at: since, sig: '', ...parts };
}

const imeta = ['imeta', 'url https://media.example/1.png'];

test.each([
	['what waits in the outbox', [intentOf({ content: 'hello' })], [], true],
	['what was queued before', [intentOf({ content: 'hello', createdAt: since - 1 })], [], false],
	['another wording of it', [intentOf({ content: 'hello', createdAt: since - 1, id: 'it' })], [], true],
	['what the relay has', [], [eventOf({ content: 'hello' })], true],
	['an answer', [], [eventOf({ content: 'nostr:nevent1\nhello' })], true],
	[
		'words with a picture',
		[],
		[eventOf({ content: 'hello\nhttps://media.example/1.png', tags: [imeta] })],
		true
	],
	['words with a link', [], [eventOf({ content: 'hello\nhttps://media.example/1.png' })], false],
	['what somebody else said', [], [eventOf({ content: 'hello', pubkey: bob })], false],
	['what was said before', [], [eventOf({ content: 'hello', created_at: since - 1 })], false],
	['other words', [intentOf({ content: 'hello you' })], [eventOf({ content: 'well, hello' })], false]
])('%s', async (_, line, newest, expected) => {
	const ports = {
		outbox: { ofGroup: () => Promise.resolve(line) },
		cache: { newest: () => Promise.resolve(newest) }
	};
	expect(await wasSaid(ports, porch, ' hello\n', since, 'it')).toBe(expected);
});
