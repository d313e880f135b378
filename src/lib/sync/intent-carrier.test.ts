import { expect, test } from 'vitest';
import { queue } from '../../../tests/fixtures/flush-stand.ts';
import { createPerson } from '../../../tests/fixtures/person.ts';
import { eventually, openDevice } from '../../../tests/fixtures/relay-stand.ts';
import { AppError } from '../app-error.ts';
import type { EventTemplate, NostrEvent } from '../protocol/event.ts';
import type { Signer } from '../protocol/signer.ts';
import { IntentCarrier } from './intent-carrier.ts';
import type { PublishOutcome } from './relay-publications.ts';

/** A message on its way through a signer that is busy with another question. */
async function carryPastBusySigner() {
	const me = createPerson();
	const device = await openDevice({ people: [me] });
	const waits = Promise.withResolvers<undefined>();
	const turn = Promise.withResolvers<undefined>();
	const answer = Promise.withResolvers<undefined>();
	const asked: EventTemplate[] = [];
	const published: NostrEvent[] = [];
	const signer: Signer = {
		...me.signer,
		turn: () => {
			waits.resolve(undefined);
			return turn.promise;
		},
		signEvent: async (template) => {
			asked.push(template);
			await answer.promise;
			return me.signer.signEvent(template);
		}
	};
	const clock = { now: 1_790_000_000 };
	const { outbox, cache, changes } = device.storage;
	const ports = { outbox, cache, changes, signerOf: () => signer, clock: () => clock.now };
	const carrier = new IntentCarrier(ports);
	const id = await queue(device, me, 'wss://relay.example', 'hello');
	const carried = carrier.carry(id, {
		authenticate: () => Promise.resolve(undefined),
		publish: (event): Promise<PublishOutcome> => {
			published.push(event);
			return Promise.resolve({ status: 'ok' });
		},
		request: () => ({ close: () => undefined }),
		status: { phase: 'open', auth: 'ok' }
	});
	return { device, id, carried, clock, waits: waits.promise, turn, answer, asked, published };
}

test('what waits for its turn at the signer lets nothing pass, and is stamped when it is asked for', async () => {
	const stand = await carryPastBusySigner();
	const { device, id, carried, clock, waits, turn, answer, asked, published } = stand;
	await waits;
	expect((await device.storage.outbox.find(id))?.state).toBe('queued');
	expect(asked).toEqual([]);
	clock.now += 9;
	turn.resolve(undefined);
	await eventually(() => expect(asked).toHaveLength(1));
	expect((await device.storage.outbox.find(id))?.state).toBe('waiting-for-signature');
	answer.resolve(undefined);
	await carried;
	expect(published.map(({ created_at }) => created_at)).toEqual([clock.now]);
});

test('what is given up before its turn at the signer is not asked for', async () => {
	const { device, id, carried, waits, turn, asked } = await carryPastBusySigner();
	await waits;
	await device.storage.outbox.discard(id);
	turn.resolve(undefined);
	await carried;
	expect(asked).toEqual([]);
});

test('what is refused while the relay is told who asks is stamped anew, before anything may pass it', async () => {
	const me = createPerson();
	const device = await openDevice({ people: [me] });
	const { outbox, cache, changes } = device.storage;
	const ports = { outbox, cache, changes, signerOf: () => me.signer, clock: () => 1_790_000_000 };
	const id = await queue(device, me, 'wss://relay.example', 'hello');
	const template = { kind: 9, content: 'hello', tags: [['h', 'street']], created_at: 1_789_000_000 };
	await outbox.recordAttempt(id, await me.signer.signEvent(template));
	const published: number[] = [];
	const status = { phase: 'open' as const, auth: 'signing' as 'signing' | 'ok' };
	await new IntentCarrier(ports).carry(id, {
		status,
		authenticate: () => {
			status.auth = 'ok';
			return Promise.resolve(undefined);
		},
		publish: ({ created_at }): Promise<PublishOutcome> => {
			published.push(created_at);
			const error = new AppError('too-old', 'now');
			return Promise.resolve(
				published.length > 1 ? { status: 'ok' } : { status: 'refused', error, final: true }
			);
		},
		request: (_, { onEose }) => {
			queueMicrotask(() => onEose?.());
			return { close: () => undefined };
		}
	});
	expect(published).toEqual([1_789_000_000, 1_790_000_000]);
	expect(await outbox.find(id)).toBeUndefined();
});
