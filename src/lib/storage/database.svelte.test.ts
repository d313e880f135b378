import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { messagesOf, porch } from '../../../tests/fixtures/cached-events.ts';
import {
	createFactory,
	createTrickFactory,
	draft,
	expectWorking,
	failingRequest,
	openTestStorage,
	findDraft
} from '../../../tests/fixtures/storage.ts';

const { scope, relay } = porch;

function openRaw(
	factory: IDBFactory,
	name: string,
	version?: number,
	upgrade?: (database: IDBDatabase) => void
): Promise<IDBDatabase> {
	return new Promise((resolve, reject) => {
		const request = factory.open(name, version);
		request.onupgradeneeded = () => upgrade?.(request.result);
		request.onsuccess = () => resolve(request.result);
		request.onerror = () => reject(request.error ?? new Error('no reason'));
	});
}

describe('storage works and is durable', () => {
	test('and keeps what it was given', async () => {
		const factory = createFactory();
		const before = await openTestStorage({ factory });
		await expectWorking(before);
		before.close();
		const after = await openTestStorage({ factory });
		expect(after.health.state).toBe('durable');
		expect(await findDraft(after, porch)).toEqual(draft);
		expect(await after.cache.newest(porch, 50)).toHaveLength(1);
	});

	test('and says that it was closed', async () => {
		const storage = await openTestStorage();
		storage.close();
		await expect(storage.drafts.put(draft)).rejects.toMatchObject({ code: 'storage-closed' });
		await expect(storage.cache.newest(porch, 1)).rejects.toMatchObject({ code: 'storage-closed' });
	});
});

describe('storage works in memory, and says so', () => {
	test.each([
		[
			'throws',
			() => {
				throw new DOMException('no', 'SecurityError');
			}
		],
		[
			'is not there',
			() => {
				throw new TypeError('undefined is no object');
			}
		]
	])('when open %s', async (_, refuse) => {
		const { factory, open } = createTrickFactory();
		open.mockImplementation(refuse);
		const storage = await openTestStorage({ factory });
		expect(storage.health).toMatchObject({ state: 'memory', error: { code: 'storage-refused' } });
		await expectWorking(storage);
	});

	test('when open fails', async () => {
		const { factory, open } = createTrickFactory();
		open.mockImplementation(() => failingRequest('InvalidStateError'));
		const storage = await openTestStorage({ factory });
		expect(storage.health.state).toBe('memory');
		await expectWorking(storage);
	});

	test('when open never answers', async () => {
		vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
		onTestFinished(() => void vi.useRealTimers());
		const { factory, open } = createTrickFactory();
		open.mockImplementation(() => new EventTarget() as IDBOpenDBRequest);
		const opening = openTestStorage({ factory });
		await vi.advanceTimersByTimeAsync(4000);
		vi.useRealTimers();
		const storage = await opening;
		expect(storage.health.state).toBe('memory');
		await expectWorking(storage);
	});

	test('beside a real database: only the cache costs a refetch', async () => {
		const { factory, fail } = createTrickFactory();
		fail('porch-cache', 'InvalidStateError');
		const storage = await openTestStorage({ factory });
		expect(storage.health).toMatchObject({ state: 'durable', error: { code: 'storage-refused' } });
		await expectWorking(storage);
		storage.close();
		expect(await findDraft(await openTestStorage({ factory }), porch)).toEqual(draft);
	});
});

describe('another tab', () => {
	test('with a newer Porch upgrades, and the older one goes on with its database', async () => {
		const factory = createFactory();
		const older = await openTestStorage({ factory });
		await expectWorking(older);
		for (const name of ['porch-kept', 'porch-cache']) {
			const newer = await openRaw(factory, name, 7, (database) =>
				database.createObjectStore('invented-later')
			);
			onTestFinished(() => newer.close());
		}
		await expectWorking(older);
		expect(older.health.state).toBe('durable');
	});

	test('came with a newer Porch before: an older one opens its database', async () => {
		const factory = createFactory();
		(await openTestStorage({ factory })).close();
		for (const name of ['porch-kept', 'porch-cache']) {
			(await openRaw(factory, name, 7, (database) => database.createObjectStore('invented-later'))).close();
		}
		const older = await openTestStorage({ factory });
		expect(older.health.state).toBe('durable');
		await expectWorking(older);
	});

	test('takes the databases away: they are opened again as soon as they can be, never in memory', async () => {
		const { factory, open } = createTrickFactory();
		const real = open.getMockImplementation();
		const storage = await openTestStorage({ factory });
		await storage.drafts.put(draft);
		const newer = await openRaw(factory, 'porch-kept', 7);
		onTestFinished(() => newer.close());
		open.mockImplementation(() => failingRequest('InvalidStateError'));
		await expect(findDraft(storage, porch)).rejects.toMatchObject({ code: 'storage-closed' });
		expect(storage.health).toMatchObject({ state: 'closed', error: { code: 'storage-closed' } });
		if (real) open.mockImplementation(real);
		expect(await findDraft(storage, porch)).toEqual(draft);
		expect(storage.health).toMatchObject({ state: 'durable', error: undefined });
	});

	test('deletes the databases: they are made anew', async () => {
		const factory = createFactory();
		const storage = await openTestStorage({ factory });
		await expectWorking(storage);
		for (const name of ['porch-kept', 'porch-cache']) {
			await new Promise((resolve) => (factory.deleteDatabase(name).onsuccess = resolve));
		}
		expect(await findDraft(storage, porch)).toBeUndefined();
		await expectWorking(storage);
	});
});

describe('a full device', () => {
	const noRoom = new DOMException('no room', 'QuotaExceededError');
	/** Lets that many puts into the stores of those names fail as a full device does. */
	function fill(failures: Record<string, number>, failure = noRoom): void {
		const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
		const original = IDBObjectStore.prototype.put;
		const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
			this: IDBObjectStore,
			...values
		) {
			const left = failures[this.name] ?? 0;
			if (left === 0) return original.apply(this, values);
			failures[this.name] = left - 1;
			throw failure;
		});
		onTestFinished(() => (warn.mockRestore(), put.mockRestore()));
	}

	test('gives room to what is kept by evicting half of the cache, once', async () => {
		const storage = await openTestStorage();
		await storage.cache.put(scope, relay, messagesOf(300));
		const evict = vi.spyOn(storage, 'evict');
		fill({ drafts: 1 });
		await storage.drafts.put(draft);
		expect(await findDraft(storage, porch)).toEqual(draft);
		expect(evict).toHaveBeenCalledOnce();
		expect(await storage.cache.newest(porch, 500)).toHaveLength(50);
		expect(storage.health.state).toBe('durable');
	});

	test('says so when that did not help, and when there is room again', async () => {
		const storage = await openTestStorage();
		const told = vi.fn();
		storage.health.onChange(told);
		fill({ drafts: 2 });
		await expect(storage.drafts.put(draft)).rejects.toMatchObject({ code: 'storage-full' });
		expect(storage.health).toMatchObject({ state: 'full', error: { code: 'storage-full' } });
		await storage.drafts.put(draft);
		expect(storage.health.state).toBe('durable');
		expect(told).toHaveBeenCalledTimes(2);
	});

	test('loses old events even when not a byte can be written', async () => {
		const { cache, coverage, drafts } = await openTestStorage();
		const messages = messagesOf(300);
		await cache.put(scope, relay, messages);
		await coverage.add(porch, 'chat', { since: 0, until: 2_000_000_000 });
		fill({ places: Infinity, drafts: 1 });
		await drafts.put(draft);
		expect(await cache.newest(porch, 500)).toEqual(messages.slice(-50).toReversed());
		expect(await coverage.intervals(porch, 'chat')).toEqual([]);
		expect(await cache.usage()).toEqual({ bytes: 0, events: 0 });
	});

	test('that no byte fits on any more loses no old events, although nothing opens', async () => {
		const { factory, open } = createTrickFactory();
		const storage = await openTestStorage({ factory });
		await storage.cache.put(scope, relay, messagesOf(10));
		const real = open.getMockImplementation()!;
		// What Chromium does once a write has hit the last byte: it ends what is open, and opens nothing.
		(await openRaw(factory, 'porch-cache', 7)).close();
		open.mockImplementation(() => failingRequest('UnknownError'));
		fill({ drafts: 2 }, new DOMException('Connection is closing: FILE_ERROR_NO_SPACE', 'UnknownError'));
		await expect(storage.drafts.put(draft)).rejects.toMatchObject({ code: 'storage-full' });
		await expect(storage.cache.newest(porch, 50)).rejects.toMatchObject({ code: 'storage-full' });
		open.mockImplementation(real);
		await storage.drafts.put(draft);
		expect(await storage.cache.newest(porch, 50)).toHaveLength(10);
	});

	test('leaves no half of a batch', async () => {
		const { cache } = await openTestStorage();
		fill({ places: 2 });
		await expect(cache.put(scope, relay, messagesOf(10))).rejects.toMatchObject({ code: 'storage-full' });
		expect(await cache.newest(porch, 50)).toEqual([]);
		expect(await cache.usage()).toEqual({ bytes: 0, events: 0 });
	});
});
