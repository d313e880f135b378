import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { messagesOf, porch } from '../../../tests/fixtures/cached-events.ts';
import {
	createTrickFactory,
	draft,
	expectWorking,
	failingRequest,
	openTestStorage,
	findDraft
} from '../../../tests/fixtures/storage.ts';

const { scope, relay } = porch;

describe('a damaged database', () => {
	/** Lets the next read of that store fail as it does when files are missing. */
	function damage(store: string): void {
		const get = IDBObjectStore.prototype.get;
		const spy = vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementation(function (
			this: IDBObjectStore,
			...values
		) {
			if (this.name !== store) return get.apply(this, values);
			spy.mockRestore();
			throw new DOMException('lost', 'UnknownError');
		});
		onTestFinished(() => spy.mockRestore());
	}

	test('of events is made anew', async () => {
		const storage = await openTestStorage();
		await storage.cache.put(scope, relay, messagesOf(10));
		damage('events');
		expect(await storage.cache.find(porch, 'x')).toBeUndefined();
		expect(await storage.cache.newest(porch, 50)).toEqual([]);
		await expectWorking(storage);
		expect(storage.health.state).toBe('durable');
	});

	test('of what is kept is left as it is, and told', async () => {
		const storage = await openTestStorage();
		const mark = { created_at: 1, id: 'a' };
		await storage.marks.put(scope, porch, mark);
		damage('marks');
		await expect(storage.marks.find(scope, porch)).rejects.toMatchObject({ code: 'storage-damaged' });
		expect(await storage.marks.find(scope, porch)).toEqual(mark);
	});

	test('of what is kept that does not even open is told, and left as it is', async () => {
		const { factory, fail } = createTrickFactory();
		const before = await openTestStorage({ factory });
		await before.drafts.put(draft);
		before.close();
		const mend = fail('porch-kept', 'UnknownError');
		const storage = await openTestStorage({ factory });
		expect(storage.health).toMatchObject({ state: 'memory', error: { code: 'storage-damaged' } });
		await expectWorking(storage);
		storage.close();
		mend();
		expect(await findDraft(await openTestStorage({ factory }), porch)).toEqual(draft);
	});

	test('is not what a browser says whose user lets pages store nothing', async () => {
		const { factory, open } = createTrickFactory();
		const words = 'The user denied permission to access the database.';
		open.mockImplementation(() => failingRequest('UnknownError', words));
		const storage = await openTestStorage({ factory });
		expect(storage.health).toMatchObject({ state: 'memory', error: { code: 'storage-refused' } });
	});

	test('that does not even open is made anew if it holds only events', async () => {
		const { factory, fail } = createTrickFactory();
		fail('porch-cache', 'UnknownError', 1);
		const storage = await openTestStorage({ factory });
		expect(storage.health).toMatchObject({ state: 'durable', error: undefined });
		await expectWorking(storage);
	});
});
