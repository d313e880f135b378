import type { Page } from '@playwright/test';
import { trayLock } from '../../src/lib/group-notice.ts';
import { outboxTag } from '../../src/lib/outbox-tag.ts';

/**
 * Lets the browser find a network, as far as the service worker of `app` (its origin) is told: Background Sync. The
 * page may be any of the same browser, and is told of no other.
 */
export async function wakeServiceWorker(page: Page, app: string): Promise<void> {
	const session = await page.context().newCDPSession(page);
	const registered = new Promise<string>((resolve) => {
		session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
			for (const { registrationId, isDeleted } of registrations) if (!isDeleted) resolve(registrationId);
		});
	});
	await session.send('ServiceWorker.enable');
	await session.send('ServiceWorker.dispatchSyncEvent', {
		origin: app,
		registrationId: await registered,
		tag: outboxTag,
		lastChance: false
	});
	await session.detach();
}

/** One of the app's notifications: what it says, where it leads, and when it was shown (milliseconds). */
export interface Notice {
	title: string;
	body: string;
	path: string;
	at: number;
}

/**
 * The app's notifications, asked from its service worker: a page of the app that asked would be somebody who looks,
 * and whoever looks is sent no notification. Asked in turn with the app, as all of its tabs do: Chromium forgets what
 * is about to be shown while somebody asks.
 */
export async function notices(page: Page): Promise<Notice[]> {
	const [worker] = page.context().serviceWorkers();
	if (!worker) throw new Error('No service worker of the app runs.');
	return worker.evaluate(async (lock) => {
		const { registration } = globalThis as unknown as ServiceWorkerGlobalScope;
		const shown = await navigator.locks.request(lock, () => registration.getNotifications());
		return shown.map((notice) => ({
			title: notice.title,
			body: notice.body,
			path: String(notice.data),
			// Not in TypeScript's list of what all browsers have.
			at: (notice as Notification & { timestamp: number }).timestamp
		}));
	}, trayLock);
}

/**
 * Plays a tap on a notification: no browser lets a script tap a real one. The worker is told of it as by the browser,
 * but may not take the foreground, which takes a person's tap.
 */
export async function tapNotice(page: Page, title: string): Promise<void> {
	const [worker] = page.context().serviceWorkers();
	if (!worker) throw new Error('No service worker of the app runs.');
	await worker.evaluate(
		async ({ title, lock }) => {
			const { registration } = globalThis as unknown as ServiceWorkerGlobalScope;
			const shown = await navigator.locks.request(lock, () => registration.getNotifications());
			const notification = shown.find((notice) => notice.title === title);
			if (!notification) throw new Error('There is no such notification.');
			const tap = new NotificationEvent('notificationclick', { notification });
			// The browser's own events only may be waited for.
			Object.assign(tap, { waitUntil: () => undefined });
			dispatchEvent(tap);
		},
		{ title, lock: trayLock }
	);
}

/** Ends the service worker, as a browser does that nobody has asked for anything in a while. What comes next starts it. */
export async function stopServiceWorker(page: Page): Promise<void> {
	const session = await page.context().newCDPSession(page);
	await session.send('ServiceWorker.enable');
	await session.send('ServiceWorker.stopAllWorkers');
	await session.detach();
}
