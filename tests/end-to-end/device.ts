import type { Page } from '@playwright/test';

/** Everything that the browser keeps for Porch, as one text: databases, caches by their addresses, and storages. */
export async function readDevice(page: Page): Promise<string> {
	return page.evaluate(async () => {
		const settled = <Result>(request: IDBRequest<Result>): Promise<Result> =>
			new Promise((resolve, reject) => {
				request.onsuccess = () => resolve(request.result);
				request.onerror = () => reject(request.error ?? new Error('unreadable'));
			});
		const plain = (_name: string, value: unknown): unknown =>
			value instanceof CryptoKey ? `CryptoKey, extractable: ${value.extractable}` : value;
		const parts: string[] = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })];
		for (const { name = '' } of await indexedDB.databases()) {
			const database = await settled(indexedDB.open(name));
			for (const store of database.objectStoreNames) {
				const objects = database.transaction(store).objectStore(store);
				const [keys, values] = await Promise.all([settled(objects.getAllKeys()), settled(objects.getAll())]);
				parts.push(JSON.stringify([name, store, keys, values], plain));
			}
			database.close();
		}
		for (const name of await caches.keys()) {
			const requests = await (await caches.open(name)).keys();
			parts.push(JSON.stringify([name, requests.map(({ url }) => url)]));
		}
		return parts.join('\n');
	});
}
