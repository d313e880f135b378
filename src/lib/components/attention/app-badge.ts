import { log } from '$lib/log';

/** What is asked of the browser; not every one can put a number on the app's icon. */
export type BadgeBrowser = Partial<Pick<Navigator, 'setAppBadge' | 'clearAppBadge'>>;

/** Puts a number on the app's icon, or takes it off. Where that cannot be done, nothing happens. */
export async function showAppBadge(browser: BadgeBrowser, count: number): Promise<void> {
	try {
		if (count > 0) await browser.setAppBadge?.(count);
		else await browser.clearAppBadge?.();
	} catch (cause) {
		log('app-badge', 'the icon took no number', cause); // some refuse in a tab, or until notifications are allowed
	}
}
