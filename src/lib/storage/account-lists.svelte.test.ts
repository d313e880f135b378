import { expect, test } from 'vitest';
import { alice, eventOf } from '../../../tests/fixtures/cached-events.ts';
import { createFactory, openTestStorage } from '../../../tests/fixtures/storage.ts';
import { connect } from './connection.ts';
import { keptDesign } from './kept-schema.ts';

const dataOf = (d: string, created_at: number) =>
	eventOf({ kind: 30078, created_at, tags: [['d', d]], content: `${d} ${created_at}` });

test('app data is kept by its name, each the newest of its own', async () => {
	const lists = await (await openTestStorage()).lists();
	const [key, marks, older] = [dataOf('porch/key', 5), dataOf('porch/read', 3), dataOf('porch/read', 2)];
	await lists.put(alice, key);
	await lists.put(alice, marks);
	expect(await lists.put(alice, older)).toEqual(marks);
	expect(await lists.find(alice, 30078, 'porch/key')).toEqual(key);
	expect(await lists.find(alice, 30078, 'porch/read')).toEqual(marks);
	await lists.putOpened(alice, marks, 'opened');
	await lists.putOpened(alice, older, 'not kept');
	expect(await lists.findOpened(alice, marks)).toBe('opened');
	expect(await lists.findOpened(alice, key)).toBeUndefined();
});

test('what was kept by kind alone is found by its name, and replaced by a newer one only', async () => {
	const factory = createFactory();
	const before = { ...keptDesign, migrations: keptDesign.migrations.slice(0, 3) };
	const database = await connect(before, factory, () => undefined);
	const key = dataOf('porch/key', 5);
	await database.put('lists', { account: alice, kind: 30078, event: key });
	database.close();
	const lists = await (await openTestStorage({ factory })).lists();
	expect(await lists.find(alice, 30078, 'porch/key')).toEqual(key);
	expect(await lists.find(alice, 30078, 'porch/read')).toBeUndefined();
	expect(await lists.put(alice, dataOf('porch/key', 4))).toEqual(key);
	const newer = dataOf('porch/key', 6);
	await lists.put(alice, newer);
	expect(await lists.find(alice, 30078, 'porch/key')).toEqual(newer);
});

test('a copy holds all of it, and nothing of it is left after erasing the account', async () => {
	const storage = await openTestStorage();
	for (const d of ['porch/key', 'porch/read']) {
		await (await storage.lists()).put(alice, { ...dataOf(d, 5), sig: 'f'.repeat(128) });
	}
	const text = await (await storage.care()).copyOf(alice, 100);
	const other = await openTestStorage();
	const lists = await other.lists();
	await (await other.care()).takeCopy(alice, text, (events) => Promise.resolve(events.map(() => true)));
	expect((await lists.find(alice, 30078, 'porch/key'))?.content).toBe('porch/key 5');
	expect((await lists.find(alice, 30078, 'porch/read'))?.content).toBe('porch/read 5');
	await other.eraseAccount(alice);
	expect(await lists.find(alice, 30078, 'porch/read')).toBeUndefined();
});
