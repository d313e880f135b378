/** Browsers that can put Porch on a home screen, as far as Porch asks them. */
import type { Page } from '@playwright/test';

/** Plays a browser that finds the page installable: a headless one finds it, too, but never says so to the page. */
export async function playInstallPrompt(page: Page): Promise<void> {
	await page.evaluate(() => {
		const prompt = () => Promise.resolve({ outcome: 'dismissed' });
		dispatchEvent(Object.assign(new Event('beforeinstallprompt'), { prompt }));
	});
}

/** Plays the Safari of an iPhone, on every page that is opened from now on. */
export async function playSafari(page: Page): Promise<void> {
	await page.addInitScript(() => {
		const userAgent = `${navigator.userAgent} Version/26.0 Mobile/15E148 Safari/604.1`;
		for (const [name, value] of Object.entries({ userAgent, standalone: false, maxTouchPoints: 5 }))
			Object.defineProperty(navigator, name, { value });
	});
}
