import { groupPath } from '../../src/lib/paths.ts';
import { createSecretKey, pubkeyOf } from '../../src/lib/protocol/signature.ts';
import { installExtension, signInWithExtension } from './extension.ts';
import { foundGroup, sayAs } from './group-founding.ts';
import { composer, message, openGroup } from './people.ts';
import { expect, test } from './stack.ts';

test('what came in meanwhile is counted at its group, marked where it begins, and read once it was seen', async ({
	app,
	page
}) => {
	const group = foundGroup(app.relay, {
		id: 'mailbox',
		name: 'Mailbox',
		flags: ['restricted'],
		said: ['Has the post been?']
	});
	await installExtension(page, createSecretKey());
	await signInWithExtension(page, groupPath(group));
	await page.getByRole('button', { name: 'Join', exact: true }).click();
	await expect(composer(page)).toBeVisible();
	await expect(message(page, 'Has the post been?')).toBeVisible();

	// By the link, as people leave: what was seen in the last moments counts only then.
	await page.getByRole('link', { name: 'Back' }).click();
	const line = page.getByRole('link', { name: /Mailbox/ });
	await expect(line).toBeVisible();
	await expect(line.getByText(/unread message/)).toHaveCount(0);
	for (const [at, text] of ['A parcel', 'And a card'].entries()) {
		sayAs(app.relay, 'mara', group.id, text, -1 - at);
	}
	await expect(line.getByText('2 unread messages')).toBeAttached();
	await page.reload();
	await expect(line.getByText('2 unread messages')).toBeAttached();

	await line.click();
	await expect(page.getByText('2 new', { exact: true })).toBeVisible();
	await expect(message(page, 'And a card')).toBeVisible();
	await page.getByRole('link', { name: 'Back' }).click();
	await expect(line.getByText('And a card')).toBeVisible();
	await expect(line.getByText(/unread message/)).toHaveCount(0);
	await openGroup(page, group);
	await expect(message(page, 'And a card')).toBeVisible();
	await expect(page.getByText(/\d new$/)).toHaveCount(0);
});

test('the icon of the app is given the number of unread mentions, and loses it when they were read', async ({
	app,
	page
}) => {
	// No screen of a test has an icon: what the browser is told is written down on its way there.
	await page.addInitScript(() => {
		const { setAppBadge, clearAppBadge } = Navigator.prototype;
		const note = (count: number): void => localStorage.setItem('told-badge', String(count));
		Navigator.prototype.setAppBadge = function (count = 0) {
			return setAppBadge.call(this, count).then(() => note(count));
		};
		Navigator.prototype.clearAppBadge = function () {
			return clearAppBadge.call(this).then(() => note(0));
		};
	});
	const badge = (): Promise<string | null> => page.evaluate(() => localStorage.getItem('told-badge'));
	const group = foundGroup(app.relay, {
		id: 'doorbell',
		name: 'Doorbell',
		flags: ['restricted'],
		said: ['Ding']
	});
	const key = createSecretKey();
	await installExtension(page, key);
	await signInWithExtension(page, groupPath(group));
	await page.getByRole('button', { name: 'Join', exact: true }).click();
	await expect(composer(page)).toBeVisible();
	await expect(message(page, 'Ding')).toBeVisible();
	await page.getByRole('link', { name: 'Back' }).click();
	const line = page.getByRole('link', { name: /Doorbell/ });
	await expect(line).toBeVisible();
	sayAs(app.relay, 'mara', group.id, 'Only a dog', -1);
	for (const [at, text] of ['Dong', 'Dong dong'].entries())
		sayAs(app.relay, 'mara', group.id, text, -2 - at, [pubkeyOf(key)]);
	await expect.poll(badge).toBe('2');
	await line.click();
	await expect(message(page, 'Dong dong')).toBeVisible();
	await page.getByRole('link', { name: 'Back' }).click();
	await expect.poll(badge).toBe('0');
});
