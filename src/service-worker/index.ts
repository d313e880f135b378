/// <reference types="@sveltejs/kit" />
import { version } from '$service-worker';
import { registerRoute } from 'workbox-routing';
import { pathsThatCame } from '$lib/files-came';
import { askedShare } from '$lib/held-share';
import { isVersionQuestion } from '$lib/shell-version';
import { openKept, type KeptStorage } from '$lib/storage/kept-storage';
import { AppShell } from './app-shell';
import { openGroupNotices } from './group-notices';
import { wakeForOutbox } from './outbox-wake';
import { PictureAnswer } from './picture-answer';
import { ShareTarget } from './share-target';

const worker = globalThis as unknown as ServiceWorkerGlobalScope;

let kept: KeptStorage | undefined;
const storage = (): KeptStorage => (kept ??= openKept());
const shell = new AppShell(version);
const pictures = new PictureAnswer(() => storage().settings);
const shares = new ShareTarget(storage);

// Nothing waits: open pages keep their own files (see AppShell), and the next start is the new version.
worker.addEventListener('install', (event) => {
	event.waitUntil(shell.store().then(() => worker.skipWaiting()));
});
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));
for (const route of [shell.files(), shell.page(), pictures.route(), shares.route()]) registerRoute(route);
worker.addEventListener('message', (event) => {
	const came = pathsThatCame(event.data);
	if (came) return event.waitUntil(shell.keep(came));
	const id = askedShare(event.data);
	if (id !== undefined) return event.ports[0]?.postMessage(shares.held(id));
	if (!isVersionQuestion(event.data)) return;
	event.ports[0]?.postMessage(shell.version);
	// Whoever asks holds the lock of its own version by now.
	const { registration } = worker;
	event.waitUntil(shell.dropOthers(() => Boolean(registration.installing ?? registration.waiting)));
});
wakeForOutbox(worker);
openGroupNotices(worker);
