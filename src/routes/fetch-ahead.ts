import { preloadCode } from '$app/navigation';
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
			// A device may become full without a network.
			import('$lib/storage/eviction'),
			loadAccountWords(),
			loadRoomWords(),
			preloadCode('/settings')
		]).catch((cause: unknown) => log('fetch-ahead', 'parts of the app could not be fetched', cause));
	}, fetchAfter);
	return () => clearTimeout(idle);
}
