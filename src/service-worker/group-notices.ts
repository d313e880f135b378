import { isGroupNoticeTag, type OpenRequest } from '$lib/group-notice';

/** Milliseconds that a window has to say that it goes where it is asked to: it may have been asleep. */
const answerMs = 1500;

/** A tap on a group's notification leads to its message: in a window that is open, or in a new one. */
export function openGroupNotices(worker: ServiceWorkerGlobalScope): void {
	worker.addEventListener('notificationclick', (event) => {
		const { notification } = event;
		if (!isGroupNoticeTag(notification.tag)) return;
		notification.close();
		event.waitUntil(openPath(worker, String(notification.data)));
	});
}

async function openPath({ clients, location }: ServiceWorkerGlobalScope, path: string): Promise<void> {
	const windows = await clients.matchAll({ type: 'window', includeUncontrolled: true });
	const window = windows.find(({ visibilityState }) => visibilityState === 'visible') ?? windows[0];
	if (!window) {
		await clients.openWindow(new URL(path, location.origin));
		return;
	}
	// First, while the tap still permits it.
	const [focused, isTaken] = await Promise.all([
		window.focus().catch(() => window),
		// The page goes there by itself, so that a call or a half-written message lives on.
		isTakenBy(window, { open: path })
	]);
	if (!isTaken) await focused.navigate(new URL(path, location.origin));
}

function isTakenBy(window: WindowClient, request: OpenRequest): Promise<boolean> {
	const { port1, port2 } = new MessageChannel();
	return new Promise((resolve) => {
		const timer = setTimeout(() => resolve(false), answerMs);
		port1.onmessage = () => {
			clearTimeout(timer);
			resolve(true);
		};
		window.postMessage(request, [port2]);
	});
}
