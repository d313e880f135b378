import { expect, test, vi } from 'vitest';
import { alice, eventOf, messagesOf, porch } from '../../../tests/fixtures/cached-events.ts';
import { hold, openStand } from '../../../tests/fixtures/conversation-stand.ts';
import type { NostrEvent } from '../protocol/event.ts';

test('what I did to a message and the relay has not heard of yet is undone by a second tap, and nothing is sent', async () => {
	const [message] = messagesOf(1) as [NostrEvent];
	const stand = await openStand([message]);
	await hold(stand);
	const acts = await stand.conversation.acts();
	const chips = () => stand.conversation.chipsOf(message.id);
	const waiting = async () =>
		(await stand.storage.outbox.ofGroup(alice, porch)).map(({ draft }) => draft.kind);
	const tap = () => acts.react(message, '🌅', chips());
	await tap();
	await vi.waitFor(() => expect(chips()).toMatchObject([{ people: [alice], pending: true }]));
	await tap();
	await vi.waitFor(() => expect(chips()).toEqual([]));
	expect(await waiting()).toEqual([]);

	const tags = [
		['h', porch.id],
		['e', message.id]
	];
	await stand.put(eventOf({ kind: 7, content: '🌅', tags }));
	await vi.waitFor(() => expect(chips()[0]?.mine).toBeDefined());
	await tap();
	await vi.waitFor(() => expect(chips()).toEqual([]));
	expect(await waiting()).toEqual([5]);
	await tap();
	await vi.waitFor(() => expect(chips()[0]?.mine).toBeDefined());
	expect(await waiting()).toEqual([]);
});

test('of two quick taps the second takes the first one back', async () => {
	const [message] = messagesOf(1) as [NostrEvent];
	const stand = await openStand([message]);
	await hold(stand);
	const acts = await stand.conversation.acts();
	await Promise.all([acts.react(message, '🌅', []), acts.react(message, '🌅', [])]);
	expect(await stand.storage.outbox.ofGroup(alice, porch)).toEqual([]);
});

test('a reaction that may be on the relay already is taken back behind it', async () => {
	const [message] = messagesOf(1) as [NostrEvent];
	const stand = await openStand([message]);
	await hold(stand);
	const { outbox } = stand.storage;
	const acts = await stand.conversation.acts();
	const react = () => acts.react(message, '🌅', stand.conversation.chipsOf(message.id));
	await react();
	const [intent] = await outbox.ofGroup(alice, porch);
	const offered = eventOf({ kind: 7, content: '🌅', tags: [['e', message.id]] });
	await outbox.recordAttempt(intent?.id ?? '', offered);
	await outbox.mark(intent?.id ?? '', 'queued');
	await react();
	await vi.waitFor(() => expect(stand.conversation.chipsOf(message.id)).toEqual([]));
	const [, deletion] = await outbox.ofGroup(alice, porch);
	expect(deletion?.draft.tags).toContainEqual(['e', offered.id]);
	await react();
	await vi.waitFor(() => expect(stand.conversation.chipsOf(message.id)).toHaveLength(1));
	expect(await outbox.ofGroup(alice, porch)).toHaveLength(1);
});

test('my message stays while its deletion waits, which is told and can be given up, and goes with it', async () => {
	const [message] = messagesOf(1) as [NostrEvent];
	const stand = await openStand([message]);
	await hold(stand);
	const { outbox } = stand.storage;
	const pending = () => stand.conversation.pendingOf(message.id);
	await (await stand.conversation.acts()).remove(message);
	await vi.waitFor(() =>
		expect(pending()).toMatchObject([{ about: 'deletion', state: 'queued', changeable: true }])
	);
	expect(stand.texts()).toEqual([message.content]);
	await (await stand.conversation.acts()).discard(pending()[0]?.intentId ?? '');
	await vi.waitFor(() => expect(pending()).toEqual([]));
	expect(stand.texts()).toEqual([message.content]);

	await (await stand.conversation.acts()).remove(message);
	const [intent] = await outbox.ofGroup(alice, porch);
	const deletion = eventOf({ ...intent?.draft });
	await outbox.recordAttempt(intent?.id ?? '', deletion);
	await vi.waitFor(() => expect(pending()).toMatchObject([{ state: 'sending', changeable: false }]));
	await stand.put(deletion);
	await outbox.settle(intent?.id ?? '');
	await vi.waitFor(() => expect([stand.texts(), pending()]).toEqual([[], []]));
});

test('a deletion that is refused is told with its words', async () => {
	const [message] = messagesOf(1) as [NostrEvent];
	const stand = await openStand([message]);
	await hold(stand);
	await (await stand.conversation.acts()).remove(message);
	const [intent] = await stand.storage.outbox.ofGroup(alice, porch);
	const error = { code: 'blocked', retry: 'never', words: 'no' } as const;
	await stand.storage.outbox.mark(intent?.id ?? '', 'refused', error);
	await vi.waitFor(() =>
		expect(stand.conversation.pendingOf(message.id)).toMatchObject([{ about: 'deletion', error }])
	);
	expect(stand.texts()).toEqual([message.content]);
});
