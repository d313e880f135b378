import type { Page } from '@playwright/test';
import { personOf } from '../../dev/demo/people.ts';
import { groupPath } from '../../src/lib/paths.ts';
import { createSecretKey, pubkeyOf } from '../../src/lib/protocol/signature.ts';
import { readDevice } from './device.ts';
import { installExtension, signInWithExtension } from './extension.ts';
import { foundGroup, sayAs } from './group-founding.ts';
import { addAuthenticator } from './passkeys.ts';
import { composer, expectSent, message, openGroup, pasteKey, password, say, unlock } from './people.ts';
import { expect, test } from './stack.ts';
import { Wire } from './wire.ts';

async function signOut(page: Page): Promise<void> {
	await page.goto('/settings');
	await page.getByRole('button', { name: 'Sign out' }).click();
	await page
		.getByRole('dialog', { name: 'Sign out of this device?' })
		.getByRole('button', { name: /^Sign out/ })
		.click();
	await expect(page).toHaveURL('/');
}

test('a password that is too short is not taken', async ({ page }) => {
	await page.goto('/login');
	await page.getByRole('textbox', { name: 'Your name' }).fill('Wren');
	await page.getByRole('button', { name: 'Continue' }).click();
	await page.getByLabel('A new password').fill('short');
	await page.getByRole('button', { name: 'Lock with this password' }).click();
	await expect(page.getByRole('alert')).toHaveText('This is shorter than 8 characters.');
});

test('a reload asks for nothing; the first signature asks for the password, and a wrong one is told', async ({
	app,
	page
}) => {
	const group = foundGroup(app.relay, { id: 'after-a-reload', name: 'After a reload' });
	await pasteKey(page, 'kenji');
	await openGroup(page, group);
	await expect(composer(page)).toBeVisible();
	await expect(page.getByRole('dialog')).toHaveCount(0);

	await say(page, 'Who am I now?');
	await unlock(page, 'not my password');
	await expect(page.getByRole('alert')).toHaveText('That password does not open this key.');
	await unlock(page);
	await expectSent(message(page, 'Who am I now?'));
	await say(page, 'And no second question.');
	await expectSent(message(page, 'And no second question.'));
});

test('whoever closes the question for the password loses nothing', async ({ app, page }) => {
	const group = foundGroup(app.relay, { id: 'not-now', name: 'Not now' });
	await pasteKey(page, 'kenji');
	await openGroup(page, group);
	await say(page, 'Perhaps later');
	await page.getByRole('dialog', { name: 'Unlock your key' }).getByRole('button', { name: 'Close' }).click();
	await expect(message(page, 'Perhaps later')).toBeVisible();
	await page.reload();
	await expect(message(page, 'Perhaps later')).toBeVisible();
});

test('a device whose passkeys lock nothing offers a password instead', async ({ page }) => {
	await addAuthenticator(page, { prf: false });
	await page.goto('/login');
	await page.getByRole('textbox', { name: 'Your name' }).fill('Wren');
	await page.getByRole('button', { name: 'Continue' }).click();
	await page.getByRole('button', { name: 'Use a passkey' }).click();
	await expect(page.getByText('This device makes no passkey that can lock a key.')).toBeVisible();
	await page.getByLabel('A new password').fill(password);
	await page.getByRole('button', { name: 'Lock with this password' }).click();
	await expect(page.getByRole('heading', { name: 'Keep a copy of your key' })).toBeVisible();
});

test('an extension signs', async ({ app, page }) => {
	const group = foundGroup(app.relay, { id: 'extension', name: 'Extension' });
	await installExtension(page, createSecretKey());
	await page.goto('/login/have');
	await page.getByRole('button', { name: 'Browser extension' }).click();
	await expect(page).toHaveURL('/');
	await openGroup(page, group);
	await say(page, 'Signed elsewhere');
	await expectSent(message(page, 'Signed elsewhere'));
});

test('groups of mine whose list no relay gave at first are there once one does', async ({ page }) => {
	let away = true;
	await page.routeWebSocket(/./, (socket) => void (away ? socket.close() : socket.connectToServer()));
	const missed = page.waitForEvent('console', (line) =>
		line.text().includes('the list could not be brought')
	);
	await installExtension(page, personOf('mara').secretKey);
	await signInWithExtension(page, '/');
	await missed;
	await expect(page.getByText('Your groups are not here yet')).toBeVisible();
	away = false;
	await expect(page.getByRole('link', { name: /Garden Collective/ })).toBeVisible();
});

test('signing out erases the account: the next one on the device sees nothing of it', async ({
	app,
	page
}) => {
	const secret = foundGroup(app.relay, {
		id: 'attic',
		name: 'The attic',
		flags: ['private', 'restricted', 'closed'],
		people: ['mara', 'yusuf'],
		said: ['The spare key lies under the third pot.']
	});
	await pasteKey(page, 'yusuf');
	await openGroup(page, secret);
	await page.getByRole('button', { name: 'I am a member already' }).click();
	await unlock(page);
	await expect(message(page, 'The spare key lies under the third pot.')).toBeVisible();
	await composer(page).fill('A thought half finished');
	await page.reload();
	await expect(composer(page)).toHaveValue('A thought half finished');

	await signOut(page);
	const wire = Wire.tap(page);
	await pasteKey(page, 'kenji');
	await openGroup(page, secret);
	await expect(page.getByRole('button', { name: 'I have an invite code' })).toBeVisible();
	const device = await readDevice(page);
	expect(device).toContain(personOf('kenji').pubkey);
	for (const trace of [personOf('yusuf').pubkey, 'third pot', 'half finished'])
		expect(device).not.toContain(trace);
	expect(JSON.stringify(wire.frames)).not.toContain(personOf('yusuf').pubkey);
});

test('a member of a private group finds it as it was, and unlocks to read on', async ({ app, page }) => {
	const group = foundGroup(app.relay, {
		id: 'back-room',
		name: 'Back room',
		flags: ['private', 'restricted', 'closed'],
		people: ['mara', 'yusuf'],
		said: ['Behind the curtain.']
	});
	await pasteKey(page, 'yusuf');
	await openGroup(page, group);
	await page.getByRole('button', { name: 'I am a member already' }).click();
	await unlock(page);
	await expect(message(page, 'Behind the curtain.')).toBeVisible();
	sayAs(app.relay, 'mara', group.id, 'The curtain is open.');
	await page.reload();
	await expect(message(page, 'Behind the curtain.')).toBeVisible();
	await unlock(page);
	await expect(message(page, 'The curtain is open.')).toBeVisible();
});

test('two accounts in turn, without signing out: each has its own drafts and its own private groups', async ({
	app,
	page
}) => {
	const key = createSecretKey();
	const group = foundGroup(app.relay, { id: 'shared-phone', name: 'Shared phone' });
	await pasteKey(page, 'kenji');
	await openGroup(page, group);
	await composer(page).fill('A draft of Kenji');
	await page.goto('/login/have');
	await installExtension(page, key);
	await page.goto(`/login/have?next=${encodeURIComponent(groupPath(group))}`);
	await page.getByRole('button', { name: 'Browser extension' }).click();
	await expect(composer(page)).toHaveValue('');
	await page.goto('/settings');
	await expect(page.getByText('In your browser extension')).toBeVisible();
	expect(await readDevice(page)).toContain(pubkeyOf(key));
});
