import { preloadCode } from '$app/navigation';
import { filesCame } from '$lib/files-came';
import { loadAccountWords, loadRoomWords } from '$lib/locales/messages';
import { log } from '$lib/log';

/** Milliseconds after somebody's groups are on screen: what they look at comes first. */
const fetchAfter = 2500;

/** Fetches the parts of the app that members open with a tap. The service worker keeps them. Returns how to stop. */
export function fetchAhead(): () => void {
	const idle = setTimeout(() => {
		Promise.all([
			import('$lib/components/member-parts'),
			import('$lib/stores/outbox-wake'),
			import('$lib/stores/message-acts'),
			import('$lib/pictures/prepare-picture'),
			import('$lib/storage/kept-pictures'),
			// A device may become full without a network.
			import('$lib/storage/eviction'),
			loadAccountWords(),
			loadRoomWords(),
			preloadCode('/settings')
		])
			.then(tellWhatCame)
			.catch((cause: unknown) => log('fetch-ahead', 'parts of the app could not be fetched', cause));
	}, fetchAfter);
	return () => clearTimeout(idle);
}

/** On a first visit the parts are faster than the service worker, and a page asks for none of them twice. */
async function tellWhatCame(): Promise<void> {
	const container = navigator.serviceWorker as ServiceWorkerContainer | undefined;
	const worker = (await container?.ready)?.active;
	const paths = performance
		.getEntriesByType('resource')
		.filter((entry) => entry instanceof PerformanceResourceTiming && entry.workerStart === 0)
		.map(({ name }) => new URL(name))
		.filter(({ origin }) => origin === location.origin)
		.map(({ pathname }) => pathname);
	if (paths.length > 0) worker?.postMessage(filesCame(paths));
}
