import { expect, test } from 'vitest';
import { eventOf, hexOf } from '../../../tests/fixtures/events.ts';
import { openDevice, trustingVerifier } from '../../../tests/fixtures/relay-stand.ts';
import type { EventDraft, NostrEvent } from '../protocol/event.ts';
import { kinds } from '../protocol/kinds.ts';
import type { Intent } from '$lib/storage/kept-records';
import { EventStamp } from './event-stamp.ts';

const me = hexOf('me');
const now = 1_700_000_000;

const words = { kind: 9, content: 'hello', tags: [['h', 'street']] };
const emptyCache = { newest: () => Promise.resolve([]) };

function intent(facts: Partial<Intent>): Intent {
	return {
		id: 'one',
		order: 1,
		account: me,
		relay: 'wss://relay.example',
		group: 'street',
		draft: words,
		createdAt: now,
		state: 'queued',
		attempts: [],
		...facts
	};
}

function stampOver(cached: NostrEvent[], clock = () => now) {
	const cache = { newest: () => Promise.resolve(cached) };
	const stamp = new EventStamp({ cache, clock });
	return {
		say: async (draft: Partial<EventDraft> = {}, line: Intent[] = [], previous?: boolean) => {
			const { template, time } = await stamp.prepare(intent({ draft: { ...words, ...draft } }), [], previous);
			return { ...template, created_at: time(line) };
		}
	};
}

test('stamps rise above what I said before, what is on its way, and what the signer has', async () => {
	const mine = eventOf({ pubkey: me, created_at: now + 3 });
	const { say } = stampOver([mine]);
	expect((await say()).created_at).toBe(now + 4);
	const attempt = { event: eventOf({ pubkey: me, created_at: now + 9 }), at: now };
	const onItsWay = intent({ state: 'sending', attempts: [attempt] });
	expect((await say({}, [onItsWay])).created_at).toBe(now + 10);
	const atSigner = intent({ state: 'waiting-for-signature', stamp: now + 12 });
	expect((await say({}, [onItsWay, atSigner])).created_at).toBe(now + 13);
	expect((await say({}, [{ ...atSigner, state: 'queued' }])).created_at).toBe(now + 4);
});

test('what was settled while the cache was read still counts', async () => {
	const stamp = new EventStamp({ cache: emptyCache, clock: () => now });
	const settled = intent({ attempts: [{ event: eventOf({ pubkey: me, created_at: now + 2 }), at: now }] });
	const { time } = await stamp.prepare(intent({}), [settled]);
	expect(time([])).toBe(now + 3);
});

test('order outlives a clock that is set back by what relays put up with', async () => {
	const { say } = stampOver([eventOf({ pubkey: me, created_at: now + 300 })]);
	expect((await say()).created_at).toBe(now + 301);
	const amongOthers = stampOver(Array.from({ length: 50 }, () => eventOf({ created_at: now + 200 })));
	expect((await amongOthers.say()).created_at).toBe(now + 201);
});

test('what was refused holds no later stamp up, nor does what a clock said before it was set right', async () => {
	const { say } = stampOver([]);
	const event = eventOf({ pubkey: me, created_at: now + 600 });
	const refused = intent({ state: 'refused', attempts: [{ event, at: now, outcome: 'refused' }] });
	const atSigner = intent({ state: 'waiting-for-signature', stamp: now + 600 });
	expect((await say({}, [refused, atSigner])).created_at).toBe(now);
});

test('a stamp follows the clock, not what a wrong clock once said', async () => {
	const { say } = stampOver([eventOf({ pubkey: me, created_at: now + 86_400 })]);
	expect((await say()).created_at).toBe(now);
});

test('it refers to what others said last, and to nothing where that cannot be or did not help', async () => {
	const others = ['a', 'b', 'c', 'd'].map((name) => eventOf({ id: hexOf(name), created_at: now - 9 }));
	const { say } = stampOver([eventOf({ pubkey: me, created_at: now - 5 }), ...others]);
	const references = ['a', 'b', 'c'].map((name) => hexOf(name).slice(0, 8));
	expect((await say()).tags).toEqual([
		['h', 'street'],
		['previous', ...references]
	]);
	expect((await say({ kind: kinds.joinRequest })).tags).toEqual([['h', 'street']]);
	expect(
		(
			await say(
				{
					tags: [
						['h', 'street'],
						['previous', 'old']
					]
				},
				[],
				false
			)
		).tags
	).toEqual([['h', 'street']]);
});

test('it refers to whatever was seen in the group, and not to its state', async () => {
	const { storage } = await openDevice({ verifier: trustingVerifier });
	const seen = [9, 7, 9000, 9, 1111].map((kind, at) =>
		eventOf({ kind, created_at: now - 9 + at, tags: [['h', 'street']] })
	);
	const state = eventOf({ kind: 39000, created_at: now, tags: [['d', 'street']] });
	await storage.cache.put(me, 'wss://relay.example', [...seen, state]);
	const { template } = await new EventStamp({ ...storage, clock: () => now }).prepare(intent({}), []);
	const [, ...references] = template.tags.find(([name]) => name === 'previous') ?? [];
	expect(references).toEqual(
		seen
			.slice(2)
			.map(({ id }) => id.slice(0, 8))
			.toReversed()
	);
});
