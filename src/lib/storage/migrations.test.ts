import type { DBSchema, IDBPDatabase } from 'idb';
import { expect, test, vi } from 'vitest';
import { cacheDesign } from './cache-schema.ts';
import { connect, type DatabaseDesign } from './connection.ts';
import { keptDesign } from './kept-schema.ts';
import { createMemoryFactory } from './memory-factory.ts';

/** Every store and index of a database, one line each, keys included. */
function describeStores<S extends DBSchema>(database: IDBPDatabase<S>): string[] {
	const names = [...database.objectStoreNames];
	const transaction = database.transaction(names);
	return names.flatMap((name) => {
		const store = transaction.objectStore(name);
		const indexes = [...store.indexNames].map((each) => {
			const { keyPath, unique, multiEntry } = store.index(each);
			return `${name}/${each} ${JSON.stringify({ keyPath, unique, multiEntry })}`;
		});
		return [`${name} ${JSON.stringify({ keyPath: store.keyPath, rising: store.autoIncrement })}`, ...indexes];
	});
}

/** What a device has after each version, upgraded from one to the next. */
async function walkVersions<S extends DBSchema>(design: DatabaseDesign<S>): Promise<string[][]> {
	const factory = createMemoryFactory();
	const versions: string[][] = [];
	for (const count of design.migrations.keys()) {
		const migrations = design.migrations.slice(0, count + 1);
		const database = await connect({ ...design, migrations }, factory, vi.fn());
		versions.push(describeStores(database));
		database.close();
	}
	return versions;
}

function expectOnlyAdded(versions: string[][]): void {
	for (const [at, version] of versions.entries()) {
		expect(version).toEqual(expect.arrayContaining(versions[at - 1] ?? []));
		expect(version.length).toBeGreaterThan(versions[at - 1]?.length ?? 0);
	}
}

test('the migrations only add', async () => {
	expectOnlyAdded(await walkVersions(keptDesign));
	expectOnlyAdded(await walkVersions(cacheDesign));
});

test('what is kept lies in these stores since these versions', async () => {
	const versions = await walkVersions(keptDesign);
	const storesOf = (lines: string[]) =>
		lines.map((line) => line.split(' ')[0] ?? '').filter((name) => !name.includes('/'));
	const added = versions.map((lines, at) =>
		storesOf(lines).filter((name) => !storesOf(versions[at - 1] ?? []).includes(name))
	);
	expect(added).toEqual([
		['deviceKeys', 'drafts', 'intents', 'lists', 'marks', 'settings', 'vault'],
		['wishes'],
		['shared'],
		['notices'],
		['addressables'],
		['pictures']
	]);
});
