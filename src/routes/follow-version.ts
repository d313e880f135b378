import { dev } from '$app/environment';
import { page } from '$app/state';
import { log } from '$lib/log';
import { once } from '$lib/once';
import type { AppVersion } from './app-version';

export type { AppVersion };

/** Milliseconds: the first messages come before the service worker. */
const idleAfter = 3000;

/**
 * Follows, for as long as the page is open, which version of the app the host serves: once the page is idle, or as
 * soon as a part of the app could not be loaded. That may have been the page that it was started with.
 */
export function followVersion(opened: (version: AppVersion) => void): void {
	if (dev) return;
	// It may itself be missing, which is told like any other part: that must not ask for it again, and again.
	const load = once(() => import('./app-version'));
	const open = (isPartMissing: boolean): void => {
		load()
			.then(({ openVersion }) => opened(openVersion(isPartMissing)))
			.catch((cause: unknown) => log('version', 'could not be followed', cause));
	};
	setTimeout(open, page.error ? 0 : idleAfter, page.error !== null);
	addEventListener('vite:preloadError', () => open(true));
}
