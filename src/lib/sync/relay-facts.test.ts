import { describe, expect, test, vi } from 'vitest';
import { createPerson } from '../../../tests/fixtures/person.ts';
import { createGroup, eventually, openDevice, openRelay } from '../../../tests/fixtures/relay-stand.ts';
import { isAppError } from '../app-error.ts';
import { RelayFacts } from './relay-facts.ts';

const relay = 'wss://relay.example';
const [oneKey, otherKey] = ['ab'.repeat(32), 'cd'.repeat(32)];

/** Facts over a table instead of a network, with what was asked of it. */
function createFacts(answer: (asked: number) => Response | Promise<Response>) {
	const asked: { url: string; accept: string | null }[] = [];
	const stored = new Map<string, { json: unknown; at: number }>();
	const clock = { now: 1_000_000 };
	const cache = {
		find: vi.fn((of: string) => Promise.resolve(stored.get(of))),
		put: (of: string, json: unknown, at: number) => Promise.resolve(void stored.set(of, { json, at }))
	};
	const open = () =>
		new RelayFacts({
			fetch: async (url, { headers }) => {
				asked.push({ url, accept: new Headers(headers).get('accept') });
				return await answer(asked.length);
			},
			cache,
			clock: () => clock.now
		});
	return { facts: open(), open, asked, stored, clock, cache };
}

const json = (value: unknown) => new Response(JSON.stringify(value));

test('the document is asked for once, by the one header that relays understand, and kept', async () => {
	const { facts, open, asked, cache } = createFacts(() => json({ name: 'Street', self: oneKey }));
	const [first] = await Promise.all([facts.information(relay), facts.information(relay)]);
	expect(first).toMatchObject({ name: 'Street', self: oneKey });
	expect(asked).toEqual([{ url: 'https://relay.example', accept: 'application/nostr+json' }]);
	// Another session, offline.
	cache.find.mockClear();
	const later = open();
	const [again] = await Promise.all([later.information(relay), later.information(relay)]);
	expect(again).toMatchObject({ name: 'Street' });
	expect(asked).toHaveLength(1);
	expect(cache.find).toHaveBeenCalledOnce();
});

test('what is older than an hour is given at once, and refreshed behind the scenes', async () => {
	const { facts, open, clock } = createFacts((time) => json({ name: `Street ${time}` }));
	await facts.information(relay);
	clock.now += 3_601;
	const later = open();
	expect(await later.information(relay)).toMatchObject({ name: 'Street 1' });
	await eventually(async () => expect(await later.information(relay)).toMatchObject({ name: 'Street 2' }));
});

test.each([
	['a web page', () => new Response('<!doctype html>')],
	['an error', () => new Response('{}', { status: 500 })],
	['no object', () => json([1])],
	['a document without end', () => new Response('"' + 'x'.repeat(600_000) + '"')]
])('%s in its place is bad data', async (_, answer) => {
	const { facts } = createFacts(answer);
	expect(await facts.information(relay)).toMatchObject({ code: 'relay-bad-data' });
	expect(await facts.relayKey(relay)).toBeUndefined();
});

test('a relay out of reach, and one that lets no page read it, is unreachable', async () => {
	const { facts } = createFacts(() => Promise.reject(new TypeError('Failed to fetch')));
	expect(await facts.information(relay)).toMatchObject({ code: 'relay-unreachable' });
});

describe("the relay's key", () => {
	test.each([
		['self', { self: oneKey, pubkey: otherKey }, oneKey],
		['pubkey, where there is no self', { pubkey: otherKey }, otherKey],
		['nothing, where neither is a key', { self: 'me', pubkey: 7 }, undefined]
	])('is %s', async (_, document, key) => {
		expect(await createFacts(() => json(document)).facts.relayKey(relay)).toBe(key);
	});

	test('is the first that was seen where the document names none, and stays', async () => {
		const { facts, open } = createFacts(() => json({ name: 'Street', 'porch:first-seen-key': otherKey }));
		expect(await facts.relayKey(relay)).toBeUndefined();
		expect(await facts.trustFirst(relay, oneKey)).toBe(oneKey);
		expect(await facts.trustFirst(relay, otherKey)).toBe(oneKey);
		expect(await open().relayKey(relay)).toBe(oneKey);
	});

	test("is the document's as soon as there is one, whatever was seen first", async () => {
		const { facts, clock } = createFacts((time) =>
			time === 1 ? new Response('', { status: 502 }) : json({ self: otherKey })
		);
		expect(await facts.information(relay)).toSatisfy(isAppError);
		expect(await facts.trustFirst(relay, oneKey)).toBe(oneKey);
		expect(await facts.relayKey(relay)).toBe(oneKey);
		clock.now += 31;
		expect(await facts.relayKey(relay)).toBe(otherKey);
	});

	test('is looked up again before another signature is turned away, at most twice a minute', async () => {
		const { facts, asked, clock } = createFacts((time) => json({ self: time === 1 ? oneKey : otherKey }));
		expect(await facts.relayKey(relay)).toBe(oneKey);
		expect(await facts.recheckRelayKey(relay)).toBe(otherKey);
		await facts.recheckRelayKey(relay);
		expect(asked).toHaveLength(2);
		clock.now += 31;
		await facts.recheckRelayKey(relay);
		expect(asked).toHaveLength(3);
	});
});

test('a relay that came back with another key is believed when its document says so', async () => {
	const alice = createPerson();
	const first = await openRelay();
	const port = Number(new URL(first.httpUrl).port);
	createGroup(first, alice, 'street');
	const device = await openDevice();
	const group = device.sync(first, 'street');
	const place = { scope: 'nobody', relay: first.url, id: 'street' };
	group.open();
	await eventually(async () =>
		expect((await device.storage.cache.groupState(place)).metadata?.pubkey).toBe(first.self)
	);
	await first.stop();
	const second = await openRelay({ port, clock: () => Math.floor(Date.now() / 1000) + 30 });
	createGroup(second, alice, 'street');
	await eventually(async () =>
		expect((await device.storage.cache.groupState(place)).metadata?.pubkey).toBe(second.self)
	);
});
