import { groupPath } from '../../src/lib/paths.ts';
import { createSecretKey } from '../../src/lib/protocol/signature.ts';
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
