import { expect, test } from 'vitest';
import { createFlush, messagesOf, queue, street, textsOn } from '../../../tests/fixtures/flush-stand.ts';
import { createPerson } from '../../../tests/fixtures/person.ts';
import { createGroup, eventually, openDevice, openRelay } from '../../../tests/fixtures/relay-stand.ts';
import { systemClock } from '../clock.ts';
import { placeKey } from '$lib/storage/place';
import type { EventDraft, EventTemplate, NostrEvent } from '../protocol/event.ts';
import { signEvent } from '../protocol/signature.ts';

/** Somebody whose signer leaves the first question open until `answer` is called, and knows what it was asked. */
function createSlowPerson() {
	const asked: string[] = [];
	let answer = (): void => undefined;
	const person = createPerson((template: EventTemplate, key) => {
		if (template.kind !== 9) return Promise.resolve(signEvent(template, key)); // AUTH
		asked.push(template.content);
		if (asked.length > 1) return Promise.resolve(signEvent(template, key));
		return new Promise((resolve) => (answer = () => resolve(signEvent(template, key))));
	});
	return { person, asked, answer: () => answer() };
}

const worded = (content: string): EventDraft => ({ kind: 9, content, tags: [['h', street]] });

test('what is worded differently while the signer has it goes out as it is worded now, once', async () => {
	const { person: me, asked, answer } = createSlowPerson();
	const relay = await openRelay();
	createGroup(relay, createPerson(), street);
	const device = await openDevice({ people: [me] });
	const flush = createFlush(device, [me]);
	const intent = await queue(device, me, relay.url, 'helo');
	void flush.flush(me.pubkey, { relay: relay.url, id: street });
	await eventually(() => expect(asked).toEqual(['helo']));
	await device.storage.outbox.edit(intent, worded('hello'));
	await eventually(async () => expect(await textsOn(device, me, relay)).toEqual(['hello']));
	answer();
	await flush.flush(me.pubkey, { relay: relay.url, id: street });
	expect((await messagesOf(relay)).map(({ content }) => content)).toEqual(['hello']);
	expect(await device.storage.outbox.ofAccount(me.pubkey)).toEqual([]);
});

test('a signer that does not answer is asked again when the person tries again', async () => {
	const { person: me, asked } = createSlowPerson();
	const relay = await openRelay();
	createGroup(relay, createPerson(), street);
	const device = await openDevice({ people: [me] });
	const flush = createFlush(device, [me]);
	const intent = await queue(device, me, relay.url, 'hello');
	void flush.flush(me.pubkey, { relay: relay.url, id: street });
	await eventually(() => expect(asked).toHaveLength(1));
	await device.storage.outbox.mark(intent, 'queued');
	await eventually(async () => expect(await textsOn(device, me, relay)).toEqual(['hello']));
	expect(asked).toEqual(['hello', 'hello']);
});

test('a message that is given up while the signer has it is not sent when the signer answers', async () => {
	const { person: me, asked, answer } = createSlowPerson();
	const relay = await openRelay();
	createGroup(relay, createPerson(), street);
	const device = await openDevice({ people: [me] });
	const flush = createFlush(device, [me]);
	const intent = await queue(device, me, relay.url, 'never mind');
	const flushed = flush.flush(me.pubkey, { relay: relay.url, id: street });
	await eventually(() => expect(asked).toHaveLength(1));
	await device.storage.outbox.discard(intent);
	await flushed;
	answer();
	await queue(device, me, relay.url, 'after it');
	await flush.flush(me.pubkey, { relay: relay.url, id: street });
	expect((await messagesOf(relay)).map(({ content }) => content)).toEqual(['after it']);
});

test(
	'an OK that never came: the relay is asked for the event and found to have it',
	{ timeout: 30_000 },
	async () => {
		const me = createPerson();
		const relay = await openRelay();
		createGroup(relay, createPerson(), street);
		relay.misbehave('never-answer', { verbs: ['EVENT'], keep: true });
		const device = await openDevice({ people: [me] });
		await queue(device, me, relay.url, 'hello');
		void createFlush(device, [me]).flush(me.pubkey, { relay: relay.url, id: street });
		await expect
			.poll(() => device.storage.outbox.ofAccount(me.pubkey), { timeout: 20_000, interval: 100 })
			.toEqual([]);
		expect(await textsOn(device, me, relay)).toEqual(['hello']);
	}
);

test('what the relay has sent back by itself is settled without offering it again', async () => {
	const me = createPerson();
	const relay = await openRelay();
	createGroup(relay, createPerson(), street);
	const device = await openDevice({ people: [me] });
	const intent = await queue(device, me, relay.url, 'hello');
	const event = signEvent({ ...worded('hello'), created_at: systemClock() }, me.secretKey);
	await device.storage.outbox.recordAttempt(intent, event);
	await device.storage.cache.put(me.pubkey, relay.url, [event]);
	relay.misbehave('refuse', { words: 'blocked: offered again' });
	await createFlush(device, [me]).flush(me.pubkey, { relay: relay.url, id: street });
	expect(await device.storage.outbox.find(intent)).toBeUndefined();
});

test('a message that a wrong clock made too old is stamped anew once the clock is right', async () => {
	const me = createPerson();
	let behind = 3_600;
	const clock = (): number => systemClock() - behind;
	const relay = await openRelay({ profile: 'pyramid' });
	createGroup(relay, me, street);
	relay.misbehave('refuse', { words: 'invalid: event is too old', times: 2 });
	const device = await openDevice({ people: [me] });
	const flush = createFlush(device, [me], { clock });
	const intent = await queue(device, me, relay.url, 'hello');
	await flush.flush(me.pubkey, { relay: relay.url, id: street });
	expect(await device.storage.outbox.find(intent)).toMatchObject({
		state: 'refused',
		error: { code: 'too-old' }
	});
	behind = 0;
	await device.storage.outbox.mark(intent, 'queued');
	await flush.flush(me.pubkey, { relay: relay.url, id: street });
	const said: NostrEvent[] = await messagesOf(relay);
	expect(said.map(({ content }) => content)).toEqual(['hello']);
	expect(Math.abs((said[0]?.created_at ?? 0) - systemClock())).toBeLessThan(30);
});

test(
	'a message is stamped when the fate of the one before it is known, or is silence',
	{ timeout: 60_000 },
	async () => {
		const me = createPerson();
		const relay = await openRelay();
		createGroup(relay, createPerson(), street);
		relay.misbehave('never-answer', { verbs: ['EVENT'], times: 1 });
		const device = await openDevice({ people: [me] });
		const { outbox } = device.storage;
		await queue(device, me, relay.url, 'first');
		const second = await queue(device, me, relay.url, 'second');
		const flush = createFlush(device, [me]);
		const flushed = flush.flush(me.pubkey, { relay: relay.url, id: street });
		const seen = new Set<string>();
		const stop = device.storage.changes.watch(
			`outbox:${placeKey({ scope: me.pubkey, relay: relay.url, id: street })}`,
			() => {
				void outbox
					.ofAccount(me.pubkey)
					.then((intents) => seen.add(intents.map(({ state }) => state).join()));
			}
		);
		await flushed;
		stop();
		expect(seen).toContain('unknown,sending');
		expect(seen).not.toContain('sending,sending');
		expect(await outbox.find(second)).toBeUndefined();
		await flush.flush(me.pubkey, { relay: relay.url, id: street });
		expect((await messagesOf(relay)).map(({ content }) => content)).toEqual(['second', 'first']);
	}
);

test(
	'what is tried again while the relay is still asked for it is offered again without another wake',
	{ timeout: 60_000 },
	async () => {
		const me = createPerson();
		const relay = await openRelay();
		createGroup(relay, createPerson(), street);
		relay.misbehave('never-answer', { times: 1 });
		relay.misbehave('slow', { milliseconds: 3_000 });
		const device = await openDevice({ people: [me] });
		const flush = createFlush(device, [me]);
		const intent = await queue(device, me, relay.url, 'hello');
		void flush.flush(me.pubkey, { relay: relay.url, id: street });
		const stateOf = async () => (await device.storage.outbox.find(intent))?.state;
		await expect.poll(stateOf, { timeout: 20_000 }).toBe('unknown');
		await device.storage.outbox.mark(intent, 'queued');
		void flush.flush(me.pubkey, { relay: relay.url, id: street });
		await expect.poll(stateOf, { timeout: 20_000 }).toBeUndefined();
		expect(await textsOn(device, me, relay)).toEqual(['hello']);
	}
);
