/** What is done to a phone's storage, and asked of it, past the app. */
import type { Page } from '@playwright/test';

/** Takes the device's storage in use, so that whatever else writes has to wait. */
export async function blockStorage(page: Page, milliseconds: number): Promise<void> {
	await page.evaluate(
		(duration) =>
			new Promise<void>((resolve, reject) => {
				const opening = indexedDB.open('porch-kept');
				opening.onerror = () => reject(new Error('not opened'));
				opening.onsuccess = () => {
					const store = opening.result
						.transaction([...opening.result.objectStoreNames], 'readwrite')
						.objectStore('drafts');
					const end = performance.now() + duration;
					const hold = (): void => {
						if (performance.now() > end) opening.result.close();
						else store.count().onsuccess = hold;
					};
					hold();
					resolve();
				};
			}),
		milliseconds
	);
}

/**
 * Lets the app store nothing more, or everything again. Played: Chromium takes no other quota once it
 * was asked how much is left, so what is stored fails here as it fails on a full disk.
 */
export async function playFull(page: Page, full: boolean): Promise<void> {
	await page.evaluate((isFull) => {
		const { prototype } = IDBObjectStore;
		const played = prototype as unknown as { honestAdd?: IDBObjectStore['add'] };
		played.honestAdd ??= prototype.add;
		prototype.add = isFull
			? () => {
					throw new DOMException('The device is full', 'QuotaExceededError');
				}
			: played.honestAdd;
	}, full);
}

/** How much the device has left to send: the screen draws only the rows around where one reads. */
export function countOutgoing(page: Page): Promise<number> {
	return page.evaluate(
		() =>
			new Promise<number>((resolve, reject) => {
				const opening = indexedDB.open('porch-kept');
				opening.onerror = () => reject(new Error('not opened'));
				opening.onsuccess = () => {
					const { result: database } = opening;
					const counting = database.transaction('intents').objectStore('intents').count();
					counting.onsuccess = () => resolve(counting.result);
					database.close();
				};
			})
	);
}
