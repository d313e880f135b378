import { foundGroup } from './group-founding.ts';
import { arriveAs, composer, message, openGroup } from './people.ts';
import { expect, test } from './stack.ts';

test('what a relay told is shown, cleared, and fetched again', async ({ app, page }) => {
	const group = foundGroup(app.relay, {
		id: 'letters',
		name: 'Letters',
		people: ['mara', 'theo'],
		said: ['There is a box of letters.']
	});
	await arriveAs(page, 'mara', group);
	await expect(message(page, 'There is a box of letters.')).toBeVisible();
	await page.goto('/settings');
	await page.getByRole('link', { name: 'See what is stored' }).click();
	const relay = page.getByRole('listitem').filter({ hasText: new URL(app.relay.url).host });
	await expect(relay).toContainText(/\d group/);
	await relay.getByRole('button', { name: /^Clear/ }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Clear', exact: true }).click();
	await expect(page.getByText('Nothing yet. Groups that you open are stored here.')).toBeVisible();
	await openGroup(page, group);
	await expect(message(page, 'There is a box of letters.')).toBeVisible();
});

test('a copy brings a draft to another phone; what is no copy changes nothing there', async ({
	app,
	openPhone
}, info) => {
	const group = foundGroup(app.relay, { id: 'moving', name: 'Moving', people: ['mara', 'theo'] });
	const old = await arriveAs(await openPhone(), 'mara', group);
	await composer(old).fill('Half a sentence');
	await old.goto('/settings/storage');
	await expect(old.getByText('Something begun in 1 group')).toBeVisible();
	const [download] = await Promise.all([
		old.waitForEvent('download'),
		old.getByRole('button', { name: 'Save a copy' }).click()
	]);
	const file = info.outputPath('copy.jsonl');
	await download.saveAs(file);

	const phone = await arriveAs(await openPhone(), 'mara', group);
	await phone.goto('/settings/storage');
	const input = phone.getByLabel('Add from a copy').and(phone.locator('input'));
	const picture = { name: 'cat.png', mimeType: 'image/png', buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47]) };
	await input.setInputFiles(picture);
	await expect(phone.getByRole('alert')).toContainText('This file is no whole copy from Porch.');
	await input.setInputFiles(file);
	await expect(phone.getByText(/thing[s]? w(as|ere) added/)).toBeVisible();
	await openGroup(phone, group);
	await expect(composer(phone)).toHaveValue('Half a sentence');
});
