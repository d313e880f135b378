import { expect, onTestFinished, test, vi } from 'vitest';
import { alice, bob, eventOf, porch } from '../../../tests/fixtures/cached-events.ts';
import { createFactory, openTestStorage } from '../../../tests/fixtures/storage.ts';
import { parseChatMessage, type ChatMessage } from '../protocol/chat-message.ts';
import type { Storage } from '../storage/open-storage.ts';
import { Composition } from './composition.svelte';
import { MessageActs, type Wording } from './message-acts';

interface Tab {
	storage: Storage;
	composition: Composition;
}

function compose(storage: Storage): Composition {
	return new Composition({ ...storage, clock: () => 1_700_000_000, nameOf: () => 'Mara' }, porch);
}

async function openTab(factory: IDBFactory): Promise<Tab> {
	const storage = await openTestStorage({ factory, channel: true });
	const composition = compose(storage);
	onTestFinished(composition.hold());
	await composition.load();
	return { storage, composition };
}

/** Both have read what the device keeps, and hear of each other. */
async function openTabs(): Promise<[Tab, Tab]> {
	const factory = createFactory();
	return [await openTab(factory), await openTab(factory)];
}

/** One that hears of nothing any more: its tab is asleep. */
async function openDeaf({ storage }: Tab): Promise<Composition> {
	const composition = compose(storage);
	await composition.load();
	return composition;
}

function deliverTo({ outbox, cache }: Storage): (wording: Wording) => Promise<void> {
	const flush = { flush: () => Promise.resolve() };
	const acts = new MessageActs({ outbox, cache, flush, clock: () => 1_700_000_000 }, porch);
	return (wording) => acts.send(wording);
}

async function draftsOf(storage: Storage): Promise<Record<string, string>> {
	const drafts = await storage.drafts.ofGroup(alice, porch);
	return Object.fromEntries(drafts.map(({ replyTo = '', text }) => [replyTo, text]));
}

test('the one that nobody types in follows, and forgets what the other has sent', async () => {
	const [{ composition: here, storage }, { composition: there, storage: theirs }] = await openTabs();
	const event = eventOf({ pubkey: bob });
	await storage.cache.put(alice, porch.relay, [event]);
	const one = parseChatMessage(event) as ChatMessage;
	here.write('hel');
	await vi.waitFor(() => expect(there.text).toBe('hel'));
	here.answer(one);
	here.write('hello');
	await vi.waitFor(() => expect([there.text, there.replyTo?.id]).toEqual(['hello', one.id]));
	there.write('hello you');
	here.release();
	await vi.waitFor(() => expect(here.text).toBe('hello you'));
	await there.send(deliverTo(theirs));
	await vi.waitFor(() => expect([here.text, here.replyTo]).toEqual(['', undefined]));
	expect(await storage.outbox.ofAccount(alice)).toHaveLength(1);
});

test('what is typed in both is never changed under the fingers, and each sends its own, once', async () => {
	const [{ composition: here, storage }, { composition: there, storage: theirs }] = await openTabs();
	here.write('from here');
	there.write('from there');
	await vi.waitFor(async () => expect(Object.keys(await draftsOf(storage))).toEqual(['']));
	await there.send(deliverTo(theirs));
	expect(here.text).toBe('from here');
	await here.send(deliverTo(storage));
	const said = (await storage.outbox.ofAccount(alice)).map(({ draft }) => draft.content);
	expect(said).toEqual(['from there', 'from here']);
	await vi.waitFor(async () => {
		expect(await draftsOf(storage)).toEqual({});
		expect([here.text, there.text]).toEqual(['', '']);
	});
});

test('what was written over unseen comes back when its tab is closed, or this one is done', async () => {
	const [{ composition: here, storage }, other] = await openTabs();
	const deaf = await openDeaf(other);
	here.write('from here');
	deaf.write('from there');
	await vi.waitFor(async () => expect(await draftsOf(storage)).toEqual({ '': 'from there' }));
	await deaf.send(deliverTo(other.storage));
	expect(deaf.text).toBe('from here');
	await vi.waitFor(async () => expect(await draftsOf(storage)).toEqual({ '': 'from here' }));
});

test('what stands in one tab alone goes to the device when its page goes', async () => {
	const [{ composition: here, storage }, { composition: there }] = await openTabs();
	here.write('from here');
	await vi.waitFor(() => expect(there.text).toBe('from here'));
	there.write('from there');
	await vi.waitFor(async () => expect(await draftsOf(storage)).toEqual({ '': 'from there' }));
	expect(here.text).toBe('from here');
	await vi.waitFor(async () => {
		here.leave();
		expect(await draftsOf(storage)).toEqual({ '': 'from there\nfrom here' });
	});
});

test('what another tab types is heard, and comes back where a tab that is still typed in writes over it', async () => {
	const [{ composition: here, storage }, { composition: there }] = await openTabs();
	here.write('b');
	await vi.waitFor(() => expect(there.text).toBe('b'));
	const heard = vi.spyOn(storage.drafts, 'ofGroup');
	for (const text of ['ba', 'bad', 'bald']) there.write(text);
	await vi.waitFor(async () => {
		const drafts = (await heard.mock.results.at(-1)?.value) as { text: string }[] | undefined;
		expect(drafts?.[0]?.text).toBe('bald');
	});
	expect(here.text).toBe('b');
	here.write('bold');
	there.release();
	await vi.waitFor(async () => expect(await draftsOf(storage)).toEqual({ '': 'bold' }));
	here.release();
	await vi.waitFor(() => expect(here.text.split('\n').sort()).toEqual(['bald', 'bold']));
	await vi.waitFor(async () => expect(await draftsOf(storage)).toEqual({ '': here.text }));
});

test('the same words go out once, and it is said', async () => {
	const [{ composition: here, storage }, other] = await openTabs();
	here.write('hello');
	expect(await draftsOf(storage)).toEqual({ '': 'hello' });
	const deaf = await openDeaf(other);
	await here.send(deliverTo(storage));
	await deaf.send(deliverTo(other.storage));
	expect([deaf.text, deaf.sentElsewhere]).toEqual(['hello', true]);
	expect(await storage.outbox.ofAccount(alice)).toHaveLength(1);
	// Whoever wants it twice may have it so.
	await deaf.send(deliverTo(other.storage));
	expect(await storage.outbox.ofAccount(alice)).toHaveLength(2);
});

test('words that are shared in join those that are being typed', async () => {
	const [{ composition: here, storage }] = await openTabs();
	here.write('Look:');
	here.release();
	const { relay, id } = porch;
	const item = { id: 'a', title: '', text: 'a page', url: '', pictures: [], refused: [], at: 1 };
	await storage.shared.put(item);
	await (await storage.pictures()).shared.give('a', alice, { relay, id }, 1_700_000_000);
	await vi.waitFor(() => expect(here.text).toBe('Look:\na page'));
});
