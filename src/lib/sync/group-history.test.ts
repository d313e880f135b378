import { expect, test } from 'vitest';
import {
	createUnsigned,
	eventually,
	openDevice,
	trustingVerifier
} from '../../../tests/fixtures/relay-stand.ts';
import { alice, cached, goLive, id, idsOf, openStreet, placeOf } from '../../../tests/fixtures/street.ts';
import { AppError, isAppError } from '../app-error.ts';
import { systemClock } from '../clock.ts';
import { GroupHistory } from './group-history.ts';
import type { GroupSync } from './group-sync.ts';
import type { RequestHandlers } from './relay-requests.ts';
import type { NostrEvent } from '../protocol/event.ts';
import { kinds } from '../protocol/kinds.ts';

const now = systemClock();

/** Goes back until the start, as who scrolls does. Answers how many steps it took. */
async function scrollToStart(
	group: GroupSync,
	oldest: () => Promise<NostrEvent | undefined>
): Promise<number> {
	for (let steps = 1; steps < 100; steps += 1) {
		const before = await oldest();
		if (!before) return steps;
		const result = await group.loadOlder(before);
		if (isAppError(result)) throw result;
		if (result === 'start') return steps;
	}
	return expect.fail('no start was found');
}

test.each([
	['a relay that answers in full', undefined, 60],
	['a relay that gives seven at a time', 7, 60],
	['a group that said everything within a second', undefined, 0]
])('all of a history is read back, and its start is known: %s', async (_, count, step) => {
	const relay = await openStreet();
	const history = createUnsigned(alice, id, { count: 260, newest: now - 60, step });
	relay.seed(history);
	if (count) relay.misbehave('truncate', { count });
	const device = await openDevice({ verifier: trustingVerifier });
	const group = await goLive(device, relay);
	const { cache, coverage } = device.storage;
	// What is shown moves up by a page at a time.
	let oldest = (await cache.newest(placeOf(relay), 50)).at(-1);
	await scrollToStart(group, async () => {
		const page = oldest && (await cache.newest(placeOf(relay), 50, { before: oldest }));
		oldest = page?.at(-1) ?? oldest;
		return oldest;
	});
	expect(new Set(await cached(device, relay))).toEqual(new Set(idsOf(history)));
	expect(group.status.reachedStart).toBe(true);
	const intervals = await coverage.intervals(placeOf(relay), 'messages');
	expect(intervals.map(({ since }) => since)).toEqual([0]);
});

test('a second that fills an answer, so that nothing new comes, is not taken for the start', async () => {
	const relay = await openStreet();
	const seconds = Array.from({ length: 20 }, (_, at) => now - 60 - at * 30);
	const history = seconds.flatMap((newest) => createUnsigned(alice, id, { count: 7, newest, step: 0 }));
	relay.seed(history);
	relay.misbehave('truncate', { count: 7 });
	const device = await openDevice({ verifier: trustingVerifier });
	const group = await goLive(device, relay);
	await scrollToStart(group, async () => (await device.storage.cache.newest(placeOf(relay), 500)).at(-1));
	expect(new Set(await cached(device, relay))).toEqual(new Set(idsOf(history)));
});

test('what is on the device, complete, is not asked for again', async () => {
	const relay = await openStreet();
	relay.seed(createUnsigned(alice, id, { count: 300, newest: now - 60 }));
	const device = await openDevice({ verifier: trustingVerifier });
	const group = await goLive(device, relay);
	const newest = await device.storage.cache.newest(placeOf(relay), 50);
	const [first, last] = [newest[0], newest.at(-1)];
	if (!first || !last) throw new Error('nothing was read');
	expect(await group.loadOlder(last)).toBe('more');
	await eventually(async () => expect((await cached(device, relay)).length).toBeGreaterThan(100));
	await relay.stop();
	await eventually(() => expect(group.status.phase).toBe('offline'));
	expect(await group.loadOlder(first)).toBe('more');
	const end = (await device.storage.cache.newest(placeOf(relay), 500)).at(-1);
	expect(end && (await group.loadOlder(end))).toMatchObject({ code: 'relay-closed' });
});

test('an empty group has no start to claim, and says that there is nothing', async () => {
	const relay = await openStreet();
	const device = await openDevice({ verifier: trustingVerifier });
	const group = await goLive(device, relay);
	expect(await group.loadOlder({ created_at: now, id: '' })).toBe('start');
	expect(await device.storage.coverage.intervals(placeOf(relay), 'messages')).toEqual([]);
});

test('a link into the middle brings the message and both its sides, and on from there to the present', async () => {
	const relay = await openStreet();
	const history = createUnsigned(alice, id, { count: 600, newest: now - 60, step: 600 });
	relay.seed(history);
	const device = await openDevice({ verifier: trustingVerifier });
	const group = await goLive(device, relay);
	const { cache } = device.storage;
	const place = placeOf(relay);
	const middle = history[300];
	if (!middle) throw new Error('nothing was made');
	expect(await group.loadAround(middle.id)).toBe(true);
	expect(idsOf(await cache.newest(place, 50, { before: middle }))).toEqual(idsOf(history.slice(301, 351)));
	expect(idsOf(await cache.following(place, middle, 50))).toEqual(idsOf(history.slice(250, 300)).reverse());

	let position: NostrEvent = middle;
	for (let steps = 0; steps < 20; steps += 1) {
		const result = await group.loadNewer(position);
		if (result === 'live') break;
		expect(result).toBe('more');
		position = (await cache.following(place, position, 50)).at(-1) ?? position;
	}
	expect(position.id).toBe(history[0]?.id);
	expect((await cached(device, relay)).slice(0, 300)).toEqual(idsOf(history.slice(0, 300)));
});

test('a link to what the relay does not have is told apart from one that could not be followed', async () => {
	const relay = await openStreet();
	const device = await openDevice({ verifier: trustingVerifier });
	const group = await goLive(device, relay);
	expect(await group.loadAround('ab'.repeat(32))).toBe(false);
	await relay.stop();
	await eventually(() => expect(group.status.phase).toBe('offline'));
	expect(isAppError(await group.loadAround('ab'.repeat(32)))).toBe(true);
});

test('about messages that it has, it asks only while there is a hole in what happened to them, played', async () => {
	const known = createUnsigned(alice, id, { count: 2, newest: now - 60 });
	let intervals = [
		{ since: 0, until: 5 },
		{ since: 9, until: now }
	];
	let asked = 0;
	const request = (_: unknown, handlers: RequestHandlers) => {
		asked += 1;
		queueMicrotask(() => handlers.onClosed?.(new AppError('relay-closed', 'now')));
		return { close: () => undefined };
	};
	const ports = {
		connection: { request, status: { phase: 'open', auth: 'none' } as const },
		intake: { take: () => Promise.resolve({ seen: [], fresh: [], stored: [] }) },
		coverage: { intervals: () => Promise.resolve(intervals), add: () => Promise.resolve() },
		cache: {
			newest: () => Promise.resolve(known),
			following: () => Promise.resolve([]),
			find: () => Promise.resolve(undefined)
		},
		clock: () => now,
		isWanted: () => true
	};
	const history = new GroupHistory(ports, { scope: 'nobody', relay: 'wss://relay.example', id });
	await history.refreshNewest();
	expect(asked).toBe(1);
	await history.refreshNewest();
	expect(asked).toBe(2);
	intervals = [{ since: 0, until: now }];
	await history.refreshNewest();
	expect(asked).toBe(2);
});

test.each([20, 1000])('all that hangs on old messages comes, %d at a time', async (count) => {
	const relay = await openStreet();
	const history = createUnsigned(alice, id, { count: 15, newest: now - 7200 });
	const reactions = history.flatMap((message) =>
		createUnsigned(alice, id, { count: 4, newest: now - 3600, step: 7 }).map((event) => ({
			...event,
			kind: kinds.reaction,
			content: '🍐',
			tags: [...event.tags, ['e', message.id]]
		}))
	);
	relay.seed([...history, ...reactions]);
	relay.misbehave('truncate', { count });
	const device = await openDevice({ verifier: trustingVerifier });
	await goLive(device, relay);
	await eventually(async () => {
		const known = await device.storage.cache.referring(placeOf(relay), idsOf(history), [kinds.reaction]);
		expect(new Set(idsOf(known))).toEqual(new Set(idsOf(reactions)));
	});
});

test('a relay that answers every question with the same is not asked for ever, played', async () => {
	const [message] = createUnsigned(alice, id, { count: 1, newest: now - 60 }) as [NostrEvent];
	let asked = 0;
	const request = (_: unknown, handlers: RequestHandlers) => {
		asked += 1;
		handlers.onEvents([message]);
		queueMicrotask(() => handlers.onEose?.());
		return { close: () => undefined };
	};
	const ports = {
		connection: { request, status: { phase: 'open', auth: 'none' } as const },
		intake: { take: () => Promise.resolve({ seen: [message], fresh: [], stored: [] }) },
		coverage: { intervals: () => Promise.resolve([]), add: () => Promise.resolve() },
		cache: {
			newest: () => Promise.resolve([]),
			following: () => Promise.resolve([]),
			find: () => Promise.resolve(undefined)
		},
		clock: () => now,
		isWanted: () => true
	};
	const history = new GroupHistory(ports, { scope: 'nobody', relay: 'wss://relay.example', id });
	await history.loadAttachments([message]);
	expect(asked).toBe(3);
});
