import type { DBSchema } from 'idb';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createFactory } from '../../../tests/fixtures/storage.ts';
import { connect, type DatabaseDesign } from './connection.ts';

interface Notes extends DBSchema {
	notes: { key: string; value: { id: string; by?: string }; indexes: { by: string } };
	tags: { key: string; value: string };
}

const migrations: DatabaseDesign<Notes>['migrations'] = [
	(database) => void database.createObjectStore('notes', { keyPath: 'id' }),
	(database, transaction) => {
		database.createObjectStore('tags');
		transaction.objectStore('notes').createIndex('by', 'by');
	}
];
const version = (count: number): DatabaseDesign<Notes> => ({
	name: 'porch-cache',
	expendable: true,
	migrations: migrations.slice(0, count)
});

test('a database goes from version to version and keeps what it has', async () => {
	const factory = createFactory();
	const first = await connect(version(1), factory, vi.fn());
	await first.put('notes', { id: 'one' });
	first.close();
	const second = await connect(version(2), factory, vi.fn());
	onTestFinished(() => second.close());
	await second.put('notes', { id: 'two', by: 'alice' });
	expect(await second.getAll('notes')).toHaveLength(2);
	expect(await second.getAllKeysFromIndex('notes', 'by', 'alice')).toEqual(['two']);
});

test('an upgrade waits for older connections, and they give way', async () => {
	const factory = createFactory();
	const onLost = vi.fn();
	await connect(version(1), factory, onLost);
	const upgraded = await connect(version(2), factory, vi.fn());
	onTestFinished(() => upgraded.close());
	expect(onLost).toHaveBeenCalledOnce();
	expect(upgraded.version).toBe(2);
});

test('an upgrade that nobody lets happen is given up, and its late answer is closed', async () => {
	const factory = createFactory();
	const stubborn = await connect(version(1), factory, vi.fn());
	stubborn.onversionchange = null;
	vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
	onTestFinished(() => void vi.useRealTimers());
	const upgrade = connect(version(2), factory, vi.fn());
	const outcome = expect(upgrade).rejects.toMatchObject({ name: 'TimeoutError' });
	await vi.advanceTimersByTimeAsync(4000);
	await outcome;
	vi.useRealTimers();
	stubborn.close();
	// A connection left open would block this for ever.
	await new Promise((resolve) => (factory.deleteDatabase('porch-cache').onsuccess = resolve));
});
