import { expect } from '@playwright/test';
import { at, button, openSheet, talk, type Screen, type Visit } from './screen-moves.ts';
import { beSharedInto, pictureAndMore } from './share.ts';

/** Plays a browser that offers to install the page: a headless one never does. */
async function beInstallable(visit: Visit): Promise<void> {
	const { page, words } = visit;
	await page.goto('/');
	await expect(page.getByText('Garden Collective')).toBeVisible();
	await page.evaluate(() => {
		const prompt = () => Promise.resolve({ outcome: 'dismissed' });
		dispatchEvent(Object.assign(new Event('beforeinstallprompt'), { prompt }));
	});
	await expect(
		page.getByText(words('Porch can be on your home screen: one tap, and no address bar.'))
	).toBeVisible();
}

/** Plays the Safari of an iPhone, as far as Porch asks. */
async function beInSafari(visit: Visit): Promise<void> {
	const { page, words } = visit;
	await page.addInitScript(() => {
		const userAgent = `${navigator.userAgent} Version/26.0 Mobile/15E148 Safari/604.1`;
		for (const [name, value] of Object.entries({ userAgent, standalone: false, maxTouchPoints: 5 }))
			Object.defineProperty(navigator, name, { value });
	});
	await page.goto('/');
	await page.getByRole('button', { name: words('Show me how') }).click();
	await expect(page.getByRole('dialog')).toBeVisible();
}

/** What a person sets, keeps and clears on their device. */
export const deviceScreens: readonly Screen[] = [
	{ name: 'share', open: ({ page }) => beSharedInto(page, pictureAndMore) },
	{
		name: 'settings',
		open: at(
			() => '/settings',
			({ page }) => expect(page.getByRole('heading', { name: 'Mara' })).toBeVisible()
		)
	},
	{
		name: 'storage',
		open: async (visit) => {
			await talk(visit, 'garden');
			await visit.page.goto('/settings/storage');
			await expect(button(visit, 'Save a copy')).toBeVisible();
		}
	},
	{
		name: 'storage-clear',
		open: async (visit) => {
			await talk(visit, 'garden');
			await openSheet(visit, '/settings/storage', 'Clear');
		}
	},
	{ name: 'install-offer', open: beInstallable },
	{ name: 'install-ios', open: beInSafari },
	{ name: 'sign-out', open: (visit) => openSheet(visit, '/settings', 'Sign out') }
];
