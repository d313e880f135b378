import { AppError } from '$lib/app-error';
import { systemClock } from '$lib/clock';
import { openUnattendedSigner } from '$lib/identity/unattended-signer';
import { outboxTag } from '$lib/outbox-tag';
import { groupPath } from '$lib/paths';
import type { Signer } from '$lib/protocol/signer';
import { notUploaded } from '$lib/storage/intent-pictures';
import { isUnfinished } from '$lib/storage/outbox';
import type { Intent } from '$lib/storage/kept-records';
import { openSendingStorage, type SendingStorage } from '$lib/storage/sending-storage';
import { openLocks } from '$lib/sync/local-locks';
import { NotificationTray } from '$lib/sync/notification-tray';
import { OutboxFlush } from '$lib/sync/outbox-flush';
import { RelayPool } from '$lib/sync/relay-pool';

/** The one notification that something waits: another takes its place. */
const noticeTag = 'outbox-waits';

/**
 * Sends the outbox when the browser says that there is a network (Background Sync), by the same locks as the pages.
 * What wants a person's key stays queued, and one notification says so where that was permitted and nobody looks.
 */
export function wakeForOutbox(worker: ServiceWorkerGlobalScope): void {
	worker.addEventListener('sync', (event) => {
		const { tag } = event as ExtendableEvent & { readonly tag: string };
		if (tag === outboxTag) (event as ExtendableEvent).waitUntil(sendOutbox(worker));
	});
	worker.addEventListener('notificationclick', (event) => {
		if (event.notification.tag !== noticeTag) return;
		event.notification.close();
		event.waitUntil(open(worker, String(event.notification.data)));
	});
}

/** Rejects while something is left that a later try may send: the browser tries again by itself. */
async function sendOutbox(worker: ServiceWorkerGlobalScope): Promise<void> {
	const storage = openSendingStorage();
	try {
		const held: Intent[] = [];
		let left = 0;
		const { leaving } = await storage.settings.all();
		for (const { pubkey } of await storage.vault.list()) {
			// Whoever signed out sends no more.
			if (pubkey === leaving) continue;
			const waiting = await waitingOf(storage, pubkey);
			if (waiting.length === 0) continue;
			const signer = await openUnattendedSigner(storage.vault, pubkey);
			const rest = signer ? await send(storage, signer) : waiting;
			const forPage = signer ? leftToPage(rest) : rest;
			held.push(...forPage);
			left += rest.length - forPage.length;
		}
		await sayWhatWaits(worker, storage, held);
		if (left > 0) throw new AppError('offline', 'later');
	} finally {
		storage.close();
	}
}

async function waitingOf({ outbox }: SendingStorage, pubkey: string): Promise<Intent[]> {
	return (await outbox.ofAccount(pubkey)).filter(isUnfinished);
}

/** Uploads outlast what a worker is given, and what is said after pictures comes after them. */
function leftToPage(rest: readonly Intent[]): Intent[] {
	const lineOf = ({ relay, group }: Intent): string => `${relay} ${group}`;
	const lines = new Set(rest.filter((intent) => notUploaded(intent).length > 0).map(lineOf));
	return rest.filter((intent) => lines.has(lineOf(intent)));
}

/** Gives the intents that are left. */
async function send(storage: SendingStorage, signer: Signer): Promise<Intent[]> {
	const signerOf = (scope: string): Signer | undefined => (scope === signer.pubkey ? signer : undefined);
	const pool = new RelayPool({ signerOf, clock: systemClock, random: Math.random });
	const flush = new OutboxFlush({
		...storage,
		connectionOf: (account, relay) => pool.connection(account, relay),
		signerOf,
		clock: systemClock
	});
	await flush.flushAll(signer.pubkey);
	await flush.idle();
	flush.close();
	pool.close();
	signer.close();
	return waitingOf(storage, signer.pubkey);
}

async function sayWhatWaits(
	{ clients, registration }: ServiceWorkerGlobalScope,
	{ settings }: SendingStorage,
	[first]: readonly Intent[]
): Promise<void> {
	const tray = new NotificationTray({
		registration: () => Promise.resolve(registration),
		locks: openLocks()
	});
	if (!first) await tray.close((tag) => tag === noticeTag);
	const words = await settings.find('waitingWords');
	if (!first || !words || Notification.permission !== 'granted') return;
	const windows = await clients.matchAll({ type: 'window', includeUncontrolled: true });
	// Whoever looks at the app is asked there.
	if (windows.some(({ visibilityState }) => visibilityState === 'visible')) return;
	await tray.show(words.title, {
		body: words.body,
		tag: noticeTag,
		icon: '/icon-192.png',
		data: groupPath({ relay: first.relay, id: first.group })
	});
}

async function open({ clients, location }: ServiceWorkerGlobalScope, path: string): Promise<void> {
	const [window] = await clients.matchAll({ type: 'window' });
	if (window && new URL(window.url).pathname === path) await window.focus();
	else await clients.openWindow(new URL(path, location.origin));
}
