import { expect, test } from 'vitest';
import type { RunningRelay } from '../../../dev/relay/start-relay.ts';
import { createPerson, type Person } from '../../../tests/fixtures/person.ts';
import { eventually, openDevice, openRelay, type Device } from '../../../tests/fixtures/relay-stand.ts';
import { systemClock } from '../clock.ts';
import type { NostrEvent } from '../protocol/event.ts';
import { kinds } from '../protocol/kinds.ts';
import { signEvent } from '../protocol/signature.ts';
import { NOBODY } from '$lib/storage/scope';
import { ProfileLookup } from './profile-lookup.ts';

function profileOf(person: Person, name: string): NostrEvent {
	const content = JSON.stringify({ name });
	return signEvent({ kind: kinds.profile, content, tags: [], created_at: systemClock() }, person.secretKey);
}

function createLookup({ storage, pool, verifier }: Device, relays: string[]): ProfileLookup {
	return new ProfileLookup({ pool, scope: () => NOBODY, profiles: storage.profiles, verifier, relays });
}

async function known(device: Device, people: Person[]): Promise<(string | undefined)[]> {
	const profiles = await device.storage.profiles.find(
		NOBODY,
		people.map(({ pubkey }) => pubkey)
	);
	return people.map(({ pubkey }) => profiles.get(pubkey)?.content);
}

test('people are looked up where they were met, and those who are not there elsewhere', async () => {
	const [here, elsewhere] = [await openRelay(), await openRelay()];
	const [alice, bob, nobody] = [createPerson(), createPerson(), createPerson()];
	here.seed([profileOf(alice, 'Alice')]);
	elsewhere.seed([profileOf(alice, 'Another Alice'), profileOf(bob, 'Bob')]);
	const device = await openDevice();
	createLookup(device, [elsewhere.url]).want([alice.pubkey, bob.pubkey, nobody.pubkey], here.url);
	await eventually(async () =>
		expect(await known(device, [alice, bob, nobody])).toEqual([
			'{"name":"Alice"}',
			'{"name":"Bob"}',
			undefined
		])
	);
});

test('nobody is asked twice for the same person, and many are asked for at once', async () => {
	const relay = await openRelay();
	const asked: string[][] = [];
	const device = await openDevice();
	const { pool } = device;
	const counting: Pick<typeof pool, 'connection'> = {
		connection(scope, url) {
			const connection = pool.connection(scope, url);
			const request: typeof connection.request = (filters, ...rest) => {
				if (Array.isArray(filters)) asked.push((filters as { authors?: string[] }[])[0]?.authors ?? []);
				return connection.request(filters, ...rest);
			};
			return Object.create(connection, {
				request: { value: request },
				status: { get: () => connection.status }
			}) as typeof connection;
		}
	};
	const lookup = createLookup({ ...device, pool: counting as Device['pool'] }, []);
	const people = Array.from({ length: 5 }, () => createPerson().pubkey);
	for (const pubkey of people) lookup.want([pubkey], relay.url);
	await eventually(() => expect(asked).toEqual([people]));
	await eventually(() => expect(pool.connection(NOBODY, relay.url).status.phase).toBe('open'));
	lookup.want(people, relay.url);
	const other = createPerson().pubkey;
	lookup.want([other], relay.url);
	await eventually(() => expect(asked).toEqual([people, [other]]));
});

test("a profile that somebody else signed is nobody's", async () => {
	const relay: RunningRelay = await openRelay();
	const [alice, mallory] = [createPerson(), createPerson()];
	relay.misbehave('replay-out-of-context', {
		events: [{ ...profileOf(mallory, 'Mallory'), pubkey: alice.pubkey }]
	});
	const device = await openDevice();
	const good = profileOf(createPerson(), 'x');
	relay.seed([good]);
	createLookup(device, []).want([alice.pubkey, good.pubkey], relay.url);
	await eventually(async () =>
		expect((await device.storage.profiles.find(NOBODY, [alice.pubkey, good.pubkey])).size).toBe(1)
	);
	expect(await known(device, [alice])).toEqual([undefined]);
});
