import { describe, expect, onTestFinished, test, vi } from 'vitest';
import {
	createMessages,
	createUnsigned,
	eventually,
	openDevice,
	trustingVerifier
} from '../../../tests/fixtures/relay-stand.ts';
import { alice, cached, goLive, id, idsOf, openStreet, placeOf } from '../../../tests/fixtures/street.ts';
import { systemClock } from '../clock.ts';
import type { NostrEvent } from '../protocol/event.ts';
import type { Filter } from '../protocol/filter.ts';
import { kinds } from '../protocol/kinds.ts';
import { signEvent } from '../protocol/signature.ts';
import { createLocalVerifier } from './verifier.ts';

const now = systemClock();

test('a visitor gets the group and its newest fifty messages, then what is said live', async () => {
	const relay = await openStreet();
	const history = createMessages(alice, id, { count: 120, newest: now - 60 });
	relay.seed(history);
	const device = await openDevice();
	const group = await goLive(device, relay);
	expect(group.status.reachedStart).toBe(false);
	expect(await cached(device, relay)).toEqual(idsOf(history.slice(0, 50)));
	await eventually(async () => {
		const { metadata, admins, members } = await device.storage.cache.groupState(placeOf(relay));
		expect([metadata, admins, members].map((event) => event?.pubkey)).toEqual(Array(3).fill(relay.self));
	});
	const said = relay.publishAs(alice.secretKey, { kind: 9, content: 'hello', tags: [['h', id]] });
	await eventually(async () => expect((await cached(device, relay))[0]).toBe(said.id));
});

describe('what was missed', () => {
	test.each([
		['a few', 5, undefined],
		['more than a page', 300, undefined],
		['more than a page, from a relay that truncates', 60, 7]
	])('while the app was closed is there: %s', async (_, count, most) => {
		const relay = await openStreet();
		const old = createUnsigned(alice, id, { count: 80, newest: now - 10_000 });
		relay.seed(old);
		const factory = new IDBFactory();
		const before = await openDevice({ factory, verifier: trustingVerifier, clock: () => now - 9_000 });
		(await goLive(before, relay)).close();

		const missed = createUnsigned(alice, id, { count, newest: now - 60, step: 10 });
		relay.seed(missed);
		if (most) relay.misbehave('truncate', { count: most });
		const device = await openDevice({ factory, verifier: trustingVerifier });
		await goLive(device, relay);
		const all = idsOf([...missed, ...old.slice(0, 50)]);
		await eventually(async () => expect((await cached(device, relay)).slice(0, all.length)).toEqual(all));
		await eventually(async () => {
			const intervals = await device.storage.coverage.intervals(placeOf(relay), 'messages');
			expect(intervals).toHaveLength(1);
		});
	});

	test.each([
		['a right clock', 0],
		['a fast clock', 3_000],
		['a slow clock', -500]
	])('and came late is there, behind a relay that truncates, by %s', async (_, skew) => {
		const relay = await openStreet();
		relay.seed(createUnsigned(alice, id, { count: 20, newest: now - 2_000, step: 5 }));
		const factory = new IDBFactory();
		const opened = { factory, verifier: trustingVerifier };
		const before = await openDevice({ ...opened, clock: () => now - 900 + skew });
		(await goLive(before, relay)).close();

		const late = createUnsigned(alice, id, { count: 3, newest: now - 2_003, step: 100 });
		relay.seed([...late, ...createUnsigned(alice, id, { count: 40, newest: now - 10, step: 20 })]);
		relay.misbehave('truncate', { count: 7 });
		const device = await openDevice({ ...opened, clock: () => now + skew });
		await goLive(device, relay);
		const known = new Set(await cached(device, relay));
		expect(idsOf(late).filter((each) => !known.has(each))).toEqual([]);
		expect(known.size).toBe(63);
	});

	test('while the line was cut is there once, whatever the order and however often it comes', async () => {
		const relay = await openStreet();
		const old = createMessages(alice, id, { count: 60, newest: now - 600 });
		relay.seed(old);
		const device = await openDevice();
		const group = await goLive(device, relay);
		relay.misbehave('duplicate');
		relay.misbehave('out-of-order');
		const missed = createMessages(alice, id, { count: 70, newest: now - 10, step: 2 });
		const dropped = new Promise<void>((resolve) => {
			const stop = group.onStatus(() => {
				if (group.status.phase !== 'offline') return;
				stop();
				relay.seed(missed);
				resolve();
			});
		});
		relay.misbehave('drop', { now: true });
		await dropped;
		const all = idsOf([...missed, ...old.slice(0, 50)]);
		await eventually(async () => expect((await cached(device, relay)).slice(0, all.length)).toEqual(all));
	});

	test('is asked for from what came last, also when that was only being looked at', async () => {
		const relay = await openStreet();
		relay.seed(createMessages(alice, id, { count: 3, newest: now - 3_000, step: 600 }));
		const local = createLocalVerifier();
		const verdicts = Promise.withResolvers<undefined>();
		const verify = vi.fn((events: NostrEvent[]) => local.verify(events));
		const device = await openDevice({ verifier: { verify, close: () => local.close() } });
		const group = await goLive(device, relay);
		verify.mockClear();
		verify.mockImplementation((events) => verdicts.promise.then(() => local.verify(events)));
		relay.publishAs(alice.secretKey, { kind: 9, content: 'just now', tags: [['h', id]] });
		await eventually(() => expect(verify).toHaveBeenCalled());
		using send = vi.spyOn(WebSocket.prototype, 'send');
		relay.misbehave('drop', { now: true });
		await eventually(() => expect(group.status.phase).toBe('offline'));
		verdicts.resolve(undefined);
		await eventually(() => expect(group.status.phase).toBe('live'));
		const asked = send.mock.calls.map(([frame]) => JSON.parse(frame as string) as [string, string, Filter?]);
		const floors = asked.flatMap(([, , filter]) => (filter?.kinds?.includes(9) ? filter.since : []));
		expect(floors).toEqual([now - 3_000]);
	});

	test('is not hidden by a message from tomorrow', async () => {
		const relay = await openStreet();
		const [tomorrow] = createMessages(alice, id, { count: 1, newest: now + 86_400 });
		relay.seed(tomorrow ? [tomorrow] : []);
		const factory = new IDBFactory();
		(await goLive(await openDevice({ factory }), relay)).close();
		const today = createMessages(alice, id, { count: 3, newest: now - 5 });
		relay.seed(today);
		const device = await openDevice({ factory });
		await goLive(device, relay);
		await eventually(async () =>
			expect(await cached(device, relay)).toEqual(idsOf([...(tomorrow ? [tomorrow] : []), ...today]))
		);
	});

	test('of deletions takes effect on what the device has', async () => {
		const relay = await openStreet();
		const old = createMessages(alice, id, { count: 3, newest: now - 600 });
		relay.seed(old);
		const factory = new IDBFactory();
		(await goLive(await openDevice({ factory, clock: () => now - 500 }), relay)).close();
		const [, gone] = old;
		relay.publishAs(alice.secretKey, {
			kind: kinds.deletion,
			content: '',
			tags: [
				['h', id],
				['e', gone?.id ?? '']
			]
		});
		const device = await openDevice({ factory });
		await goLive(device, relay);
		await eventually(async () =>
			expect(await cached(device, relay)).toEqual(idsOf(old.filter((event) => event !== gone)))
		);
	});
});

test('reactions come with the messages they belong to, also old ones', async () => {
	const relay = await openStreet();
	const [message] = createMessages(alice, id, { count: 1, newest: now - 50_000 });
	const tags = [
		['h', id],
		['e', message?.id ?? '']
	];
	const reaction = signEvent(
		{ kind: kinds.reaction, content: '❤️', tags, created_at: now - 40_000 },
		alice.secretKey
	);
	relay.seed(message ? [message, reaction] : []);
	const device = await openDevice();
	await goLive(device, relay);
	await eventually(async () => {
		const found = await device.storage.cache.referring(placeOf(relay), [message?.id ?? ''], [kinds.reaction]);
		expect(idsOf(found)).toEqual([reaction.id]);
	});
});

test('reactions are read to the end, also more than the relay gives at a time', async () => {
	const relay = await openStreet();
	const [message] = createUnsigned(alice, id, { count: 1, newest: now - 50_000 });
	if (!message) throw new Error('nothing was made');
	const reactions = createUnsigned(alice, id, { count: 450, newest: now - 1_000, step: 7 }).map((event) => ({
		...event,
		kind: kinds.reaction,
		tags: [...event.tags, ['e', message.id]]
	}));
	relay.seed([message, ...reactions]);
	relay.misbehave('truncate', { count: 120 });
	const device = await openDevice({ verifier: trustingVerifier });
	await goLive(device, relay);
	await eventually(async () => {
		const found = await device.storage.cache.referring(placeOf(relay), [message.id], [kinds.reaction]);
		expect(found).toHaveLength(450);
	});
});

test('a slow relay is waited for', async () => {
	const relay = await openStreet();
	const messages = createMessages(alice, id, { count: 3, newest: now - 60 });
	relay.seed(messages);
	relay.misbehave('slow', { milliseconds: 300 });
	const device = await openDevice();
	await goLive(device, relay);
	expect(await cached(device, relay)).toEqual(idsOf(messages));
});

test('a relay that never answers is called slow after ten seconds, and believed when it does', async () => {
	const relay = await openStreet();
	const answerAgain = relay.misbehave('never-answer', { verbs: ['REQ'] });
	const device = await openDevice();
	const connection = device.pool.connection('nobody', relay.url);
	await connection.connected();
	vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
	onTestFinished(() => void vi.useRealTimers());
	const group = device.sync(relay, id);
	group.open();
	await eventually(() => {
		vi.advanceTimersByTime(10_000);
		expect(group.status).toMatchObject({ phase: 'loading', error: { code: 'timeout' } });
	});
	vi.useRealTimers();
	answerAgain();
	relay.misbehave('drop', { now: true });
	await eventually(() => expect(group.status).toMatchObject({ phase: 'live', error: undefined }));
});

test('a cache that was cleared under an open group is filled again, and nothing is claimed that is gone', async () => {
	const relay = await openStreet();
	const history = createMessages(alice, id, { count: 20, newest: now - 600 });
	relay.seed(history);
	const device = await openDevice();
	const group = await goLive(device, relay);
	await eventually(async () => expect(await cached(device, relay)).toEqual(idsOf(history)));
	const care = await device.storage.care();
	await care.forgetRelay(relay.url, ['nobody']);
	expect(await cached(device, relay)).toEqual([]);
	group.restart();
	await eventually(async () => expect(await cached(device, relay)).toEqual(idsOf(history)));
	await eventually(() => expect(group.status.phase).toBe('live'));
});

test('a group whose connection rested misses nothing, and asks for nothing meanwhile', async () => {
	const relay = await openStreet();
	const device = await openDevice();
	const group = await goLive(device, relay);
	const connection = device.pool.connection(placeOf(relay).scope, relay.url);
	connection.rest(true);
	expect(connection.status).toMatchObject({ phase: 'open', resting: true });
	expect(group.status.phase).toBe('loading');
	const said = relay.publishAs(alice.secretKey, { kind: 9, content: 'meanwhile', tags: [['h', id]] });
	connection.rest(false);
	await eventually(async () => expect((await cached(device, relay))[0]).toBe(said.id));
	await eventually(() => expect(group.status.phase).toBe('live'));
});
