import { describe, expect, test, vi } from 'vitest';
import { alice, bob, eventOf, porch } from '../../../tests/fixtures/cached-events.ts';
import { openTestStorage } from '../../../tests/fixtures/storage.ts';
import { AppError } from '../app-error.ts';
import { parseChatMessage, type ChatMessage } from '../protocol/chat-message.ts';
import { longestMessage } from '../protocol/message-length.ts';
import type { Storage } from '../storage/open-storage.ts';
import type { Place } from '../storage/place.ts';
import { Composition } from './composition.svelte';
import { MessageActs, type Wording } from './message-acts';

function compose(storage: Storage, place: Place = porch): Composition {
	return new Composition({ ...storage, clock: () => 1_700_000_000, nameOf: () => 'Mara' }, place);
}

/** What a device keeps of the group, by what it answers. */
async function draftsOf(storage: Storage): Promise<Record<string, string>> {
	const drafts = await storage.drafts.ofGroup(alice, porch);
	return Object.fromEntries(drafts.map(({ replyTo = '', text }) => [replyTo, text]));
}

/** Two messages of somebody else, on the device. */
async function hear(storage: Storage): Promise<[ChatMessage, ChatMessage]> {
	const [one, two] = [eventOf({ pubkey: bob }), eventOf({ pubkey: bob })];
	await storage.cache.put(alice, porch.relay, [one, two]);
	return [parseChatMessage(one) as ChatMessage, parseChatMessage(two) as ChatMessage];
}

function deliverTo(storage: Storage): (wording: Wording) => Promise<void> {
	const flush = { flush: () => Promise.resolve() };
	const acts = new MessageActs({ ...storage, flush, clock: () => 1_700_000_000 }, porch);
	return (wording) => acts.send(wording);
}

test('every keystroke is on the device at once, and the next start goes on there', async () => {
	const storage = await openTestStorage();
	const composition = compose(storage);
	for (const text of ['h', 'he', 'hel']) composition.write(text);
	// Nothing is waited for: what is asked of the database next comes after what was written.
	expect(await draftsOf(storage)).toEqual({ '': 'hel' });
	const next = compose(storage);
	await next.load();
	expect(next.text).toBe('hel');
});

test('what the device has no room for is said, until the last keystroke is on it', async () => {
	const storage = await openTestStorage();
	const composition = compose(storage);
	const put = vi.spyOn(storage.drafts, 'put');
	put.mockImplementationOnce(() => Promise.reject(new AppError('storage-full', 'later')));
	composition.write('h');
	await vi.waitFor(() => expect(composition.unkept).toBe(true));
	composition.write('he');
	await vi.waitFor(() => expect(composition.unkept).toBe(false));
	expect(await draftsOf(storage)).toEqual({ '': 'he' });

	const slow = Promise.withResolvers<string[]>();
	put.mockImplementationOnce(() => slow.promise);
	composition.write('hel');
	put.mockImplementationOnce(() => Promise.reject(new AppError('storage-full', 'later')));
	composition.write('hell');
	await vi.waitFor(() => expect(composition.unkept).toBe(true));
	slow.resolve(['', '']);
	expect(await draftsOf(storage)).toEqual({ '': 'he' });
	expect(composition.unkept).toBe(true);
});

test('what the device has no room for stays while another draft is looked at', async () => {
	const storage = await openTestStorage();
	const [one] = await hear(storage);
	const composition = compose(storage);
	const stop = composition.hold();
	const put = vi.spyOn(storage.drafts, 'put');
	composition.answer(one);
	composition.write('an answer');
	await vi.waitFor(async () => expect(await draftsOf(storage)).toEqual({ [one.id]: 'an answer' }));
	composition.answer(undefined);
	put.mockImplementationOnce(() => Promise.reject(new AppError('storage-full', 'later')));
	composition.write('something long');
	await vi.waitFor(() => expect(composition.unkept).toBe(true));
	composition.answer(one);
	composition.write('an answer!');
	await vi.waitFor(async () => expect(await draftsOf(storage)).toEqual({ [one.id]: 'an answer!' }));
	composition.release();
	await composition.load();
	composition.answer(undefined);
	expect(composition.text).toBe('something long');
	stop();
});

test('what was typed before the draft was read comes after it, and neither is lost', async () => {
	const storage = await openTestStorage();
	compose(storage).write('left over');
	const composition = compose(storage);
	const loading = composition.load();
	composition.write('typed early');
	await loading;
	expect(composition.text).toBe('left over\ntyped early');
	expect(await draftsOf(storage)).toEqual({ '': 'left over\ntyped early' });
});

test('answering takes along what was typed; each answer keeps its own', async () => {
	const storage = await openTestStorage();
	const [one, two] = await hear(storage);
	const composition = compose(storage);
	composition.write('indeed');
	composition.answer(one);
	expect(composition.text).toBe('indeed');
	expect(await draftsOf(storage)).toEqual({ [one.id]: 'indeed' });

	composition.answer(two);
	expect(composition.text).toBe('');
	composition.write('not so');
	composition.answer(one);
	expect(composition.text).toBe('indeed');
	expect(await draftsOf(storage)).toEqual({ [one.id]: 'indeed', [two.id]: 'not so' });

	composition.answer(undefined);
	expect(composition.text).toBe('indeed');
	expect(await draftsOf(storage)).toEqual({ '': 'indeed', [two.id]: 'not so' });
});

test('sending takes the draft into the outbox, and the one before it comes back', async () => {
	const storage = await openTestStorage();
	const [one, two] = await hear(storage);
	const composition = compose(storage);
	composition.answer(one);
	composition.write('half an answer');
	composition.answer(two);
	composition.write('hello');
	await composition.send(deliverTo(storage));
	expect(await draftsOf(storage)).toEqual({ [one.id]: 'half an answer' });
	const [intent, ...others] = await storage.outbox.ofAccount(alice);
	expect(intent?.draft.content).toMatch(/hello$/);
	expect(others).toEqual([]);
	expect(composition.text).toBe('half an answer');
	expect(composition.replyTo?.id).toBe(one.id);
});

test('what could not be stored is in the composer again, with what was typed since', async () => {
	const storage = await openTestStorage();
	const composition = compose(storage);
	composition.write('hello');
	const sent = composition.send(async () => {
		composition.write('more');
		await Promise.resolve();
		throw new AppError('storage-full', 'later');
	});
	await expect(sent).rejects.toMatchObject({ code: 'storage-full' });
	expect(composition.text).toBe('hello\nmore');
	expect(await draftsOf(storage)).toEqual({ '': 'hello\nmore' });
});

test('what no relay takes stays in the composer', async () => {
	const storage = await openTestStorage();
	const composition = compose(storage);
	const text = 'x'.repeat(longestMessage + 1);
	composition.write(text);
	await expect(composition.send(deliverTo(storage))).rejects.toMatchObject({ code: 'too-large' });
	expect(composition.text).toBe(text);
	expect(await draftsOf(storage)).toEqual({ '': text });
	composition.write(text.slice(1));
	await composition.send(deliverTo(storage));
	expect(await storage.outbox.ofGroup(alice, porch)).toHaveLength(1);
});

test('what is on its way already is not sent a second time in other words', async () => {
	const storage = await openTestStorage();
	await compose(storage).load();
	const composition = compose(storage);
	composition.write('helo');
	await composition.send(deliverTo(storage));
	const [intent] = await storage.outbox.ofAccount(alice);
	const event = eventOf({ content: 'helo' });
	composition.reword(intent?.id ?? '', parseChatMessage(event) as ChatMessage, undefined);
	await storage.outbox.recordAttempt(intent?.id ?? '', event);
	composition.write('hello');
	await expect(composition.send(deliverTo(storage))).rejects.toMatchObject({ code: 'unknown-outcome' });
	expect(composition.text).toBe('hello');
	expect(await storage.outbox.ofAccount(alice)).toHaveLength(1);
});

test('a draft whose message is gone from the device stays, as words of their own', async () => {
	const storage = await openTestStorage();
	const draft = { account: alice, relay: porch.relay, id: porch.id, at: 1 };
	await storage.drafts.put({ ...draft, replyTo: 'f'.repeat(64), text: 'an answer' });
	const composition = compose(storage);
	await composition.load();
	expect(composition.text).toBe('an answer');
	expect(await draftsOf(storage)).toEqual({ '': 'an answer' });
});

test('another account, and another group, go on where they were left', async () => {
	const storage = await openTestStorage();
	compose(storage).write('as alice');
	compose(storage, { ...porch, scope: bob }).write('as bob');
	compose(storage, { ...porch, id: 'stoop' }).write('elsewhere');
	const texts = [porch, { ...porch, scope: bob }, { ...porch, id: 'stoop' }].map(async (place) => {
		const composition = compose(storage, place);
		await composition.load();
		return composition.text;
	});
	expect(await Promise.all(texts)).toEqual(['as alice', 'as bob', 'elsewhere']);
});

/** Something in the outbox, as its conversation shows it. */
async function queue(storage: Storage, text: string): Promise<{ intent: string; message: ChatMessage }> {
	await deliverTo(storage)({ text });
	const intent = (await storage.outbox.ofAccount(alice)).at(-1);
	const message = parseChatMessage(eventOf({ content: text })) as ChatMessage;
	return { intent: intent?.id ?? '', message };
}

describe('other words for something that is not sent', () => {
	test('are a draft: the next start goes on there, with what it answered', async () => {
		const storage = await openTestStorage();
		const [one] = await hear(storage);
		await deliverTo(storage)({ text: 'helo', replyTo: one.event });
		const [queued] = await storage.outbox.ofAccount(alice);
		const message = parseChatMessage(eventOf({ content: 'helo' })) as ChatMessage;
		let second = 1_700_000_000;
		const ports = { ...storage, clock: () => (second += 1), nameOf: () => 'Mara' };
		const composition = new Composition(ports, porch);
		composition.write('something else');
		composition.reword(queued?.id ?? '', message, one);
		expect(composition.text).toBe('helo');
		composition.write('hello');

		const next = compose(storage);
		await next.load();
		expect([next.text, next.instead, next.replyTo?.id]).toEqual(['hello', queued?.id, one.id]);
		await next.send(deliverTo(storage));
		const [sent, ...more] = await storage.outbox.ofAccount(alice);
		expect([sent?.draft.content.endsWith('hello'), more]).toEqual([true, []]);
		expect(next.text).toBe('something else');
		expect(await draftsOf(storage)).toEqual({ '': 'something else' });
	});

	test('are said not to be kept when the device has no room', async () => {
		const storage = await openTestStorage();
		const { intent, message } = await queue(storage, 'helo');
		const composition = compose(storage);
		composition.reword(intent, message, undefined);
		vi.spyOn(storage.drafts, 'put').mockImplementationOnce(() =>
			Promise.reject(new AppError('storage-full', 'later'))
		);
		composition.write('hello');
		await vi.waitFor(() => expect(composition.unkept).toBe(true));
	});

	test('go when one stops, and nothing is kept of words that were not changed', async () => {
		const storage = await openTestStorage();
		const { intent, message } = await queue(storage, 'helo');
		const composition = compose(storage);
		composition.reword(intent, message, undefined);
		expect(await draftsOf(storage)).toEqual({});
		composition.write('hello');
		await composition.stopRewording();
		expect([composition.text, composition.instead]).toEqual(['', undefined]);
		expect(await draftsOf(storage)).toEqual({});
	});

	test('become words of their own when what they replace was sent or given up', async () => {
		const storage = await openTestStorage();
		const { intent, message } = await queue(storage, 'helo');
		const composition = compose(storage);
		composition.reword(intent, message, undefined);
		composition.write('hello');
		await storage.outbox.discard(intent);
		const next = compose(storage);
		await next.load();
		expect([next.text, next.instead]).toEqual(['hello', undefined]);
		expect(await draftsOf(storage)).toEqual({ '': 'hello' });
	});
});
