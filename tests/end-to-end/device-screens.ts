import { expect } from '@playwright/test';
import { playInstallPrompt, playSafari } from './install.ts';
import { at, button, openSheet, talk, type Screen, type Visit } from './screen-moves.ts';
import { beSharedInto, pictureAndMore } from './share.ts';

/** The home screen is offered by a browser that asks itself. */
async function beInstallable({ page, words }: Visit): Promise<void> {
	await page.goto('/');
	await expect(page.getByText('Garden Collective')).toBeVisible();
	await playInstallPrompt(page);
	await expect(
		page.getByText(words('Porch can be on your home screen: one tap, and no address bar.'))
	).toBeVisible();
}

/** The steps for Safari. */
async function beInSafari({ page, words }: Visit): Promise<void> {
	await playSafari(page);
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
	{
		name: 'scan',
		open: async (visit) => {
			await openSheet(visit, '/join', 'Scan a code');
			await expect(visit.page.getByText(visit.words('Hold the code inside the frame.'))).toBeVisible();
		}
	},
	{ name: 'sign-out', open: (visit) => openSheet(visit, '/settings', 'Sign out') }
];
