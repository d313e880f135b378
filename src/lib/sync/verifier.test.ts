import { expect, test } from 'vitest';
import { eventOf } from '../../../tests/fixtures/events.ts';
import { createPerson } from '../../../tests/fixtures/person.ts';
import { createMessages } from '../../../tests/fixtures/relay-stand.ts';
import type { NostrEvent } from '../protocol/event.ts';
import { createLocalVerifier, QueueVerifier, type VerifierBackend } from './verifier.ts';

const alice = createPerson();

test('what its author signed is told from what was changed since', async () => {
	const [good, other] = createMessages(alice, 'street', { count: 2, newest: 1_700_000_000 });
	if (!good || !other) throw new Error('nothing was made');
	const events = [
		good,
		{ ...good, content: 'changed' },
		{ ...other, sig: good.sig },
		{ ...other, pubkey: good.id },
		other
	];
	const verifier = createLocalVerifier();
	expect(await verifier.verify(events)).toEqual([true, false, false, false, true]);
	expect(await verifier.verify([])).toEqual([]);
});

/** A backend that remembers what it checked, and breaks down as often as it is told to. */
function createBackend(log: NostrEvent[][], breakdowns = 0) {
	return (): VerifierBackend => ({
		check(events) {
			if (breakdowns > 0) {
				breakdowns -= 1;
				return Promise.reject(new Error('out of memory'));
			}
			log.push(events);
			return Promise.resolve(events.map(() => true));
		},
		close: () => undefined
	});
}

test('the newest are checked first, also when they were asked for last', async () => {
	const log: NostrEvent[][] = [];
	const verifier = new QueueVerifier(createBackend(log), createBackend(log));
	const history = Array.from({ length: 200 }, (_, index) => eventOf({ created_at: index }));
	const live = eventOf({ created_at: 1_000 });
	const verdicts = await Promise.all([verifier.verify(history), verifier.verify([live])]);
	expect(verdicts.map((list) => list.length)).toEqual([200, 1]);
	const order = log.flat();
	expect(order.indexOf(live)).toBeLessThan(100);
	const rest = order.filter((event) => event !== live).map((event) => event.created_at);
	expect(rest).toEqual(rest.toSorted((a, b) => b - a));
});

test.each([
	['once is replaced', 1, 'worker'],
	['again and again gives way to this thread', 5, 'here']
])('a worker that breaks down %s, and nothing is lost', async (_, breakdowns, ending) => {
	const [worker, here]: NostrEvent[][][] = [[], []];
	const verifier = new QueueVerifier(createBackend(worker ?? [], breakdowns), createBackend(here ?? []));
	const events = [eventOf({}), eventOf({})];
	expect(await verifier.verify(events)).toEqual([true, true]);
	expect((ending === 'worker' ? worker : here)?.flat()).toHaveLength(2);
});

test('where no worker can be made, this thread does it', async () => {
	const here: NostrEvent[][] = [];
	const verifier = new QueueVerifier(() => {
		throw new TypeError('refused by policy');
	}, createBackend(here));
	expect(await verifier.verify([eventOf({})])).toEqual([true]);
	expect(here).toHaveLength(1);
});
