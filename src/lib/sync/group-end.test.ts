import { describe, expect, test } from 'vitest';
import { eventually, openDevice, type Device } from '../../../tests/fixtures/relay-stand.ts';
import { alice, goLive, id, idsOf, openStreet, placeOf } from '../../../tests/fixtures/street.ts';
import type { RunningRelay } from '../../../dev/relay/start-relay.ts';
import { systemClock } from '../clock.ts';
import { kinds } from '../protocol/kinds.ts';
import { signEvent } from '../protocol/signature.ts';

const now = systemClock();

describe('the end of a group', () => {
	const deletion = { kind: kinds.deleteGroup, content: '', tags: [['h', id]] };
	const foundEnd = async (device: Device, relay: RunningRelay) =>
		idsOf(await device.storage.cache.newest(placeOf(relay), 1, { kinds: [kinds.deleteGroup] }));

	test('is heard while the group is open', async () => {
		const relay = await openStreet();
		const device = await openDevice();
		const group = await goLive(device, relay);
		expect(group.isAbsent).toBe(false);
		const ended = relay.publishAs(alice.secretKey, deletion);
		await eventually(async () => expect(await foundEnd(device, relay)).toEqual([ended.id]));
	});

	test('is found by a device that never saw it, however long ago it was', async () => {
		const relay = await openStreet();
		const ended = signEvent({ ...deletion, created_at: now - 90_000 }, alice.secretKey);
		relay.seed([ended]);
		const device = await openDevice();
		await goLive(device, relay);
		expect(await foundEnd(device, relay)).toEqual([ended.id]);
	});

	test('is found when the group is opened again, and that the relay does not describe it', async () => {
		const relay = await openStreet();
		const factory = new IDBFactory();
		(await goLive(await openDevice({ factory }), relay)).close();
		const ended = relay.publishAs(alice.secretKey, deletion);
		const device = await openDevice({ factory });
		const group = await goLive(device, relay);
		expect(group.isAbsent).toBe(true);
		await eventually(async () => expect(await foundEnd(device, relay)).toEqual([ended.id]));
	});

	test('is not seen in a relay that begins anew: on the next line it describes the group again', async () => {
		const relay = await openStreet();
		const group = await goLive(await openDevice(), relay);
		relay.misbehave('drop', { now: true });
		await eventually(() => expect(group.status.phase).not.toBe('live'));
		expect(group.isAbsent).toBe(false);
		await eventually(() => expect(group.status.phase).toBe('live'));
		expect(group.isAbsent).toBe(false);
	});
});
