import { expect, onTestFinished, test, vi } from 'vitest';
import { eventOf, messagesOf } from '../../../tests/fixtures/cached-events.ts';
import { contents, openStand, type Stand } from '../../../tests/fixtures/conversation-stand.ts';
import { Conversations } from './conversations.ts';
import type { Group } from './group.svelte.ts';

/** A group, as far as it matters here, that knows whether it is followed. */
function openGroup(reading: Promise<unknown> = Promise.resolve()) {
	const stop = vi.fn();
	return { stop, group: { follow: () => stop, reading } as unknown as Group };
}

/** Conversations that are these, one after the other. */
function conversationsOf(...stands: Stand[]): Conversations {
	return new Conversations(() => {
		const next = stands.shift();
		if (!next) throw new Error('one more than there should be');
		return next.conversation;
	});
}

test('one that was read ahead is there whole when its screen comes, with what was said meanwhile', async () => {
	const events = messagesOf(3);
	const stand = await openStand(events);
	const conversations = conversationsOf(stand);
	const { group, stop } = openGroup();
	await conversations.readAhead(group);
	expect(stand.texts()).toEqual(contents(events));
	const { conversation, hold } = conversations.take(group);
	expect(conversation).toBe(stand.conversation);
	const late = eventOf({ content: 'said before the screen was there' });
	await stand.put(late);
	await vi.waitFor(() => expect(stand.texts()).toContain(late.content));
	const letGo = hold();
	expect(stop).not.toHaveBeenCalled();
	letGo();
	expect(stop).toHaveBeenCalledOnce();
});

test('its screen waits for what the group is, too: who was put out is told so, and sees no words before', async () => {
	const reading = Promise.withResolvers<undefined>();
	const stand = await openStand(messagesOf(1));
	const { group } = openGroup(reading.promise);
	const told = vi.fn();
	vi.useFakeTimers({ toFake: ['setTimeout'] });
	onTestFinished(() => void vi.useRealTimers());
	const ahead = conversationsOf(stand).readAhead(group).then(told);
	await stand.conversation.opening;
	await Promise.resolve();
	expect(told).not.toHaveBeenCalled();
	reading.resolve(undefined);
	await ahead;
	expect(told).toHaveBeenCalled();
	vi.runAllTimers();
});

test('it is taken once: the next screen of the group has another one', async () => {
	const [first, second] = [await openStand(messagesOf(1)), await openStand(messagesOf(2))];
	const conversations = conversationsOf(first, second);
	const { group } = openGroup();
	await conversations.readAhead(group);
	onTestFinished(conversations.take(group).hold());
	const { conversation, hold } = conversations.take(group);
	expect(conversation).toBe(second.conversation);
	onTestFinished(hold());
	await vi.waitFor(() => expect(second.texts()).toHaveLength(2));
});

test('one whose screen does not come is let go when another is read, or taken', async () => {
	const conversations = conversationsOf(await openStand(), await openStand(), await openStand());
	const [left, passed, shown] = [openGroup(), openGroup(), openGroup()];
	await conversations.readAhead(left.group);
	await conversations.readAhead(passed.group);
	expect(left.stop).toHaveBeenCalledOnce();
	expect(passed.stop).not.toHaveBeenCalled();
	onTestFinished(conversations.take(shown.group).hold());
	expect(passed.stop).toHaveBeenCalledOnce();
});

test('one whose screen does not come soon is let go, and another one opens as of then', async () => {
	vi.useFakeTimers({ toFake: ['setTimeout'] });
	onTestFinished(() => void vi.useRealTimers());
	const [first, second] = [await openStand(messagesOf(1)), await openStand(messagesOf(2))];
	const conversations = conversationsOf(first, second);
	const { group, stop } = openGroup();
	await conversations.readAhead(group);
	vi.runAllTimers();
	expect(stop).toHaveBeenCalledOnce();
	expect(conversations.take(group).conversation).toBe(second.conversation);
});

test('to be opened at a message it is another one than was read ahead', async () => {
	const events = messagesOf(3);
	const [first, second] = [await openStand(), await openStand(events)];
	const conversations = conversationsOf(first, second);
	const { group, stop } = openGroup();
	await conversations.readAhead(group);
	onTestFinished(conversations.take(group, events[1]!.id).hold());
	expect(stop).toHaveBeenCalledOnce();
	await vi.waitFor(() =>
		expect(second.conversation.destination).toMatchObject({ key: events[1]!.id, marked: true })
	);
});

test('a device that does not answer keeps no screen waiting', async () => {
	const stand = await openStand(messagesOf(1), undefined, () => new Promise(() => undefined));
	const conversations = conversationsOf(stand);
	const { group } = openGroup();
	await conversations.readAhead(group);
	expect(stand.texts()).toEqual([]);
	onTestFinished(conversations.take(group).hold());
});
