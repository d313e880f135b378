import { m } from '$lib/locales/messages';
import { outboxTag } from '$lib/outbox-tag';
import type { Settings } from '$lib/storage/settings';

/** Background Sync, where a browser has it; the platform's types do not know it. */
interface SyncRegistration {
	readonly sync: { register(tag: string): Promise<void> };
}

function hasSync(
	registration: ServiceWorkerRegistration
): registration is ServiceWorkerRegistration & SyncRegistration {
	return 'sync' in registration;
}

/**
 * Asks the browser to wake the service worker for the outbox, should this page be gone before everything is sent.
 * Where there is no Background Sync, the next start, the next look and the next network send it. Rejects where the
 * browser does not permit it.
 */
export async function askForWake(settings: Pick<Settings, 'find' | 'put'>): Promise<void> {
	const registration = await globalThis.navigator.serviceWorker?.getRegistration();
	if (!registration || !hasSync(registration)) return;
	// The worker has no catalogue, and may have to say that something waits.
	const words = { title: m.conversation_waits(), body: m.conversation_waits_hint() };
	const known = await settings.find('waitingWords');
	if (known?.title !== words.title || known.body !== words.body) await settings.put('waitingWords', words);
	await registration.sync.register(outboxTag);
}
