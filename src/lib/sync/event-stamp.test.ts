import { expect, test } from 'vitest';
import { eventOf, hexOf } from '../../../tests/fixtures/events.ts';
import type { EventDraft, NostrEvent } from '../protocol/event.ts';
import { kinds } from '../protocol/kinds.ts';
import { EventStamp } from './event-stamp.ts';

const me = hexOf('me');
const now = 1_700_000_000;

function stampOver(cached: NostrEvent[], clock = () => now) {
	const cache = {
		newest: () => Promise.resolve(cached),
		recentIds: () => Promise.resolve(cached)
	};
	const stamp = new EventStamp({ cache, clock });
	const intent = (draft: Partial<EventDraft>) => ({
		id: 'one',
		order: 1,
		account: me,
		relay: 'wss://relay.example',
		group: 'street',
		draft: { kind: 9, content: 'hello', tags: [['h', 'street']], ...draft },
		createdAt: now,
		moderation: false,
		state: 'queued' as const,
		attempts: []
	});
	return {
		say: (
			draft: Partial<EventDraft> = {},
			earlier: NostrEvent[] = [],
			previous?: boolean,
			outcome?: 'refused'
		) =>
			stamp.stamp(
				intent(draft),
				earlier.map((event) => ({ event, at: now, outcome })),
				previous
			)
	};
}

test('stamps rise within a second, above what I said before and what is still on its way', async () => {
	const mine = eventOf({ pubkey: me, created_at: now + 3 });
	const { say } = stampOver([mine]);
	expect((await say()).created_at).toBe(now + 4);
	expect((await say()).created_at).toBe(now + 5);
	expect((await say({}, [eventOf({ pubkey: me, created_at: now + 9 })])).created_at).toBe(now + 10);
});

test('order outlives a clock that is set back by what relays put up with', async () => {
	const { say } = stampOver([eventOf({ pubkey: me, created_at: now + 300 })]);
	expect((await say()).created_at).toBe(now + 301);
	const amongOthers = stampOver(Array.from({ length: 50 }, () => eventOf({ created_at: now + 200 })));
	expect((await amongOthers.say()).created_at).toBe(now + 201);
});

test('what was refused holds no later stamp up, nor does what a clock said before it was set right', async () => {
	let clock = now + 600;
	const { say } = stampOver([], () => clock);
	const refused = eventOf({ pubkey: me, created_at: (await say()).created_at });
	expect(refused.created_at).toBe(now + 600);
	clock = now;
	expect((await say({}, [refused], true, 'refused')).created_at).toBe(now);
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
