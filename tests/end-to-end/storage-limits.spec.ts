/** A browser that keeps nothing, and one that has no room left. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { personOf } from '../../dev/demo/people.ts';
import type { GroupKey } from '../../src/lib/protocol/group-key.ts';
import type { BrowserProcess } from './browser-process.ts';
import { shellIsKept } from './deployment.ts';
import { installExtension } from './extension.ts';
import { foundGroup } from './group-founding.ts';
import { arriveAs, composer, expectSent, message, openGroup, say } from './people.ts';
import { stopServiceWorker } from './service-worker.ts';
import { redDot, shareInto } from './share.ts';
import { expect, test } from './stack.ts';

/** A profile of Chromium whose person has forbidden sites to store anything. */
async function forbidStorage(profile: string): Promise<void> {
	const settings = { profile: { default_content_setting_values: { cookies: 2 } } };
	await mkdir(join(profile, 'Default'), { recursive: true });
	await writeFile(join(profile, 'Default', 'Preferences'), JSON.stringify(settings));
}

test('where the browser refuses to store anything, groups are read and written to, and it is said', async ({
	app,
	browserName,
	startBrowser
}, info) => {
	const group = foundGroup(app.relay, { id: 'sieve', name: 'Sieve', said: ['It holds no water.'] });
	const profile = info.outputPath('profile');
	if (browserName === 'chromium') await forbidStorage(profile);
	const { page } = await startBrowser(profile, { 'network.cookie.cookieBehavior': 2 });
	const warning = page.getByText('This browser keeps nothing for Porch.');
	await page.goto('/login/have');
	await expect(warning).toBeVisible();
	await arriveAs(page, 'mara', group);
	await expect(message(page, 'It holds no water.')).toBeVisible();
	await say(page, 'Nor words');
	await expectSent(message(page, 'Nor words'));
	await expect(warning).toBeVisible();
	await page.goto('/settings/storage');
	await expect(warning).toBeVisible();
});

/** What the browser lets Porch store, and what is stored beside Porch's own. */
const [limit, others] = [10 * 1024 * 1024, 20 * 1024 * 1024]; // bytes

/**
 * Stores other things, and asks the browser to keep everything. A limit that is reached byte by byte leaves crumbs:
 * what a journal gives back when it is put away. One that was passed by far leaves none.
 */
async function storeOthers(page: Page): Promise<void> {
	await page.evaluate(async (bytes) => {
		await navigator.storage.persist();
		const database = await new Promise<IDBDatabase>((resolve, reject) => {
			const request = indexedDB.open('other-things', 1);
			request.onupgradeneeded = () => request.result.createObjectStore('things', { autoIncrement: true });
			request.onsuccess = () => resolve(request.result);
			request.onerror = () => reject(request.error ?? new Error('unreadable'));
		});
		const thing = new Uint8Array(bytes);
		// Nothing that can be made smaller.
		for (let at = 0; at < bytes; at += 65_536) crypto.getRandomValues(thing.subarray(at, at + 65_536));
		await new Promise<void>((resolve, reject) => {
			const transaction = database.transaction('things', 'readwrite');
			transaction.objectStore('things').put(thing);
			transaction.oncomplete = () => resolve();
			transaction.onabort = () => reject(transaction.error ?? new Error('unwritable'));
		});
		database.close();
	}, others);
}

async function throwOthersAway(page: Page): Promise<void> {
	await page.evaluate(
		() =>
			new Promise<void>((resolve, reject) => {
				const request = indexedDB.deleteDatabase('other-things');
				request.onsuccess = () => resolve();
				request.onerror = () => reject(request.error ?? new Error('undeletable'));
			})
	);
}

/**
 * Chromium is told while it runs how much it may store (before it is asked: it remembers what was left), and Firefox
 * when it starts.
 */
async function limitChromium(page: Page, address: string): Promise<void> {
	const session = await page.context().newCDPSession(page);
	const { origin } = new URL(address);
	await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: limit });
}

interface Narrow {
	app: { url: string };
	browserName: string;
	startBrowser: (profile: string, preferences?: Record<string, number | boolean>) => Promise<BrowserProcess>;
}

/** Mara's phone, where she read a group, signed in or not (`arrive`), and which has no room left since. */
async function openFullPhone(
	{ app, browserName, startBrowser }: Narrow,
	profile: string,
	group: GroupKey,
	read: string,
	arrive: (page: Page) => Promise<unknown> = (page) => arriveAs(page, 'mara', group)
): Promise<Page> {
	const roomy = await startBrowser(profile, {
		// Says yes in the place of the person.
		'dom.storageManager.prompt.testing': true,
		'dom.storageManager.prompt.testing.allow': true
	});
	await arrive(roomy.page);
	await expect(message(roomy.page, read)).toBeVisible();
	await shellIsKept(roomy.page);
	await storeOthers(roomy.page);
	await roomy.context.close();

	const { page } = await startBrowser(profile, {
		'dom.quotaManager.temporaryStorage.fixedLimit': limit / 1024
	});
	await installExtension(page, personOf('mara').secretKey);
	if (browserName === 'chromium') await limitChromium(page, app.url);
	await openGroup(page, group);
	await expect(message(page, read)).toBeVisible();
	return page;
}

test('where there is no room left what is shared is all on the screen, with words that say so', async ({
	app,
	browserName,
	startBrowser
}, info) => {
	const group = foundGroup(app.relay, { id: 'full-shelf', name: 'Full shelf', said: ['Not a book more.'] });
	const phone = { app, browserName, startBrowser };
	const page = await openFullPhone(phone, info.outputPath('profile'), group, 'Not a book more.');
	const notStored = page.getByText('This device did not let Porch keep what was shared.');

	await shareInto(page, { text: '猫'.repeat(20_000) });
	await expect(notStored).toBeVisible();
	await expect(page.getByText('it has 20,000 characters, and 16,000 fit')).toBeVisible();
	// As when the worker was stopped meanwhile: it knows of no such share.
	await page.goto(page.url().replace(/id=[^#]*/, 'id=forgotten'));
	await expect(
		page.getByText('Only the first 16,000 of 20,000 characters of the text are here.')
	).toBeVisible();

	await shareInto(page, { title: 'A book', text: 'Where does it go?', files: [redDot] });
	await expect(notStored).toBeVisible();
	await expect(page.getByText('A book\nWhere does it go?')).toBeVisible();
	await expect(page.getByRole('img', { name: 'dot.png' })).toBeVisible();
});

test('where there is no room left what is shared is all on the screen again once somebody has signed in', async ({
	app,
	browserName,
	startBrowser
}, info) => {
	const group = foundGroup(app.relay, { id: 'full-cart', name: 'Full cart', said: ['It squeaks.'] });
	const phone = { app, browserName, startBrowser };
	const page = await openFullPhone(phone, info.outputPath('profile'), group, 'It squeaks.', (roomy) =>
		openGroup(roomy, group)
	);
	const picture = page.getByRole('img', { name: 'dot.png' });

	await shareInto(page, { title: 'A cart', text: 'Oil it & #go, 100%', files: [redDot] });
	await expect(page.getByText('This device did not let Porch keep what was shared.')).toBeVisible();
	await expect(picture).toBeVisible();
	await page.getByRole('link', { name: 'I have a key' }).click();
	await throwOthersAway(page);
	// As a browser does while one looks for the key: it holds nothing after that.
	await stopServiceWorker(page);
	await page.getByRole('button', { name: 'Browser extension' }).click();
	await expect(page).toHaveURL(/\/share\?id=/);
	await expect(page.getByText('A cart\nOil it & #go, 100%')).toBeVisible();
	await expect(picture).toBeVisible();

	await page.reload();
	await expect(picture).toBeVisible();
	await page.getByRole('button', { name: 'Garden Collective' }).click();
	await expect(composer(page)).toHaveValue('A cart\nOil it & #go, 100%');
	await expect(page.getByRole('button', { name: /be seen/ })).toHaveCount(1);
	await page.goto('/share');
	await expect(page.getByText('Nothing waits to be sent')).toBeVisible();
});

test('where there is no room left it is said, the words stay in the composer, and go out when there is room', async ({
	app,
	browserName,
	startBrowser
}, info) => {
	const group = foundGroup(app.relay, {
		id: 'lumber-room',
		name: 'Lumber room',
		said: ['Boxes up to the roof.']
	});
	const phone = { app, browserName, startBrowser };
	const page = await openFullPhone(phone, info.outputPath('profile'), group, 'Boxes up to the roof.');
	await composer(page).fill('One more box');
	await expect(page.getByText('What you are writing cannot be kept on this device')).toBeVisible();
	await page.getByRole('button', { name: 'Send' }).click();
	await expect(page.getByText('This device is full.')).toBeVisible();
	await expect(composer(page)).toHaveValue('One more box');
	await expect(message(page, 'One more box')).toHaveCount(0);

	await throwOthersAway(page);
	await page.getByRole('button', { name: 'Send' }).click();
	await expectSent(message(page, 'One more box'));
	await expect(composer(page)).toHaveValue('');
	await expect(page.getByText('This device is full.')).toHaveCount(0);
	await composer(page).fill('And another');
	await expect(page.getByText('What you are writing cannot be kept on this device')).toHaveCount(0);
});
