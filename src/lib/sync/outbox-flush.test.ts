import { expect, test } from 'vitest';
import {
	createFlush,
	messagesOf,
	queue,
	street as id,
	textsOn
} from '../../../tests/fixtures/flush-stand.ts';
import { createPerson } from '../../../tests/fixtures/person.ts';
import { createGroup, eventually, openDevice, openRelay } from '../../../tests/fixtures/relay-stand.ts';
import { systemClock } from '../clock.ts';
import type { EventTemplate, NostrEvent } from '../protocol/event.ts';
import { signEvent } from '../protocol/signature.ts';
import { LocalLocks } from './local-locks.ts';

test('what is queued goes out in order, with rising stamps and references, and the outbox is empty', async () => {
	const me = createPerson();
	const other = createPerson();
	const relay = await openRelay();
	createGroup(relay, other, id);
	const device = await openDevice({ people: [me] });
	const sync = device.sync(relay, id, me);
	const said = relay.publishAs(other.secretKey, { kind: 9, content: 'hello', tags: [['h', id]] });
	sync.open();
	await eventually(async () => expect(await textsOn(device, me, relay)).toEqual(['hello']));

	const flush = createFlush(device, [me]);
	for (const text of ['one', 'two', 'three']) await queue(device, me, relay.url, text);
	await flush.flush(me.pubkey, { relay: relay.url, id });

	expect(await device.storage.outbox.ofAccount(me.pubkey)).toEqual([]);
	const mine = (await messagesOf(relay)).filter(({ pubkey }) => pubkey === me.pubkey).reverse();
	expect(mine.map(({ content }) => content)).toEqual(['one', 'two', 'three']);
	expect(new Set(mine.map(({ created_at }) => created_at)).size).toBe(3);
	expect(mine[0]?.tags.find(([name]) => name === 'previous')).toContain(said.id.slice(0, 8));
});

test('a refusal stays with its words, and a message behind it still goes', async () => {
	const me = createPerson();
	const relay = await openRelay();
	createGroup(relay, createPerson(), id);
	relay.misbehave('refuse', { words: 'blocked: not in this tone', times: 1 });
	const device = await openDevice({ people: [me] });
	const flush = createFlush(device, [me]);
	const refused = await queue(device, me, relay.url, 'rude');
	await queue(device, me, relay.url, 'kind');
	await flush.flush(me.pubkey, { relay: relay.url, id });

	const [intent, ...rest] = await device.storage.outbox.ofAccount(me.pubkey);
	expect(rest).toEqual([]);
	expect(intent).toMatchObject({ id: refused, state: 'refused', error: { words: 'not in this tone' } });
	expect((await messagesOf(relay)).map(({ content }) => content)).toEqual(['kind']);
});

test('tried again after a refusal, it is signed anew; had the relay kept it, it is not', async () => {
	const me = createPerson();
	const relay = await openRelay();
	createGroup(relay, createPerson(), id);
	relay.misbehave('refuse', { words: 'error: the database is away', times: 1 });
	const device = await openDevice({ people: [me] });
	const flush = createFlush(device, [me]);
	const intent = await queue(device, me, relay.url, 'hello');
	await flush.flush(me.pubkey, { relay: relay.url, id });
	await device.storage.outbox.mark(intent, 'queued');
	await flush.flush(me.pubkey, { relay: relay.url, id });
	expect(await device.storage.outbox.find(intent)).toBeUndefined();
	expect(await messagesOf(relay)).toHaveLength(1);
});

test('a drop before the OK leaves no doubt and no double: the same event is offered again', async () => {
	const signed: NostrEvent[] = [];
	const me = createPerson((template: EventTemplate, key) => {
		const event = signEvent(template, key);
		if (event.kind === 9) signed.push(event);
		return Promise.resolve(event);
	});
	const relay = await openRelay();
	createGroup(relay, createPerson(), id);
	relay.misbehave('drop', { verbs: ['EVENT'], keep: true, times: 1 });
	const device = await openDevice({ people: [me] });
	const flush = createFlush(device, [me]);
	await queue(device, me, relay.url, 'hello');
	await flush.flush(me.pubkey, { relay: relay.url, id });
	await eventually(async () => expect(await device.storage.outbox.ofAccount(me.pubkey)).toEqual([]));
	expect((await messagesOf(relay)).map((event) => event.id)).toEqual(signed.map((event) => event.id));
	expect(signed).toHaveLength(1);
});

test('what a reload found half sent is settled by offering the same event', async () => {
	const me = createPerson();
	const relay = await openRelay();
	createGroup(relay, createPerson(), id);
	const device = await openDevice({ people: [me] });
	const intent = await queue(device, me, relay.url, 'hello');
	const event = signEvent(
		{ kind: 9, content: 'hello', tags: [['h', id]], created_at: systemClock() - 30 },
		me.secretKey
	);
	relay.seed([event]);
	await device.storage.outbox.recordAttempt(intent, event);
	await createFlush(device, [me]).flush(me.pubkey, { relay: relay.url, id });
	expect(await device.storage.outbox.find(intent)).toBeUndefined();
	expect((await messagesOf(relay)).map((message) => message.id)).toEqual([event.id]);
});

test('two tabs with one outbox send each message once', async () => {
	const me = createPerson();
	const relay = await openRelay();
	createGroup(relay, createPerson(), id);
	const [factory, locks] = [new IDBFactory(), new LocalLocks()];
	const [one, two] = [
		await openDevice({ people: [me], factory }),
		await openDevice({ people: [me], factory })
	];
	for (const text of ['a', 'b', 'c', 'd']) await queue(one, me, relay.url, text);
	const key = { relay: relay.url, id };
	await Promise.all([
		createFlush(one, [me], { locks }).flush(me.pubkey, key),
		createFlush(two, [me], { locks }).flush(me.pubkey, key)
	]);
	expect((await messagesOf(relay)).map(({ content }) => content)).toEqual(['d', 'c', 'b', 'a']);
});

test('a signer that never answers holds back its own message only', async () => {
	const me = createPerson((template, key) =>
		template.content === 'stuck' ? new Promise(() => undefined) : Promise.resolve(signEvent(template, key))
	);
	const relay = await openRelay();
	createGroup(relay, createPerson(), id);
	const device = await openDevice({ people: [me] });
	const flush = createFlush(device, [me]);
	const stuck = await queue(device, me, relay.url, 'stuck');
	await queue(device, me, relay.url, 'free');
	await flush.flush(me.pubkey, { relay: relay.url, id });
	await eventually(async () => expect(await textsOn(device, me, relay)).toEqual(['free']));
	expect(await device.storage.outbox.find(stuck)).toMatchObject({
		state: 'waiting-for-signature',
		attempts: []
	});
});

test('what passes a slow signer in another tab is stamped after what the signer still has', async () => {
	const answer = Promise.withResolvers<undefined>();
	const me = createPerson(async (template, key) => {
		if (template.content === 'slow') await answer.promise;
		return signEvent(template, key);
	});
	const relay = await openRelay();
	createGroup(relay, createPerson(), id);
	const device = await openDevice({ people: [me] });
	const now = systemClock();
	const tabs = { locks: new LocalLocks(), clock: () => now };
	const [one, two] = [createFlush(device, [me], tabs), createFlush(device, [me], tabs)];
	await queue(device, me, relay.url, 'slow');
	await one.flush(me.pubkey, { relay: relay.url, id });
	await queue(device, me, relay.url, 'quick');
	await two.flush(me.pubkey, { relay: relay.url, id });
	answer.resolve(undefined);
	await eventually(async () => expect(await textsOn(device, me, relay)).toEqual(['quick', 'slow']));
	const stamps = (await messagesOf(relay)).map(({ created_at }) => created_at);
	expect(stamps).toEqual([now + 1, now]);
});

test('what waits for its turn at a signer is not passed in another tab, not while AUTH waits there, too', async () => {
	const me = createPerson();
	const relay = await openRelay({ profile: 'zooid' });
	createGroup(relay, me, id);
	const [factory, locks] = [new IDBFactory(), new LocalLocks()];
	// Longer than anything is waited for that may be passed.
	const busy = new Promise<void>((resolve) => setTimeout(resolve, 4_000));
	const signEventLate = async (template: EventTemplate): Promise<NostrEvent> => {
		await busy;
		return me.signer.signEvent(template);
	};
	const waiting = { ...me, signer: { ...me.signer, turn: () => busy, signEvent: signEventLate } };
	const [one, two] = [
		await openDevice({ people: [waiting], factory }),
		await openDevice({ people: [me], factory })
	];
	const key = { relay: relay.url, id };
	await queue(one, me, relay.url, 'first');
	const first = createFlush(one, [waiting], { locks }).flush(me.pubkey, key);
	const connection = one.pool.connection(me.pubkey, relay.url);
	await eventually(() => expect(connection.status.auth).toBe('signing'));
	await queue(two, me, relay.url, 'second');
	await Promise.all([first, createFlush(two, [me], { locks }).flush(me.pubkey, key)]);
	await eventually(async () => expect(await textsOn(two, me, relay)).toEqual(['second', 'first']));
});

test('a signer that declines is told at the message, and nothing was published', async () => {
	const me = createPerson(() => Promise.reject(new Error('no')));
	const relay = await openRelay();
	createGroup(relay, createPerson(), id);
	const device = await openDevice({ people: [me] });
	const intent = await queue(device, me, relay.url, 'hello');
	await createFlush(device, [me]).flush(me.pubkey, { relay: relay.url, id });
	expect(await device.storage.outbox.find(intent)).toMatchObject({
		state: 'refused',
		error: { code: 'signer-refused' }
	});
	expect(await messagesOf(relay)).toEqual([]);
});

test('offline, a message waits and goes when the relay is back', async () => {
	const me = createPerson();
	const relay = await openRelay();
	const { port } = new URL(relay.httpUrl);
	await relay.stop();
	const device = await openDevice({ people: [me] });
	const flush = createFlush(device, [me]);
	const message = await queue(device, me, relay.url, 'hello');
	await flush.flush(me.pubkey, { relay: relay.url, id });
	expect(await device.storage.outbox.find(message)).toMatchObject({ state: 'queued', attempts: [] });

	const back = await openRelay({ port: Number(port) });
	createGroup(back, createPerson(), id);
	await eventually(async () => expect(await device.storage.outbox.find(message)).toBeUndefined());
	expect((await messagesOf(back)).map(({ content }) => content)).toEqual(['hello']);
});

test('references that the relay does not know are left out the second time', async () => {
	const me = createPerson();
	const other = createPerson();
	const relay = await openRelay();
	createGroup(relay, other, id);
	const device = await openDevice({ people: [me] });
	// Seen from this relay once, and not there any more.
	const lost = signEvent(
		{ kind: 9, content: 'lost', tags: [['h', id]], created_at: systemClock() - 5 },
		other.secretKey
	);
	await device.storage.cache.put(me.pubkey, relay.url, [lost]);
	await queue(device, me, relay.url, 'hello');
	await createFlush(device, [me]).flush(me.pubkey, { relay: relay.url, id });
	const [message] = await messagesOf(relay);
	expect(message?.tags).toEqual([['h', id]]);
	expect(await device.storage.outbox.ofAccount(me.pubkey)).toEqual([]);
});

test('a relay that wants AUTH gets it once, and the message after it', async () => {
	const asked: number[] = [];
	const me = createPerson((template, key) => {
		asked.push(template.kind);
		return Promise.resolve(signEvent(template, key));
	});
	const relay = await openRelay({ profile: 'zooid' });
	createGroup(relay, me, id);
	const device = await openDevice({ people: [me] });
	await queue(device, me, relay.url, 'hello');
	await createFlush(device, [me]).flush(me.pubkey, { relay: relay.url, id });
	await eventually(async () => expect(await device.storage.outbox.ofAccount(me.pubkey)).toEqual([]));
	expect(asked.toSorted((a, b) => a - b)).toEqual([9, 22242]);
});
