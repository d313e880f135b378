import type { Page } from '@playwright/test';
import { systemClock } from '../../src/lib/clock.ts';
import { ScriptedSigner } from '../fixtures/scripted-signer.ts';
import { addAuthenticator } from './passkeys.ts';
import { createKey, lockWithPassword, password } from './people.ts';
import { expect, test } from './stack.ts';

async function renameTo(page: Page, name: string): Promise<void> {
	await page.getByRole('button', { name: 'Change your name' }).click();
	await page.getByLabel('Your name').fill(name);
	await page.getByRole('button', { name: 'Save' }).click();
}

async function signOut(page: Page): Promise<void> {
	await page.getByRole('button', { name: 'Sign out' }).click();
	await page
		.getByRole('dialog')
		.getByRole('button', { name: /^Sign out/ })
		.click();
	await expect(page).toHaveURL('/');
}

/** Everything the page's databases hold, as text. */
function storedText(page: Page): Promise<string> {
	return page.evaluate(async () => {
		const read = <T>(request: IDBRequest<T>): Promise<T> =>
			new Promise((resolve, reject) => {
				request.onsuccess = () => resolve(request.result);
				request.onerror = () => reject(new Error('unreadable'));
			});
		const texts: string[] = [];
		for (const { name } of await indexedDB.databases()) {
			const database = await read(indexedDB.open(name ?? ''));
			for (const store of database.objectStoreNames) {
				texts.push(JSON.stringify(await read(database.transaction(store).objectStore(store).getAll())));
			}
			database.close();
		}
		return texts.join('\n');
	});
}

test('a key is made with a name and a password, asks for a copy, and is unlocked at the first signature', async ({
	page
}) => {
	await page.goto('/login?next=%2Fsettings');
	await createKey(page, 'Nadia');
	await expect(page).toHaveURL('/settings');
	await expect(page.getByRole('heading', { name: 'Nadia' })).toBeVisible();
	await page.goto('/');
	await page.getByRole('link', { name: 'Keep a copy' }).click();
	await page.getByRole('button', { name: 'Save file' }).click();
	await page.getByRole('button', { name: 'I have kept it' }).click();
	await page.reload();
	await expect(page.getByText('You have kept a copy.')).toBeVisible();
	await renameTo(page, 'Nadia B.');
	await page.getByLabel('Password').fill('not the password');
	await page.getByRole('button', { name: 'Unlock', exact: true }).click();
	await expect(page.getByText('That password does not open this key.')).toBeVisible();
	await page.getByLabel('Password').fill(password);
	await page.getByRole('button', { name: 'Unlock', exact: true }).click();
	await expect(page.getByRole('heading', { name: 'Nadia B.' })).toBeVisible();
});

test('a plain key is nowhere in storage, and nothing of the account after signing out', async ({ page }) => {
	const hex = '7f7ff03d123792d6ac594bfa67bf6d0c0ab55b6b1fdb6249303fe861f1ccba9a';
	await page.goto('/login/key?next=%2Fsettings');
	await page.getByLabel('Your key').fill(hex);
	await page.getByRole('button', { name: 'Continue' }).click();
	await lockWithPassword(page);
	await expect(page.getByText('Locked with a password')).toBeVisible();
	await page.getByRole('switch', { name: /Stay unlocked/ }).click();
	await expect(page.getByRole('switch', { name: /Stay unlocked/ })).toBeChecked();
	const text = await storedText(page);
	expect(text).toContain('ncryptsec1');
	expect(text).not.toContain(hex);
	await signOut(page);
	const after = await storedText(page);
	expect(after).not.toContain('ncryptsec1');
	await page.goto('/settings');
	await expect(page.getByText('Nobody is signed in')).toBeVisible();
});

test('a passkey locks a key, unlocks it, and brings the account back after everything was erased', async ({
	page
}) => {
	await addAuthenticator(page);
	await page.goto('/login?next=%2Fsettings');
	await page.getByLabel('Your name').fill('Pavel');
	await page.getByRole('button', { name: 'Continue' }).click();
	await page.getByRole('button', { name: 'Use a passkey' }).click();
	await page.getByRole('button', { name: 'Later' }).click();
	await expect(page.getByText('Locked with a passkey')).toBeVisible();
	await page.reload();
	await renameTo(page, 'Pavel K.');
	await page.getByRole('button', { name: 'Unlock with your passkey' }).click();
	await expect(page.getByRole('heading', { name: 'Pavel K.' })).toBeVisible();
	await signOut(page);
	await page.goto('/login/have?next=%2Fsettings');
	await page.getByRole('button', { name: 'Passkey' }).click();
	await expect(page.getByRole('heading', { name: 'Pavel K.' })).toBeVisible();
});

test('a passkey that is called off is told as such, and a password is still offered', async ({ page }) => {
	await addAuthenticator(page, { isUserVerified: false });
	await page.goto('/login');
	await page.getByLabel('Your name').fill('Pavel');
	await page.getByRole('button', { name: 'Continue' }).click();
	await page.getByRole('button', { name: 'Use a passkey' }).click();
	await expect(page.getByText('You stopped it.')).toBeVisible();
	await page.getByRole('button', { name: 'Use a password instead' }).click();
	await lockWithPassword(page);
	await expect(page.getByRole('heading', { name: 'Keep a copy of your key' })).toBeVisible();
});

test('a signer app is met by link, waited for, asked again after a reload, and told goodbye', async ({
	page,
	app
}) => {
	const signer = new ScriptedSigner(app.relay.url);
	await signer.ready();
	await page.goto('/login/signer?next=%2Fsettings');
	const address = await page.getByRole('link', { name: 'Open my signer app' }).getAttribute('href');
	const [, client = '', query] = /^nostrconnect:\/\/([0-9a-f]{64})\?(.*)$/.exec(address ?? '') ?? [];
	const secret = new URLSearchParams(query).get('secret') ?? '';
	// A relay keeps no such answer for who listens a moment later: a signer says it until it is asked something.
	await expect(async () => {
		await signer.say(client, { id: String(systemClock()), result: secret });
		await expect(page.getByText('In your signer app')).toBeVisible({ timeout: 2000 });
	}).toPass();
	signer.instead.set('sign_event', () => undefined);
	await page.reload();
	await renameTo(page, 'Rosa');
	await expect(page.getByText('Waiting for your signer')).toBeVisible();
	signer.instead.clear();
	await page.getByRole('button', { name: 'Ask again' }).click();
	await expect(page.getByRole('heading', { name: 'Rosa' })).toBeVisible();
	await signOut(page);
	expect(signer.asked.at(-1)?.method).toBe('logout');
	signer.close();
});

test('an approval given while Porch was not running is found when it is opened again', async ({
	openPhone,
	app
}) => {
	const signer = new ScriptedSigner(app.relay.url);
	await signer.ready();
	const page = await openPhone();
	await page.goto('/login/signer?next=%2Fsettings');
	const link = page.getByRole('link', { name: 'Open my signer app' });
	const address = (await link.getAttribute('href')) ?? '';
	const [, client = '', query] = /^nostrconnect:\/\/([0-9a-f]{64})\?(.*)$/.exec(address) ?? [];
	const answer = { id: '1', result: new URLSearchParams(query).get('secret') ?? '' };
	const phone = page.context();
	await page.close();
	const later = await phone.newPage();
	await later.goto('/login/signer?next=%2Fsettings');
	await expect(later.getByRole('link', { name: 'Open my signer app' })).toHaveAttribute('href', address);
	await later.close();
	// Kept by the relay for a while, as some do.
	app.relay.seed([signer.sealed(client, answer)]);
	const back = await phone.newPage();
	await back.goto('/login/signer?next=%2Fsettings');
	await expect(back.getByText('In your signer app')).toBeVisible();
	expect(await storedText(back)).not.toContain(answer.result);
	signer.close();
});

test('a signer that has forgotten an offer gets a new one', async ({ page }) => {
	await page.goto('/login/signer');
	const link = page.getByRole('link', { name: 'Open my signer app' });
	const address = (await link.getAttribute('href')) ?? '';
	await page.reload();
	await expect(link).toHaveAttribute('href', address);
	await page.getByRole('button', { name: 'Start over with a new code' }).click();
	await expect(link).toHaveAttribute('href', /^nostrconnect:/);
	await expect(link).not.toHaveAttribute('href', address);
	await expect(page.getByRole('button', { name: 'Start over with a new code' })).toBeHidden();
});

test('a bunker address that is none is told before anything is asked', async ({ page, app }) => {
	const signer = new ScriptedSigner(app.relay.url);
	await signer.ready();
	await page.goto('/login/signer?next=%2Fsettings');
	await page.getByLabel('Paste the address').fill('bunker://nonsense');
	await page.getByRole('button', { name: 'Connect' }).click();
	await expect(page.getByText('This is no address of a signer.')).toBeVisible();
	await page
		.getByLabel('Paste the address')
		.fill(`bunker://${signer.pubkey}?relay=${app.relay.url}&secret=1`);
	await page.getByRole('button', { name: 'Connect' }).click();
	await expect(page.getByText('In your signer app')).toBeVisible();
	signer.close();
});

test('a second account on the device sees nothing of the first, and another tab follows', async ({
	page
}) => {
	await page.goto('/login?next=%2Fsettings');
	await createKey(page, 'First');
	await expect(page.getByRole('heading', { name: 'First' })).toBeVisible();
	const tab = await page.context().newPage();
	await tab.goto('/settings');
	await expect(tab.getByRole('heading', { name: 'First' })).toBeVisible();
	await signOut(page);
	await expect(tab.getByText('Nobody is signed in')).toBeVisible();
	await page.goto('/login?next=%2Fsettings');
	await createKey(page, 'Second');
	await expect(page.getByRole('heading', { name: 'Second' })).toBeVisible();
	expect(await storedText(page)).not.toContain('First');
});
