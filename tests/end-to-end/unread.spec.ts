import type { Locator, Page } from '@playwright/test';
import type { RunningRelay } from '../../dev/relay/start-relay.ts';
import type { GroupKey } from '../../src/lib/protocol/group-key.ts';
import { foundGroup, sayAs } from './group-founding.ts';
import { arriveNew, join, message, openGroup } from './people.ts';
import { expect, test } from './stack.ts';

interface Reader {
	/** Their public key. */
	me: string;
	group: GroupKey;
	/** The group in their list. */
	line: Locator;
}

/** Somebody joins a group of this name, reads what was said there, and goes back to the list of their groups. */
async function readAndLeave(
	page: Page,
	relay: RunningRelay,
	{ id, name, said }: { id: string; name: string; said: string }
): Promise<Reader> {
	const group = foundGroup(relay, { id, name, flags: ['restricted'], said: [said] });
	const me = await arriveNew(page, group);
	await join(page);
	await expect(message(page, said)).toBeVisible();
	// By the link, as people leave: what was seen in the last moments counts only then.
	await page.getByRole('link', { name: 'Back' }).click();
	const line = page.getByRole('link', { name });
	await expect(line).toBeVisible();
	return { me, group, line };
}

test('what came in meanwhile is counted at its group, marked where it begins, and read once it was seen', async ({
	app,
	page
}) => {
	const mailbox = { id: 'mailbox', name: 'Mailbox', said: 'Has the post been?' };
	const { group, line } = await readAndLeave(page, app.relay, mailbox);
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
	const doorbell = { id: 'doorbell', name: 'Doorbell', said: 'Ding' };
	const { me, group, line } = await readAndLeave(page, app.relay, doorbell);
	sayAs(app.relay, 'mara', group.id, 'Only a dog', -1);
	for (const [at, text] of ['Dong', 'Dong dong'].entries())
		sayAs(app.relay, 'mara', group.id, text, -2 - at, [me]);
	await expect.poll(badge).toBe('2');
	await line.click();
	await expect(message(page, 'Dong dong')).toBeVisible();
	await page.getByRole('link', { name: 'Back' }).click();
	await expect.poll(badge).toBe('0');
});
