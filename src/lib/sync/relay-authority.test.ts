import { describe, expect, test } from 'vitest';
import { createPerson } from '../../../tests/fixtures/person.ts';
import {
	createGroup,
	createMessages,
	eventually,
	openDevice,
	openRelay
} from '../../../tests/fixtures/relay-stand.ts';
import { alice, cached, goLive, id, idsOf, openStreet, placeOf } from '../../../tests/fixtures/street.ts';
import { systemClock } from '../clock.ts';
import type { NostrEvent } from '../protocol/event.ts';
import { kinds } from '../protocol/kinds.ts';

const now = systemClock();

describe('what a relay must not get in', () => {
	test('is group state that another key signed', async () => {
		const relay = await openStreet();
		relay.misbehave('forge-metadata');
		const device = await openDevice();
		await goLive(device, relay);
		relay.behave();
		relay.publishAs(alice.secretKey, {
			kind: kinds.editMetadata,
			content: '',
			tags: [
				['h', id],
				['name', 'True']
			]
		});
		await eventually(async () => {
			const { metadata } = await device.storage.cache.groupState(placeOf(relay));
			expect(metadata).toMatchObject({ pubkey: relay.self });
			expect(metadata?.tags).toContainEqual(['name', 'True']);
		});
	});

	test('is a message of another group, or one whose signature is none', async () => {
		const relay = await openStreet();
		createGroup(relay, alice, 'elsewhere');
		const [stray] = createMessages(alice, 'elsewhere', { count: 1, newest: now - 5 });
		const [good, base] = createMessages(alice, id, { count: 2, newest: now - 10 });
		if (!stray || !good || !base) throw new Error('nothing was made');
		const forged: NostrEvent = { ...base, content: 'never said' };
		relay.seed([good]);
		relay.misbehave('replay-out-of-context', { events: [forged, { ...stray, tags: [['h', id]] }] });
		const device = await openDevice();
		const group = await goLive(device, relay);
		relay.misbehave('replay-out-of-context');
		relay.seed([stray]);
		await group.loadOlder(good);
		expect(await cached(device, relay)).toEqual([good.id]);
		const elsewhere = { ...placeOf(relay), id: 'elsewhere' };
		expect(await device.storage.cache.newest(elsewhere, 10)).toEqual([]);
	});
});

describe('a private group', () => {
	test("is refused to a visitor, in the relay's words, and its name is still shown", async () => {
		const relay = await openRelay();
		createGroup(relay, alice, id, [['private'], ['closed']]);
		const device = await openDevice();
		const group = device.sync(relay, id);
		group.open();
		await eventually(() => expect(group.status.phase).toBe('refused'));
		expect(group.status.error?.code).toBe('auth-required');
		expect(group.status.error?.words).not.toBe('');
		await eventually(async () => {
			expect((await device.storage.cache.groupState(placeOf(relay))).metadata).toBeDefined();
		});
	});

	test('opens to its member by AUTH after an act, members list included', async () => {
		const relay = await openRelay();
		createGroup(relay, alice, id, [['private'], ['closed']]);
		const messages = createMessages(alice, id, { count: 3, newest: now - 5 });
		relay.seed(messages);
		const device = await openDevice({ people: [alice] });
		const group = device.sync(relay, id, alice);
		group.open();
		await eventually(() =>
			expect(group.status).toMatchObject({ phase: 'refused', error: { code: 'auth-required' } })
		);
		device.pool.connection(alice.pubkey, relay.url).allowAuth();
		await eventually(() => expect(group.status.phase).toBe('live'));
		await eventually(async () => expect(await cached(device, relay, alice)).toEqual(idsOf(messages)));
		await eventually(async () => {
			expect((await device.storage.cache.groupState(placeOf(relay, alice))).members).toBeDefined();
		});
	});

	test('opens by itself when its relay lets somebody in', async () => {
		const bob = createPerson();
		const relay = await openRelay();
		createGroup(relay, alice, id, [['private'], ['closed']]);
		relay.seed(createMessages(alice, id, { count: 3, newest: now - 5 }));
		const device = await openDevice({ people: [bob] });
		device.pool.connection(bob.pubkey, relay.url).allowAuth();
		const group = device.sync(relay, id, bob);
		group.open();
		await eventually(() =>
			expect(group.status).toMatchObject({ phase: 'refused', error: { code: 'not-a-member' } })
		);
		relay.publishAs(alice.secretKey, {
			kind: kinds.putUser,
			content: '',
			tags: [
				['h', id],
				['p', bob.pubkey]
			]
		});
		await eventually(() => expect(group.status.phase).toBe('live'));
		expect(await cached(device, relay, bob)).toHaveLength(3);
	});
});

test.each(['pyramid', 'relay29', 'groups_relay'] as const)('a %s is read like any other', async (profile) => {
	const relay = await openRelay({ profile });
	relay.publishAs(alice.secretKey, { kind: kinds.createGroup, content: '', tags: [['h', id]] });
	relay.publishAs(alice.secretKey, {
		kind: kinds.editMetadata,
		content: '',
		tags: [['h', id], ['name', 'Street'], ['public'], ['open']]
	});
	const messages = createMessages(alice, id, { count: 5, newest: now - 5 });
	relay.seed(messages);
	const device = await openDevice();
	await goLive(device, relay);
	expect(await cached(device, relay)).toEqual(idsOf(messages));
	await eventually(async () => {
		const { metadata } = await device.storage.cache.groupState(placeOf(relay));
		expect(metadata?.tags).toContainEqual(['name', 'Street']);
	});
});

test('a zooid shows nothing to a stranger, and all to who may know who they are', async () => {
	const relay = await openRelay({ profile: 'zooid' });
	createGroup(relay, alice, id);
	const messages = createMessages(alice, id, { count: 5, newest: now - 5 });
	relay.seed(messages);
	const device = await openDevice({ people: [alice] });
	const group = device.sync(relay, id, alice);
	group.open();
	await eventually(() =>
		expect(group.status).toMatchObject({ phase: 'refused', error: { code: 'auth-required' } })
	);
	device.pool.connection(alice.pubkey, relay.url).allowAuth();
	await eventually(async () => expect(await cached(device, relay, alice)).toEqual(idsOf(messages)));
});
