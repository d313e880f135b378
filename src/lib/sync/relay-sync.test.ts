import { expect, onTestFinished, test } from 'vitest';
import type { RunningRelay } from '../../../dev/relay/start-relay.ts';
import { createPerson } from '../../../tests/fixtures/person.ts';
import {
	createGroup,
	eventually,
	openDevice,
	openRelay,
	type Device
} from '../../../tests/fixtures/relay-stand.ts';
import { systemClock } from '../clock.ts';
import { tagValue } from '../protocol/event.ts';
import { kinds } from '../protocol/kinds.ts';
import { NOBODY } from '$lib/storage/scope';
import { RelaySync } from './relay-sync.ts';

const alice = createPerson();

function openList(device: Device, relay: RunningRelay, scope = NOBODY): RelaySync {
	const { storage, pool, verifier, facts } = device;
	const ports = { connection: pool.connection(scope, relay.url), cache: storage.cache, verifier, facts };
	const list = new RelaySync(ports, { scope, relay: relay.url });
	list.open();
	onTestFinished(() => list.close());
	return list;
}

async function listed(device: Device, relay: RunningRelay, kind?: number): Promise<(string | undefined)[]> {
	const events = await device.storage.cache.groupsOnRelay(NOBODY, relay.url, kind);
	return events.map((event) => tagValue(event, 'd')).sort();
}

test.each(['nip29', 'pyramid', 'relay29', 'groups_relay'] as const)(
	'the groups that a %s shows are listed, and one that is made later',
	async (profile) => {
		const relay = await openRelay({ profile });
		for (const id of ['one', 'two']) createGroup(relay, alice, id, [['public'], ['open']]);
		const device = await openDevice();
		const list = openList(device, relay);
		await eventually(async () => expect(await listed(device, relay)).toEqual(['one', 'two']));
		await eventually(() => expect(list.status.phase).toBe('live'));
		createGroup(relay, alice, 'three', [['public'], ['open']]);
		await eventually(async () => expect(await listed(device, relay)).toEqual(['one', 'three', 'two']));
	}
);

test('a list that is longer than an answer of the relay is read to its end', async () => {
	let time = systemClock() - 100;
	const relay = await openRelay({ clock: () => time });
	const ids = Array.from({ length: 12 }, (_, index) => `group-${String(index).padStart(2, '0')}`);
	for (const id of ids) {
		createGroup(relay, alice, id);
		time += 2;
	}
	relay.misbehave('truncate', { count: 5 });
	const device = await openDevice();
	openList(device, relay);
	await eventually(async () => expect(await listed(device, relay)).toEqual(ids));
});

test('who is in the rooms is listed, too, and only what the relay itself signed', async () => {
	const relay = await openRelay();
	createGroup(relay, alice, 'one', [['livekit']]);
	relay.showLive('one', [alice.pubkey]);
	relay.misbehave('forge-metadata');
	const device = await openDevice();
	openList(device, relay);
	await eventually(async () =>
		expect(await listed(device, relay, kinds.livekitParticipants)).toEqual(['one'])
	);
	expect(await listed(device, relay)).toEqual([]);
});

test('a relay that shows its groups to no stranger says so, and is asked again after AUTH', async () => {
	const relay = await openRelay({ profile: 'zooid' });
	createGroup(relay, alice, 'one');
	const device = await openDevice({ people: [alice] });
	const list = openList(device, relay, alice.pubkey);
	await eventually(() =>
		expect(list.status).toMatchObject({ phase: 'refused', error: { code: 'auth-required' } })
	);
	device.pool.connection(alice.pubkey, relay.url).allowAuth();
	await eventually(() => expect(list.status.phase).toBe('live'));
});
