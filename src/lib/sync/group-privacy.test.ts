import { expect, test } from 'vitest';
import { createPerson } from '../../../tests/fixtures/person.ts';
import { createMessages, eventually, openDevice } from '../../../tests/fixtures/relay-stand.ts';
import { alice, cached, goLive, id, openStreet, placeOf } from '../../../tests/fixtures/street.ts';
import { systemClock } from '../clock.ts';
import { kinds } from '../protocol/kinds.ts';

const now = systemClock();
const edit = (...tags: string[][]) => ({
	kind: kinds.editMetadata,
	content: '',
	tags: [['h', id], ['name', 'Street'], ...tags]
});

test('a group that turns private vanishes for nobody, and not for a member', async () => {
	const member = createPerson();
	const relay = await openStreet();
	relay.seed(createMessages(alice, id, { count: 3, newest: now - 60 }));
	relay.publishAs(alice.secretKey, {
		kind: kinds.putUser,
		content: '',
		tags: [
			['h', id],
			['p', member.pubkey]
		]
	});
	const device = await openDevice({ people: [member] });
	await goLive(device, relay);
	await goLive(device, relay, member);
	expect(await cached(device, relay)).toHaveLength(3);

	relay.publishAs(alice.secretKey, edit(['private'], ['closed']));
	await eventually(async () => expect(await cached(device, relay)).toEqual([]));
	await eventually(async () => {
		const { metadata } = await device.storage.cache.groupState(placeOf(relay));
		expect(metadata?.tags).toContainEqual(['private']);
	});
	expect(await device.storage.coverage.intervals(placeOf(relay), 'messages')).toEqual([]);
	expect(await cached(device, relay, member)).toHaveLength(3);

	// Open again, it is read anew.
	relay.publishAs(alice.secretKey, edit(['public']));
	const again = await openDevice();
	await goLive(again, relay);
	expect(await cached(again, relay)).toHaveLength(3);
});

test('it vanishes once: what its relay goes on showing to everybody stays', async () => {
	const relay = await openStreet();
	const said = createMessages(alice, id, { count: 3, newest: now - 60 });
	relay.seed(said);
	const device = await openDevice();
	const sync = await goLive(device, relay);
	relay.publishAs(alice.secretKey, edit(['private']));
	await eventually(async () => expect(await cached(device, relay)).toEqual([]));
	await device.storage.cache.put(placeOf(relay).scope, relay.url, said);
	relay.publishAs(alice.secretKey, edit(['private'], ['about', 'Members only']));
	await eventually(async () => {
		const { metadata } = await device.storage.cache.groupState(placeOf(relay));
		expect(metadata?.tags).toContainEqual(['about', 'Members only']);
	});
	sync.close();
	expect(await cached(device, relay)).toHaveLength(3);
});

test('also when it turned private while nobody looked', async () => {
	const relay = await openStreet();
	relay.seed(createMessages(alice, id, { count: 3, newest: now - 60 }));
	const factory = new IDBFactory();
	(await goLive(await openDevice({ factory }), relay)).close();
	relay.publishAs(alice.secretKey, edit(['private']));
	const device = await openDevice({ factory });
	const sync = device.sync(relay, id);
	sync.open();
	await eventually(async () => expect(await cached(device, relay)).toEqual([]));
	await eventually(() => expect(sync.status.error?.code).toBe('auth-required'));
});
