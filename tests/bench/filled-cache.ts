import type { BrowserContext } from '@playwright/test';
import { shellIsKept } from '../end-to-end/deployment.ts';
import { openPhone, type BenchApp } from './bench-app.ts';

/** Injected: copies the oldest message of the busiest place backwards in time until `wanted` events are there. */
async function copyBackwards(wanted: number): Promise<void> {
	interface StoredEvent {
		age: number;
		place: string;
		event: { id: string; kind: number; created_at: number };
	}
	const done = <T>(request: IDBRequest<T>): Promise<T> =>
		new Promise((resolve, reject) => {
			request.onsuccess = () => resolve(request.result);
			request.onerror = () => reject(request.error ?? new Error('refused'));
		});
	const database = await done(indexedDB.open('porch-cache'));
	const all = (await done(database.transaction('events').objectStore('events').getAll())) as StoredEvent[];
	const messages = all.filter(({ age, event }) => age !== undefined && event.kind === 9);
	const oldest = messages.toSorted((a, b) => b.age - a.age)[0];
	if (!oldest) throw new Error('there is no message to copy');
	for (let made = all.length; made < wanted;) {
		const transaction = database.transaction('events', 'readwrite');
		const store = transaction.objectStore('events');
		for (let batch = 0; batch < 5000 && made < wanted; batch += 1, made += 1) {
			const created_at = oldest.event.created_at - made * 30;
			const id = made.toString(16).padStart(64, '0');
			store.put({ ...oldest, age: -created_at, event: { ...oldest.event, id, created_at } });
		}
		await new Promise((resolve, reject) => {
			transaction.oncomplete = resolve;
			transaction.onerror = () => reject(transaction.error ?? new Error('refused'));
		});
	}
	database.close();
}

/** A phone that has read the conversation at `url` before and holds `events` cached events of it. */
export async function fillCache(app: BenchApp, url: string, events: number): Promise<BrowserContext> {
	const context = await openPhone(app.browser);
	const page = await context.newPage();
	await page.goto(url);
	await page.getByRole('log').getByRole('article').last().waitFor();
	await shellIsKept(page);
	await page.evaluate(copyBackwards, events);
	await page.close();
	return context;
}
