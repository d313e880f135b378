import type { Page } from '@playwright/test';
import { nsecEncode } from 'nostr-tools/nip19';
import { personOf } from '../../dev/demo/people.ts';
import { groupPath } from '../../src/lib/paths.ts';
import type { GroupKey } from '../../src/lib/protocol/group-key.ts';
import { buildInviteLink } from '../../src/lib/protocol/group-reference.ts';
import type { RunningRelay } from '../../dev/relay/start-relay.ts';
import { shellIsKept } from './deployment.ts';
import { foundGroup } from './group-founding.ts';
import { arriveAs, composer, createKey, expectSent, join, lockWithPassword, message, say } from './people.ts';
import { redDot, shareInto } from './share.ts';
import { expect, test } from './stack.ts';

/** A group that Kenji has joined, open on his phone. */
async function joinAsKenji(page: Page, relay: RunningRelay, id: string, name: string): Promise<GroupKey> {
	const group = foundGroup(relay, { id, name, flags: ['restricted'] });
	await arriveAs(page, 'kenji', group);
	await join(page);
	await shellIsKept(page);
	return group;
}

test('a link shared from another app is put into the group that one chooses, after what stands there', async ({
	app,
	page
}) => {
	await joinAsKenji(page, app.relay, 'shared-reading', 'Shared reading');
	await composer(page).fill('Look at this:');
	await shareInto(page, { title: 'On porches', text: 'https://paper.example/porches' });

	await expect(page.getByRole('heading', { name: 'Send to which group?' })).toBeVisible();
	await expect(page.getByText('https://paper.example/porches')).toBeVisible();
	await page.getByLabel('Search my groups').fill('nothing like it');
	await expect(page.getByText('None of your groups is called that.')).toBeVisible();
	await page.getByLabel('Search my groups').fill('reading');
	await page.getByRole('button', { name: 'Shared reading' }).click();
	await expect(composer(page)).toHaveValue('Look at this:\nOn porches\nhttps://paper.example/porches');
	await page.getByRole('button', { name: 'Send' }).click();
	await expectSent(message(page, 'https://paper.example/porches'));

	await page.goto('/share');
	await expect(page.getByText('Nothing waits to be sent')).toBeVisible();
});

test('a stranger shares an invite into Porch, closes it, and joins by it later', async ({ app, page }) => {
	const group = foundGroup(app.relay, {
		id: 'tool-library',
		name: 'Tool library',
		flags: ['restricted', 'closed'],
		invite: 'hammer'
	});
	await page.goto('/');
	await shellIsKept(page);
	const link = buildInviteLink(app.url, group, 'hammer');
	await shareInto(page, { text: `Join Tool library on Porch: ${link}` });
	await expect(page.getByRole('heading', { name: 'Tool library' })).toBeVisible();
	await expect(page.getByText('You have an invite')).toBeVisible();
	const context = page.context();
	await page.close();

	const later = await context.newPage();
	await later.goto('/');
	await expect(later.getByText('An invite waits for you.')).toBeVisible();
	await later.getByRole('link', { name: 'Have a look' }).click();
	await later.getByRole('button', { name: 'Join with invite' }).click();
	await createKey(later, 'Wren');
	await later.getByRole('button', { name: 'Join with invite' }).click();
	await expect(composer(later)).toBeVisible();
	await later.getByRole('link', { name: 'Back' }).click();
	await expect(later.getByRole('link', { name: /Tool library/ })).toBeVisible();
	await expect(later.getByText('An invite waits for you.')).toHaveCount(0);
});

test('what is shared by nobody waits until somebody has signed in', async ({ app, page }) => {
	await page.goto('/');
	await shellIsKept(page);
	await shareInto(page, { text: 'Remember the milk' });
	const here = page.url();
	const later = await page.context().newPage();
	await later.goto('/');
	await shareInto(later, { text: 'And the eggs' });
	await later.close();
	await page.getByRole('link', { name: 'I have a key' }).click();
	await page.getByRole('link', { name: 'Paste' }).click();
	await page.getByLabel('Your key').fill(nsecEncode(personOf('mara').secretKey));
	await page.getByRole('button', { name: 'Continue' }).click();
	await lockWithPassword(page);
	await expect(page).toHaveURL(here);
	await expect(page.getByText('Remember the milk')).toBeVisible();
	await page.getByRole('button', { name: 'Garden Collective' }).click();
	await expect(composer(page)).toHaveValue('Remember the milk');
	await page.goto('/share');
	await expect(page.getByText('And the eggs')).toBeVisible();
	await page.goto(groupPath({ relay: app.relay.url, id: 'garden' }));
	await expect(composer(page)).toHaveValue('Remember the milk');
});

test('ten megabytes, a hundred links, garbage and what is no picture: a clear sentence, and nothing is lost', async ({
	app,
	page
}) => {
	const group = await joinAsKenji(page, app.relay, 'odd-things', 'Odd things');

	await shareInto(page, { text: 'word '.repeat(2_000_000) });
	await expect(page.getByText(/too long for a message: it has 9,999,999 characters/)).toBeVisible();
	await expect(page.getByRole('button', { name: 'Odd things' })).toHaveCount(0);
	await page.reload();
	await page.getByRole('button', { name: 'Discard' }).click();

	const links = Array.from({ length: 100 }, (_, at) => buildInviteLink(app.url, group, `code-${at}`));
	await shareInto(page, { text: links.join('\n') });
	await page.getByRole('button', { name: 'Odd things' }).click();
	await expect(composer(page)).toHaveValue(links.join('\n'));
	await composer(page).fill('');

	const pdf = { name: 'report.pdf', type: 'application/pdf', data: btoa('%PDF') };
	await shareInto(page, { files: [pdf, redDot] });
	await expect(page.getByText('Left out: report.pdf')).toBeVisible();
	await expect(page.getByRole('img', { name: 'dot.png' })).toBeVisible();
	await page.getByRole('button', { name: 'Discard' }).click();

	const answer = await page.evaluate(async () => {
		const headers = { 'Content-Type': 'multipart/form-data; boundary=x' };
		return (await fetch('/share', { method: 'POST', headers, body: 'no form at all' })).url;
	});
	await page.goto(answer);
	await expect(page.getByText('Porch could not read what was shared.')).toBeVisible();
});

test('what is pasted does the same as what is shared', async ({ app, page }) => {
	await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: app.url });
	await joinAsKenji(page, app.relay, 'pasting', 'Pasting');
	await page.goto('/join');
	await page.evaluate(() => navigator.clipboard.writeText('Eggs, flour, milk'));
	await page.getByRole('button', { name: 'Paste' }).click();
	await page.getByRole('button', { name: 'Send it to a group' }).click();
	await page.getByRole('button', { name: 'Pasting' }).click();
	await expect(composer(page)).toHaveValue('Eggs, flour, milk');
});

test('of more shared pictures than a message holds none is lost, and none goes out twice', async ({
	app,
	page
}) => {
	await joinAsKenji(page, app.relay, 'many-dots', 'Many dots');
	const tray = page.getByRole('list', { name: 'Pictures to send' });
	const waiting = tray.getByRole('button', { name: /be seen/ });
	const files = Array.from({ length: 12 }, (_, at) => ({ ...redDot, name: `dot-${at}.png` }));
	await shareInto(page, { files });
	await page.getByLabel('Search my groups').fill('many');
	await page.getByRole('button', { name: 'Many dots' }).click();
	await expect(page.getByText('2 more that you shared wait for the next.')).toBeVisible();
	await expect(waiting).toHaveCount(10);
	await say(page, 'Ten dots');
	await expectSent(message(page, 'Ten dots'));

	await page.reload();
	await expect(page.getByText('2 pictures that you shared wait here.')).toBeVisible();
	await expect(tray).toHaveCount(0);
	await page.getByRole('button', { name: 'Add', exact: true }).click();
	await expect(waiting).toHaveCount(2);
	await expect(page.getByText('pictures that you shared')).toHaveCount(0);
	await say(page, 'And two');
	await expectSent(message(page, 'And two'));
	await page.goto('/share');
	await expect(page.getByText('Nothing waits to be sent')).toBeVisible();
});
