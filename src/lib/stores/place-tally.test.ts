import { expect, test } from 'vitest';
import { eventOf } from '../../../tests/fixtures/events.ts';
import { openDevice, trustingVerifier } from '../../../tests/fixtures/relay-stand.ts';
import { createPerson } from '../../../tests/fixtures/person.ts';
import { settle } from '$lib/storage/settled';
import { tallyPlace } from './place-tally.ts';

const [me, other] = [createPerson().pubkey, createPerson().pubkey];
const place = { scope: me, relay: 'wss://relay.example', id: 'street' };
const start = { created_at: 1_000, id: 'f'.repeat(64) };

async function tallyOf(
	authors: string[],
	tags: string[][] = []
): Promise<{ count: number; mentions: number }> {
	const { storage } = await openDevice({ verifier: trustingVerifier });
	const said = authors.map((pubkey, at) =>
		eventOf({ pubkey, created_at: 1_001 + at, content: `${at}`, tags: [['h', 'street'], ...tags] })
	);
	await storage.cache.put(me, place.relay, said);
	return tallyPlace(storage.cache, place, start);
}

test.each([
	[0, 0],
	[1, 1],
	[99, 99],
	[100, 100],
	[250, 100]
])('of %i messages of others %i are counted, however many of mine lie between', async (said, counted) => {
	const authors = Array.from({ length: said }, () => [me, other, me]).flat();
	expect(await tallyOf(authors)).toEqual({ count: counted, mentions: 0 });
});

test('mentions are counted apart', async () => {
	expect(await tallyOf([other, other, me], [['p', me]])).toEqual({ count: 2, mentions: 2 });
});

test('so is an answer that names its author in the quote only', async () => {
	expect(await tallyOf([other], [['q', 'e'.repeat(64), place.relay, me]])).toEqual({ count: 1, mentions: 1 });
	expect(await tallyOf([other], [['q', 'e'.repeat(64), place.relay, other]])).toMatchObject({ mentions: 0 });
});

test.each([0, 119, 249])('of 250 unread a mention counts at %i, too', async (at) => {
	const { storage } = await openDevice({ verifier: trustingVerifier });
	const said = Array.from({ length: 250 }, (_, each) =>
		eventOf({
			pubkey: other,
			created_at: 1_001 + each,
			tags: [['h', 'street'], ...(each === at ? [['p', me]] : [])]
		})
	);
	await storage.cache.put(me, place.relay, said);
	expect(await tallyPlace(storage.cache, place, start)).toEqual({ count: 100, mentions: 1 });
});

test.each([0, 1, 250])(
	'of %i unread and one that comes from the future, that one counts until it was seen',
	async (said) => {
		const { storage } = await openDevice({ verifier: trustingVerifier });
		const tags = [['h', 'street']];
		const future = eventOf({ pubkey: other, created_at: 90_000, tags: [...tags, ['p', me]] });
		const now = Array.from({ length: said }, (_, each) =>
			eventOf({ pubkey: other, created_at: 1_001 + each, tags })
		);
		await storage.cache.put(me, place.relay, [...now, future]);
		expect(await tallyPlace(storage.cache, place, start)).toEqual({
			count: Math.min(said + 1, 100),
			mentions: 1
		});
		const seen = settle(start, [future], 2_000);
		expect(await tallyPlace(storage.cache, place, seen)).toEqual({ count: Math.min(said, 100), mentions: 0 });
	}
);
