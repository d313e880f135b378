/** Porch without a pointer: everything is reached by Tab, done by Enter or Space, left by Escape, and named. */
import type { Locator, Page } from '@playwright/test';
import { relayPath } from '../../src/lib/paths.ts';
import { foundGroup, sayAs } from './group-founding.ts';
import { arriveAs, composer, message } from './people.ts';
import { expect, test } from './stack.ts';

/** A phone or a desk: the keys are the same. */
const tabsAtMost = 40;

/** Presses Tab until the focus is on it; fails when it is never reached. */
async function tabTo(page: Page, target: Locator, key = 'Tab'): Promise<void> {
	await expect(target).toBeVisible();
	for (let pressed = 0; pressed < tabsAtMost; pressed += 1) {
		await page.keyboard.press(key);
		if (await target.evaluate((element) => element === document.activeElement)) return;
	}
	throw new Error(`${tabsAtMost} times ${key} did not reach it: ${String(target)}`);
}

const focused = (page: Page): Locator => page.locator(':focus');

test('a sheet opens and closes by keys, and the focus is where it was', async ({ app, page }) => {
	const group = foundGroup(app.relay, { id: 'keys-about', name: 'Choir' });
	await arriveAs(page, 'mara', group);
	await expect(composer(page)).toBeVisible();
	await tabTo(page, page.getByRole('link', { name: 'More about this group' }));
	await page.keyboard.press('Enter');
	for (const [opener, title, key] of [
		['Who may do what', 'Who may do what', 'Enter'],
		['Leave this group', 'Leave Choir?', 'Space']
	] as const) {
		const button = page.getByRole('button', { name: opener });
		await tabTo(page, button);
		await page.keyboard.press(key);
		const sheet = page.getByRole('dialog', { name: title });
		await expect(sheet).toBeFocused();
		await page.keyboard.press('Tab');
		await expect(sheet.getByRole('button', { name: 'Close' })).toBeFocused();
		await page.keyboard.press('Escape');
		await expect(sheet).toHaveCount(0);
		await expect(button).toBeFocused();
	}
});

test('a message is chosen, answered and reacted to by keys', async ({ app, page }) => {
	const group = foundGroup(app.relay, { id: 'keys-talk', name: 'Choir', people: ['mara', 'yusuf'] });
	sayAs(app.relay, 'yusuf', group.id, 'Altos at seven?', 5);
	await arriveAs(page, 'mara', group);
	const asked = message(page, 'Altos at seven?');
	await expect(asked).toBeVisible();
	await expect(composer(page)).toBeVisible();
	// One stop for the whole list: the arrows go from message to message.
	await tabTo(page, asked);
	await page.keyboard.press('Enter');
	const sheet = page.getByRole('dialog');
	await expect(sheet).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(sheet).toHaveCount(0);
	await expect(asked).toBeFocused();

	await page.keyboard.press('Enter');
	await tabTo(page, sheet.getByRole('button', { name: 'Details' }));
	await page.keyboard.press('Enter');
	await expect(page.getByRole('dialog', { name: 'Details' })).toBeFocused();
	await page.keyboard.press('Escape');
	await expect(asked).toBeFocused();

	await page.keyboard.press('Enter');
	await tabTo(page, sheet.getByRole('button', { name: 'Reply' }));
	await page.keyboard.press('Space');
	await expect(composer(page)).toBeFocused();
	await page.keyboard.type('At half past.');
	await tabTo(page, page.getByRole('button', { name: 'Send' }));
	await page.keyboard.press('Enter');
	await expect(message(page, 'At half past.').getByText('sent', { exact: true })).toBeAttached();
});

test('the way in, the lists and the settings are reached by keys, and every stop has a name', async ({
	app,
	page
}) => {
	foundGroup(app.relay, { id: 'keys-way', name: 'Choir' });
	await page.goto('/');
	await expect(page.getByRole('main')).toBeVisible();
	await page.keyboard.press('Tab');
	await expect(focused(page)).toHaveText('Skip to the content');
	await tabTo(page, page.getByRole('link', { name: 'Start with a name' }));
	await page.keyboard.press('Enter');
	await tabTo(page, page.getByRole('textbox', { name: 'Your name' }));
	await page.keyboard.type('Wren');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { name: 'How should your key be locked?' })).toBeFocused();
	await tabTo(page, page.getByLabel('A new password'));

	for (const path of ['/', '/discover', '/settings', '/join']) {
		await page.goto(path);
		await expect(page.getByRole('main')).toBeVisible();
		await page.keyboard.press('Tab');
		await expect(focused(page)).toHaveText('Skip to the content');
		await page.keyboard.press('Enter');
		await expect(page.getByRole('main')).toBeFocused();
		await page.keyboard.press('Tab');
		await expect(focused(page)).toHaveAccessibleName(/\S/);
	}
});

test('people are mentioned, and choices made, by the arrows', async ({ app, page }) => {
	const people = ['mara', 'yusuf', 'theo'];
	const group = foundGroup(app.relay, { id: 'keys-arrows', name: 'Choir', people });
	await arriveAs(page, 'mara', group);
	await expect(composer(page)).toBeVisible();
	await tabTo(page, composer(page));
	await page.keyboard.type('Ask @');
	const second = page.getByRole('option').nth(1);
	await expect(second).toBeVisible();
	await page.keyboard.press('ArrowDown');
	await expect(second).toHaveAttribute('aria-selected', 'true');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('option')).toHaveCount(0);
	await expect(composer(page)).toHaveValue(/^Ask @./);
	await expect(composer(page)).toBeFocused();

	await page.goto(relayPath(app.relay.url));
	const opener = page.getByRole('button', { name: 'Create a group' });
	await tabTo(page, opener);
	await page.keyboard.press('Space');
	const radios = page.getByRole('radio');
	await tabTo(page, radios.first());
	await page.keyboard.press('ArrowDown');
	await expect(radios.nth(1)).toBeChecked();
	await expect(radios.nth(1)).toBeFocused();
	await page.keyboard.press('Escape');
	await expect(page.getByRole('dialog')).toHaveCount(0);
	await expect(opener).toBeFocused();
});
