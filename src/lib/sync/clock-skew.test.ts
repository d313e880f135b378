import { describe, expect, test, vi } from 'vitest';
import {
	createUnsigned,
	eventually,
	openDevice,
	trustingVerifier
} from '../../../tests/fixtures/relay-stand.ts';
import { alice, cached, goLive, id, openStreet, placeOf } from '../../../tests/fixtures/street.ts';
import { systemClock } from '../clock.ts';
import { kinds } from '../protocol/kinds.ts';

const now = systemClock();
const hours = 3 * 3_600;

function deletionOf(message: string) {
	return {
		kind: kinds.deletion,
		content: '',
		tags: [
			['h', id],
			['e', message]
		]
	};
}

describe.each([
	['right', 0],
	['three hours fast', hours],
	['three hours slow', -hours]
])('by a clock that is %s', (_, skew) => {
	const clock = () => systemClock() + skew;

	test('what becomes of messages is heard while one looks, from the first visit on', async () => {
		const relay = await openStreet();
		const device = await openDevice({ clock });
		await goLive(device, relay);
		const said = relay.publishAs(alice.secretKey, { kind: 9, content: 'hello', tags: [['h', id]] });
		await eventually(async () => expect(await cached(device, relay)).toEqual([said.id]));
		relay.publishAs(alice.secretKey, deletionOf(said.id));
		await eventually(async () => expect(await cached(device, relay)).toEqual([]));
	});

	test('what became of messages meanwhile is caught up with', async () => {
		const relay = await openStreet();
		const old = createUnsigned(alice, id, { count: 3, newest: now - 20 });
		relay.seed(old);
		const factory = new IDBFactory();
		(await goLive(await openDevice({ factory, clock, verifier: trustingVerifier }), relay)).close();
		relay.publishAs(alice.secretKey, deletionOf(old[1]?.id ?? ''));
		const device = await openDevice({ factory, clock, verifier: trustingVerifier });
		await goLive(device, relay);
		await eventually(async () => expect(await cached(device, relay)).toHaveLength(2));
	});

	test('messages missed are there, and what is fetched again is bounded', async () => {
		const relay = await openStreet();
		const old = createUnsigned(alice, id, { count: 300, newest: now - 60, step: 30 });
		relay.seed(old);
		const factory = new IDBFactory();
		(await goLive(await openDevice({ factory, clock, verifier: trustingVerifier }), relay)).close();
		const missed = createUnsigned(alice, id, { count: 10, newest: now - 2, step: 3 });
		relay.seed(missed);
		const verify = vi.fn(trustingVerifier.verify);
		const device = await openDevice({ factory, clock, verifier: { ...trustingVerifier, verify } });
		await goLive(device, relay);
		const known = new Set(await cached(device, relay));
		expect([...missed, ...old.slice(0, 50)].filter((event) => !known.has(event.id)).length).toBe(0);
		const fetched = verify.mock.calls.flatMap(([events]) => events).length;
		// By a slow clock, what was heard lies in the future, which proves nothing.
		const overlap = 600 + Math.max(0, -skew);
		expect(fetched).toBeLessThan(10 + overlap / 30 + 10);
	});

	test('around a message that is linked to nothing is missing', async () => {
		const relay = await openStreet();
		const history = createUnsigned(alice, id, { count: 300, newest: now - 60, step: 30 });
		relay.seed(history);
		const device = await openDevice({ clock, verifier: trustingVerifier });
		const group = await goLive(device, relay);
		const linked = history[200];
		if (!linked) throw new Error('nothing was made');
		await group.loadAround(linked.id);
		let at = linked;
		for (let steps = 0; steps < 30; steps += 1) {
			const end = await group.loadNewer(at);
			if (end === 'live') break;
			expect(end).toBe('more');
			const page = await device.storage.cache.following(placeOf(relay), at, 50);
			at = page.at(-1) ?? at;
		}
		const known = new Set(await cached(device, relay));
		expect(history.slice(0, 250).filter((event) => !known.has(event.id)).length).toBe(0);
	});
});
