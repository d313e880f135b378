import { describe, expect, test, vi } from 'vitest';
import { alice, bob, eventOf, porch } from '../../../tests/fixtures/cached-events.ts';
import { createFactory, openTestStorage } from '../../../tests/fixtures/storage.ts';
import type { NewIntent } from './outbox.ts';
import { placeKey } from './place.ts';
import { takeDraft } from './typed-draft.ts';

let serial = 0;

function intentOf(parts: Partial<NewIntent> = {}): NewIntent {
	serial += 1;
	const draft = { kind: 9, content: `hello ${serial}`, tags: [['h', porch.id]] };
	const intent = { id: `intent ${serial}`, account: alice, relay: porch.relay, group: porch.id, draft };
	return { ...intent, createdAt: 1_700_000_000, ...parts };
}

/** What a signer made of it. */
const signed = ({ draft }: NewIntent) => eventOf({ content: draft.content });

const idsOf = (intents: { id: string }[]) => intents.map(({ id }) => id);

describe('intents', () => {
	test('stand in line by group, in the order they were added, from any tab', async () => {
		const factory = createFactory();
		const [{ outbox: one }, { outbox: two }] = [
			await openTestStorage({ factory }),
			await openTestStorage({ factory })
		];
		const mine = [intentOf(), intentOf(), intentOf(), intentOf()];
		const others = [
			intentOf({ group: 'other' }),
			intentOf({ relay: 'wss://fork.example.com' }),
			intentOf({ account: bob })
		];
		for (const [at, intent] of [...mine.slice(0, 2), ...others, ...mine.slice(2)].entries()) {
			await (at % 2 ? one : two).add(intent);
		}
		await one.settle(mine[1]!.id);
		await two.add(mine[1]!);
		const line = await one.ofGroup(alice, porch);
		expect(idsOf(line)).toEqual(idsOf([mine[0]!, mine[2]!, mine[3]!, mine[1]!]));
		expect(line.map(({ order }) => order).toSorted((a, b) => a - b)).toEqual(line.map(({ order }) => order));
		expect(new Set(idsOf(await one.ofAccount(alice)))).toEqual(
			new Set(idsOf([...mine, ...others.slice(0, 2)]))
		);
	});

	test('are added once, however often', async () => {
		const { outbox } = await openTestStorage();
		const intent = intentOf();
		const added = await Promise.all([
			outbox.add(intent),
			outbox.add(intent),
			outbox.add({ ...intent, createdAt: 1 })
		]);
		expect(added).toEqual([added[0], added[0], added[0]]);
		expect(await outbox.ofGroup(alice, porch)).toEqual([
			{ ...intent, order: added[0].order, state: 'queued', attempts: [] }
		]);
	});

	test('survive a restart with their attempts', async () => {
		const factory = createFactory();
		const before = await openTestStorage({ factory });
		const intent = await before.outbox.add(intentOf());
		const { id } = intent;
		const event = signed(intent);
		await before.outbox.recordAttempt(id, event);
		before.close();
		const after = await openTestStorage({ factory });
		expect(await after.outbox.find(id)).toMatchObject({ state: 'sending', attempts: [{ event }] });
	});

	test('are on disk when the promise resolves', async () => {
		const { outbox } = await openTestStorage();
		const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction');
		const intent = await outbox.add(intentOf());
		await outbox.recordAttempt(intent.id, signed(intent));
		const writes = transaction.mock.calls.filter(([, mode]) => mode === 'readwrite');
		transaction.mockRestore();
		expect(writes.map(([, , options]) => options)).toEqual([
			{ durability: 'strict' },
			{ durability: 'strict' }
		]);
	});

	test('tell the watchers of their group', async () => {
		const { outbox, changes } = await openTestStorage();
		const told = vi.fn();
		changes.watch(`outbox:${placeKey(porch)}`, told);
		const { id } = await outbox.add(intentOf());
		await outbox.mark(id, 'waiting-for-signature');
		await outbox.discard(id);
		await outbox.discard(id);
		await outbox.add(intentOf({ group: 'other' }));
		expect(told).toHaveBeenCalledTimes(3);
	});
});

test('what was not sent can be taken back; what may be on its way stays', async () => {
	const { outbox } = await openTestStorage();
	const [unsent, offered] = [await outbox.add(intentOf()), await outbox.add(intentOf())];
	await outbox.recordAttempt(offered.id, signed(offered));
	expect(await outbox.withdraw(unsent.id)).toBe(true);
	expect(await outbox.withdraw(offered.id)).toBe(false);
	expect(idsOf(await outbox.ofGroup(alice, porch))).toEqual([offered.id]);
});

describe('an attempt', () => {
	test('keeps its outcome and the words of the relay', async () => {
		const { outbox } = await openTestStorage();
		const intent = await outbox.add(intentOf());
		const { id } = intent;
		const [first, second] = [signed(intent), signed(intent)];
		await outbox.recordAttempt(id, first);
		const error = { code: 'too-old', retry: 'now', words: 'too late' } as const;
		expect(await outbox.mark(id, 'refused', error)).toMatchObject({ state: 'refused', error });
		await outbox.mark(id, 'queued');
		await outbox.recordAttempt(id, second);
		await outbox.mark(id, 'unknown', { code: 'timeout', retry: 'later' });
		expect(await outbox.find(id)).toMatchObject({
			state: 'unknown',
			attempts: [
				{ event: first, outcome: 'refused', words: 'too late' },
				{ event: second, outcome: 'unknown' }
			],
			error: { code: 'timeout' }
		});
	});

	test('of an intent that is gone is not made', async () => {
		const { outbox } = await openTestStorage();
		expect(await outbox.recordAttempt('gone', eventOf())).toBeUndefined();
		expect(await outbox.mark('gone', 'refused')).toBeUndefined();
		await outbox.settle('gone');
	});
});

describe('an edit', () => {
	const changed = { kind: 9, content: 'changed', tags: [['h', porch.id]] };

	test('queues a refused intent again, in its place', async () => {
		const { outbox } = await openTestStorage();
		const [first] = [await outbox.add(intentOf()), await outbox.add(intentOf())];
		await outbox.recordAttempt(first.id, signed(first));
		await outbox.mark(first.id, 'refused', { code: 'too-large', retry: 'never' });
		expect(await outbox.edit(first.id, changed)).toMatchObject({
			draft: changed,
			state: 'queued',
			error: undefined
		});
		expect((await outbox.ofGroup(alice, porch))[0]).toMatchObject({ id: first.id, draft: changed });
	});

	test.each(['sending', 'unknown', 'queued'] as const)(
		'of what may stand on the relay (%s) is refused',
		async (state) => {
			const { outbox } = await openTestStorage();
			const intent = await outbox.add(intentOf());
			await outbox.recordAttempt(intent.id, signed(intent));
			await outbox.mark(intent.id, state);
			expect(await outbox.edit(intent.id, changed)).toBeUndefined();
			expect(await outbox.find(intent.id)).toMatchObject({ draft: intent.draft, state });
		}
	);

	test('made while the signer has the words before it: what the signer answers is not taken', async () => {
		const { outbox } = await openTestStorage();
		const intent = await outbox.add(intentOf());
		await outbox.mark(intent.id, 'waiting-for-signature');
		await outbox.edit(intent.id, changed);
		expect(await outbox.recordAttempt(intent.id, signed(intent), intent.draft)).toBeUndefined();
		const event = eventOf({ content: 'changed' });
		expect(await outbox.recordAttempt(intent.id, event, changed)).toMatchObject({ state: 'sending' });
	});
});

test('what was typed goes from the drafts in the transaction that queues it', async () => {
	const { outbox, drafts } = await openTestStorage();
	const draft = { account: alice, relay: porch.relay, id: porch.id, text: 'hello', at: 1 };
	await drafts.put(draft);
	await drafts.put({ ...draft, replyTo: 'x' });
	const intent = intentOf();
	await outbox.add(intent, takeDraft('', 'hello'));
	expect((await drafts.ofGroup(alice, porch)).map(({ replyTo }) => replyTo)).toEqual(['x']);
	expect(idsOf(await outbox.ofAccount(alice))).toEqual([intent.id]);
});

test('of a draft that another tab has changed meanwhile nothing is taken', async () => {
	const { outbox, drafts } = await openTestStorage();
	const draft = { account: alice, relay: porch.relay, id: porch.id, text: 'hello you', at: 1 };
	await drafts.put(draft);
	await outbox.add(intentOf(), takeDraft('', 'hello'));
	expect(await drafts.ofGroup(alice, porch)).toEqual([draft]);
});

test('a draft that another tab has queued is not queued again, unless it was other words', async () => {
	const { outbox, drafts } = await openTestStorage();
	const draft = { account: alice, relay: porch.relay, id: porch.id, text: 'hello', at: 1 };
	await drafts.put(draft);
	const intent = intentOf();
	await outbox.add(intent, takeDraft('', 'hello'));
	const again = { ...intentOf(), draft: intent.draft };
	await expect(outbox.add(again, takeDraft('', 'hello'))).rejects.toMatchObject({ code: 'already-done' });
	await outbox.add(intentOf(), takeDraft('', 'hello'));
	await outbox.add({ ...intentOf(), draft: intent.draft }, takeDraft('', ''));
	expect(await outbox.ofAccount(alice)).toHaveLength(3);
});
