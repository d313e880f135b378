// Deployed in place of service-worker.js, this ends the worker on every device that comes by: it drops the stored
// shells and nothing else, and the next start comes from the host. Open pages go on.
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (globalThis));

async function end() {
	const shells = (await caches.keys()).filter((name) => name.startsWith('shell-'));
	await Promise.all(shells.map((name) => caches.delete(name)));
	await worker.registration.unregister();
}

worker.addEventListener('install', () => void worker.skipWaiting());
worker.addEventListener('activate', (event) => event.waitUntil(end()));
