import { expect, test } from 'vitest';
import { alice, porch } from '../../../tests/fixtures/cached-events.ts';
import { openTestStorage } from '../../../tests/fixtures/storage.ts';

const wish = { account: alice, relay: porch.relay, id: porch.id, wanted: true, hidden: false };

test('a wish is forgotten when the relays have it', async () => {
	const { wishes } = await (await openTestStorage()).lists();
	await wishes.put(wish);
	await wishes.forget({ ...wish });
	expect(await wishes.ofAccount(alice)).toEqual([]);
});

test.each([
	['to leave again', { ...wish, wanted: false }],
	['to hide it', { ...wish, hidden: true }],
	['to call it so', { ...wish, name: 'Porch' }]
])('one that was made while an earlier one was published stays: %s', async (_, later) => {
	const { wishes } = await (await openTestStorage()).lists();
	await wishes.put(wish);
	await wishes.put(later);
	await wishes.forget(wish);
	expect(await wishes.ofAccount(alice)).toEqual([later]);
});
