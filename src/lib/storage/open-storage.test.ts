import { expect, onTestFinished, test } from 'vitest';
import { alice, eventOf, porch } from '../../../tests/fixtures/cached-events.ts';
import { openStorage } from './open-storage.ts';

test('where there is neither a window nor IndexedDB, storage works in memory and says so', async () => {
	const storage = await openStorage({ channel: false });
	onTestFinished(() => storage.close());
	expect(storage.health).toMatchObject({
		state: 'memory',
		error: { code: 'storage-refused', retry: 'later' }
	});
	const event = eventOf();
	await storage.cache.put(porch.scope, porch.relay, [event]);
	expect(await storage.cache.newest(porch, 50)).toEqual([event]);
	await storage.coverage.add(porch, 'chat', { since: 1, until: 2 });
	expect(await storage.coverage.intervals(porch, 'chat')).toEqual([{ since: 1, until: 2 }]);
	await storage.settings.put('theme', 'dark');
	expect((await storage.settings.all()).theme).toBe('dark');
	await storage.eraseAccount(alice);
	expect(await storage.cache.newest(porch, 50)).toEqual([]);
});
