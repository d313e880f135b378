import { expect, onTestFinished, test, vi } from 'vitest';
import { alice, bob, eventOf, messagesOf, porch } from '../../../tests/fixtures/cached-events.ts';
import { contents, hold, now, openStand } from '../../../tests/fixtures/conversation-stand.ts';
import { createFactory, openTestStorage } from '../../../tests/fixtures/storage.ts';
import type { NostrEvent } from '../protocol/event.ts';

test('nobody speaks before the device has told their name', async () => {
	const told = Promise.withResolvers<undefined>();
	const meet = vi.fn(() => told.promise);
	const stand = await openStand([eventOf({ pubkey: bob, content: 'hello' })], undefined, meet);
	onTestFinished(stand.conversation.hold());
	await vi.waitFor(() => expect(meet).toHaveBeenCalledWith([bob]));
	expect(stand.texts()).toEqual([]);
	told.resolve(undefined);
	await vi.waitFor(() => expect(stand.texts()).toEqual(['hello']));
});

test('it opens with the newest fifty, before any socket, and reads back in pages', async () => {
	const events = messagesOf(120);
	const stand = await openStand(events);
	await hold(stand);
	expect(stand.texts()).toEqual(contents(events.slice(-50)));
	await stand.conversation.loadOlder();
	await stand.conversation.loadOlder();
	expect(stand.texts()).toEqual(contents(events));
	await stand.conversation.loadOlder();
	expect(stand.conversation.older).toBe('start');
});

test('what comes later is shown, what is deleted goes, and the rest stays the same objects', async () => {
	const events = messagesOf(3);
	const stand = await openStand(events);
	await hold(stand);
	const first = stand.conversation.rows[0];
	const last = eventOf({ created_at: now - 1 });
	await stand.put(last);
	await vi.waitFor(() => expect(stand.texts()).toEqual([...contents(events), last.content]));
	await stand.put(
		eventOf({
			kind: 5,
			tags: [
				['h', porch.id],
				['e', events[1]?.id ?? '']
			]
		})
	);
	await vi.waitFor(() =>
		expect(stand.texts()).toEqual([events[0]?.content, events[2]?.content, last.content])
	);
	expect(stand.conversation.rows[0]?.message).toBe(first?.message);
});

test('it opens at the first unread message of others, and the line stays while one reads on', async () => {
	const events = messagesOf(10).map((event, at) => ({ ...event, pubkey: at % 2 ? bob : alice }));
	const stand = await openStand(events);
	await stand.storage.marks.put(alice, porch, events[3]!);
	await hold(stand);
	const line = stand.conversation.unread.line;
	expect(line).toEqual({ key: events[5]?.id, count: 3 });
	expect(stand.conversation.destination).toMatchObject({ key: events[5]?.id, align: 'start' });
	stand.conversation.show(0, 9);
	expect(stand.conversation.unread.count).toBe(0);
	expect(stand.conversation.unread.line).toBe(line);
	stand.conversation.unread.flush();
	await vi.waitFor(async () =>
		expect((await stand.storage.marks.find(alice, porch))?.id).toBe(events[9]?.id)
	);
});

test('the line is drawn also where the screen has shown messages before it was known how far they were read', async () => {
	const events = messagesOf(10).map((event) => ({ ...event, pubkey: bob }));
	const stand = await openStand(events);
	const { conversation, storage } = stand;
	await storage.marks.put(alice, porch, events[3]!);
	const find = storage.marks.find.bind(storage.marks);
	vi.spyOn(storage.marks, 'find').mockImplementation(async (...asked) => {
		await vi.waitFor(() => expect(conversation.rows).toHaveLength(10));
		conversation.show(0, 9);
		return find(...asked);
	});
	await hold(stand);
	expect(conversation.unread.line).toEqual({ key: events[4]?.id, count: 6 });
	expect(conversation.unread.count).toBe(0);
});

test('with more unread than a page it opens in the middle of history and reads forward', async () => {
	const events = messagesOf(200).map((event) => ({ ...event, pubkey: bob }));
	const stand = await openStand(events);
	await stand.storage.marks.put(alice, porch, events[39]!);
	await hold(stand);
	expect(stand.conversation.unread.line).toEqual({ key: events[40]?.id, count: 100 });
	expect(stand.conversation.live).toBe(false);
	for (let pages = 0; pages < 3; pages += 1) {
		const { length } = stand.conversation.rows;
		stand.conversation.show(length - 2, length - 1);
		await vi.waitFor(() => expect(stand.conversation.rows.length).toBeGreaterThan(length));
	}
	await vi.waitFor(() => expect(stand.texts().at(-1)).toBe(events.at(-1)?.content));
});

test('what was missed comes in after opening: the line is drawn then, until the reader has moved', async () => {
	const old = messagesOf(5);
	const stand = await openStand(old);
	await stand.storage.marks.put(alice, porch, old[4]!);
	await hold(stand);
	expect(stand.conversation.unread.line).toBeUndefined();
	const missed = messagesOf(2, now).map((event) => ({ ...event, pubkey: bob }));
	await stand.put(...missed);
	stand.sync.become('live');
	await vi.waitFor(() => expect(stand.conversation.unread.line).toEqual({ key: missed[0]?.id, count: 2 }));
});

test('what was missed comes in before the first unread message: the line stays where it was', async () => {
	const events = messagesOf(10).map((event) => ({ ...event, pubkey: bob }));
	const late = events.splice(4, 2);
	const stand = await openStand(events);
	await stand.storage.marks.put(alice, porch, events[3]!);
	await hold(stand);
	const { line } = stand.conversation.unread;
	expect(line).toEqual({ key: events[4]?.id, count: 4 });
	await stand.put(...late);
	stand.sync.become('live');
	await vi.waitFor(() => expect(stand.texts()).toHaveLength(10));
	stand.sync.become('live');
	await vi.waitFor(() => expect(stand.conversation.unread.count).toBe(6));
	expect(stand.conversation.unread.line).toBe(line);
});

test('a link to a message opens the conversation around it, from the relay where need be', async () => {
	const events = messagesOf(300);
	const stand = await openStand(events.slice(200));
	stand.sync.fill = () => stand.put(...events.slice(0, 200));
	await hold(stand, events[100]?.id);
	const goal = { key: events[100]?.id, align: 'center', marked: true };
	await vi.waitFor(() => expect(stand.conversation.destination).toMatchObject(goal));
	expect(stand.texts()).toContain(events[100]?.content);
	expect(stand.conversation.live).toBe(false);
	await stand.conversation.jumpToNewest();
	expect(stand.texts().at(-1)).toBe(events.at(-1)?.content);
});

test('a link to what nobody has is said, and the newest is shown', async () => {
	const stand = await openStand(messagesOf(3));
	await hold(stand, 'f'.repeat(64));
	await vi.waitFor(() => expect(stand.conversation.missing).toBe(true));
	expect(stand.texts()).toHaveLength(3);
});

test('what I say is there at once, and stays the same row when the relay has it', async () => {
	const stand = await openStand(messagesOf(2));
	await hold(stand);
	await stand.conversation.send({ text: 'there! bringing tea' });
	await vi.waitFor(() => expect(stand.texts().at(-1)).toBe('there! bringing tea'));
	const row = stand.conversation.rows.at(-1);
	expect(row?.sending?.state).toBe('queued');
	const [intent] = await stand.storage.outbox.ofGroup(alice, porch);
	const event = eventOf({ ...intent?.draft, created_at: now });
	await stand.storage.outbox.recordAttempt(intent?.id ?? '', event);
	await stand.put(event);
	await stand.storage.outbox.settle(intent?.id ?? '');
	await vi.waitFor(() => expect(stand.conversation.rows.at(-1)?.sending).toBeUndefined());
	expect(stand.texts().filter((text) => text === 'there! bringing tea')).toHaveLength(1);
	expect(stand.conversation.rows.at(-1)?.key).toBe(row?.key);
});

test('a refusal stands with its message, and another wording takes its place', async () => {
	const stand = await openStand();
	await hold(stand);
	await stand.conversation.send({ text: 'buy bulbs' });
	const [intent] = await stand.storage.outbox.ofGroup(alice, porch);
	const error = { code: 'restricted', retry: 'never', words: 'links only for members of 7 days' } as const;
	await stand.storage.outbox.mark(intent?.id ?? '', 'refused', error);
	await vi.waitFor(() => expect(stand.conversation.rows[0]?.sending?.error).toEqual(error));
	await stand.conversation.send({ text: 'bulbs', instead: intent?.id });
	await vi.waitFor(() => expect(stand.texts()).toEqual(['bulbs']));
	await (await stand.conversation.acts()).discard(intent?.id ?? '');
	await vi.waitFor(() => expect(stand.texts()).toEqual([]));
});

test('reactions show with their message, mine at once, and a second tap takes mine back', async () => {
	const [message] = messagesOf(1) as [NostrEvent];
	const tags = [
		['h', porch.id],
		['e', message.id]
	];
	const stand = await openStand([message, eventOf({ kind: 7, content: '🌅', pubkey: bob, tags })]);
	await hold(stand);
	const chips = () => stand.conversation.chipsOf(message.id);
	expect(chips()).toEqual([{ sign: '🌅', people: [bob] }]);
	await (await stand.conversation.acts()).react(message, '🌅', chips());
	await vi.waitFor(() => expect(chips()).toEqual([{ sign: '🌅', people: [bob, alice], pending: true }]));
	const [intent] = await stand.storage.outbox.ofGroup(alice, porch);
	await stand.put(eventOf({ kind: 7, content: '🌅', tags }));
	await stand.storage.outbox.settle(intent?.id ?? '');
	await vi.waitFor(() => expect(chips()[0]?.mine).toBeDefined());
	await (await stand.conversation.acts()).react(message, '🌅', chips());
	await vi.waitFor(() => expect(chips()).toEqual([{ sign: '🌅', people: [bob] }]));
});

test('an answer brings what it answers, also when that is far back', async () => {
	const events = messagesOf(80);
	const reply = eventOf({
		created_at: now,
		tags: [
			['h', porch.id],
			['q', events[0]?.id ?? '', '', alice]
		]
	});
	const stand = await openStand([...events, reply]);
	await hold(stand);
	expect(stand.conversation.answered(events[0]?.id ?? '')?.text).toBe(events[0]?.content);
});

test('a second tab sees what the first one sends and receives', async () => {
	const factory = createFactory();
	const here = await openStand([], await openTestStorage({ factory, channel: true }));
	const there = await openStand([], await openTestStorage({ factory, channel: true }));
	await hold(here);
	await hold(there);
	await here.put(eventOf({ content: 'hello', created_at: now }));
	await here.conversation.send({ text: 'from here' });
	await vi.waitFor(() => expect(there.texts()).toEqual(['hello', 'from here']));
});

test('reading far back lets go of the newest, and a jump brings them again', async () => {
	const events = messagesOf(900);
	const stand = await openStand(events);
	await hold(stand);
	for (let page = 0; page < 17; page += 1) await stand.conversation.loadOlder();
	expect(stand.texts()[0]).toBe(events[0]?.content);
	expect(stand.conversation.rows.length).toBeLessThan(700);
	expect(stand.conversation.live).toBe(false);
	await stand.conversation.jumpToNewest();
	expect(stand.texts().at(-1)).toBe(events.at(-1)?.content);
});

test('a relay that does not answer holds up nothing that the device has', async () => {
	const stand = await openStand(messagesOf(60));
	await hold(stand);
	stand.sync.fill = () => new Promise(() => undefined);
	void stand.conversation.loadOlder();
	await stand.conversation.send({ text: 'said meanwhile' });
	await vi.waitFor(() => expect(stand.texts().at(-1)).toBe('said meanwhile'));
});
