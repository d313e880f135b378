/** `npm run pictures`: takes the README's pictures anew, from the built app and the demo community. */
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { personOf } from '../../dev/demo/people.ts';
import { groupPath, roomPath } from '../../src/lib/paths.ts';
import { installExtension, signInWithExtension } from '../end-to-end/extension.ts';
import { messages } from '../end-to-end/people.ts';
import { expect, test } from '../end-to-end/stack.ts';

const folder = join('docs', 'pictures');

test.use({ bots: true, deviceScaleFactor: 2 });

async function take(page: Page, name: string): Promise<void> {
	// Pictures of people arrive after the words.
	await expect
		.poll(() => page.evaluate(() => [...document.images].every((image) => image.complete)))
		.toBe(true);
	await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled', caret: 'hide' });
}

async function arrive(page: Page, handle: string, path: string): Promise<void> {
	await installExtension(page, personOf(handle).secretKey);
	await signInWithExtension(page, path);
}

test('home', async ({ page }) => {
	await arrive(page, 'mara', '/');
	await expect(page.getByText('Garden Collective')).toBeVisible();
	// Every group with its last words, everybody with their name.
	await expect(page.getByText('hohe')).toBeVisible();
	await expect(page.getByText(/npub1/)).toHaveCount(0);
	await take(page, 'home');
});

test('conversation', async ({ app, page }) => {
	await arrive(page, 'mara', groupPath({ relay: app.relay.url, id: 'garden' }));
	await expect(messages(page).filter({ hasText: 'Two radishes' })).toBeVisible();
	await take(page, 'conversation');
});

test('room', async ({ app, page }) => {
	await arrive(page, 'mara', roomPath({ relay: app.relay.url, id: 'garden' }));
	await page.getByRole('button', { name: 'Go in' }).click();
	await expect(page.locator('video')).toHaveCount(2);
	await take(page, 'room');
});
