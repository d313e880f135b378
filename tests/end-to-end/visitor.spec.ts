import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { groupPath, relayPath } from '../../src/lib/paths.ts';
import { shellIsKept } from './deployment.ts';
import { foundGroup, sayAs } from './group-founding.ts';
import { message, openGroup } from './people.ts';
import { expect, test } from './stack.ts';
import { Wire } from './wire.ts';

/** Words that stay in a library's code however it is minified. */
const libraries = { livekit: 'could not establish signal connection', ndk: 'nostr-dev-kit' };

/** Paths of the built chunks that hold a library, told by their content. */
async function chunksOf(build: string, word: string): Promise<string[]> {
	const folder = join(build, '_app', 'immutable');
	const files = await readdir(folder, { recursive: true });
	return files.filter(
		(file) => file.endsWith('.js') && readFileSync(join(folder, file), 'utf8').includes(word)
	);
}

test('a visitor opens a link and reads the newest messages, and nobody learns who they are', async ({
	app,
	page
}) => {
	const wire = Wire.tap(page);
	const group = foundGroup(app.relay, {
		id: 'open-window',
		name: 'Open window',
		said: ['The first swallow is back.']
	});
	await openGroup(page, group);
	await expect(message(page, 'The first swallow is back.')).toBeVisible();
	await expect(page.getByRole('heading', { name: 'Open window' })).toBeVisible();

	sayAs(app.relay, 'mara', group.id, 'And a second one.');
	await expect(message(page, 'And a second one.')).toBeVisible();

	expect(wire.said('REQ')).toBeGreaterThan(0);
	expect(wire.said('AUTH')).toBe(0);
	expect(wire.said('EVENT')).toBe(0);
});

test('reading costs a visitor neither LiveKit nor NDK, not even for later', async ({ app, page }) => {
	const wire = Wire.tap(page);
	await openGroup(page, { relay: app.relay.url, id: 'garden' });
	await expect(page.getByRole('heading', { name: 'Garden Collective' })).toBeVisible();
	await shellIsKept(page);
	for (const word of Object.values(libraries)) {
		const chunks = await chunksOf(app.folder, word);
		expect(chunks, `${word} is in the build`).not.toEqual([]);
		for (const chunk of chunks) expect(wire.fetched.filter((url) => url.endsWith(chunk))).toEqual([]);
	}
});

test('what follows the version is not asked for without end where it cannot be had', async ({
	app,
	page
}) => {
	const [part] = await chunksOf(app.folder, 'porch-update');
	let asked = 0;
	await page.route(`**/${part}`, (route) => {
		asked += 1;
		return route.abort();
	});
	const told = page.waitForEvent('console', (line) => line.text().includes('could not be followed'));
	await page.goto('/discover');
	await told;
	// Whatever the page had asked for by then is counted before this is answered.
	await page.evaluate(() => fetch('/version.json').then(() => undefined));
	// Ahead of the import, and by it.
	expect(asked).toBeLessThanOrEqual(2);
});

test('a visitor looks around and finds a group', async ({ page }) => {
	await page.goto('/');
	await page.getByRole('link', { name: 'Look around' }).click();
	await page.getByRole('link', { name: /^Garden Collective/ }).click();
	await expect(page.getByRole('heading', { name: 'Garden Collective' })).toBeVisible();
	await page.goBack();
	await page.getByRole('link', { name: 'Porch demo' }).click();
	await expect(page.getByText('A street that does not exist')).toBeVisible();
	await expect(page.getByRole('link', { name: /^Street Library/ })).toBeVisible();
});

test('a private group says what it is, and what its four flags mean', async ({ app, page }) => {
	await openGroup(page, { relay: app.relay.url, id: 'kitchen-table' });
	await expect(page.getByRole('heading', { name: 'Kitchen Table' })).toBeVisible();
	await expect(page.getByText('who cooks, who owes whom')).toBeVisible();
	for (const fact of [
		'Only members can read',
		'Only members write',
		'Joining needs an invite',
		'Listed on its relay'
	]) {
		await expect(page.getByText(fact)).toBeVisible();
	}
	await expect(page.getByRole('button', { name: 'I have an invite code' })).toBeVisible();
});

test('a hidden group is not given away', async ({ app, page }) => {
	await page.goto(relayPath(app.relay.url));
	await expect(page.getByRole('link', { name: /^Garden Collective/ })).toBeVisible();
	await expect(page.getByText('el cumple de Ode')).toHaveCount(0);
	await openGroup(page, { relay: app.relay.url, id: 'ode-cumple' });
	await expect(page.getByRole('button', { name: 'Start with a name and join' })).toBeVisible();
	await expect(page.getByText('el cumple de Ode')).toHaveCount(0);
});

test.describe('a link that leads nowhere says so in a plain sentence', () => {
	const dead = [
		{ link: '/groups.nowhere.invalid/garden', sentence: 'This relay does not answer right now.' },
		{ link: '/groups.nowhere.invalid', sentence: 'This relay does not answer right now.' },
		{ link: '/nodots/garden', sentence: 'There is nothing here' },
		{ link: '/groups.nowhere.invalid/~ZZ', sentence: 'There is nothing here' },
		{ link: '/groups.nowhere.invalid/garden/shed', sentence: 'There is nothing here' },
		{ link: '/%00/%00', sentence: 'There is nothing here' },
		{ link: '/groups.nowhere.invalid#invite=caf%C3', sentence: 'This relay does not answer right now.' },
		{ link: '/join#cut-off', sentence: 'This is no link to a group or relay that Porch can read.' }
	];
	for (const { link, sentence } of dead) {
		test(link, async ({ page }) => {
			await page.goto(link);
			await expect(page.getByText(sentence)).toBeVisible();
			await expect(page.getByRole('main').getByRole('link').first()).toBeVisible();
		});
	}
});

test('a group that its relay never had', async ({ app, page }) => {
	await openGroup(page, { relay: app.relay.url, id: 'never-founded' });
	await expect(page.getByRole('heading', { name: 'Nothing to see here' })).toBeVisible();
	await page.getByRole('link', { name: 'Look around' }).click();
	await expect(page.getByRole('link', { name: /^Garden Collective/ })).toBeVisible();
});

test('dots and slashes in a host and in an id survive a deep link', async ({ app, page }) => {
	const host = app.relay.url.replace('localhost', '127.0.0.1');
	for (const id of ['v1.5', '..', 'a/b']) {
		foundGroup(app.relay, { id, name: `The ${id} group`, said: [`This is ${id}.`] });
		const path = groupPath({ relay: host, id });
		await page.goto(path);
		await expect(message(page, `This is ${id}.`)).toBeVisible();
		expect(new URL(page.url()).pathname).toBe(path);
	}
});

test('a page whose scripts do not come says so, and can be loaded again', async ({
	app,
	complaints,
	page
}) => {
	const group = foundGroup(app.relay, { id: 'fog', name: 'Fog', said: ['It lifts.'] });
	await page.emulateMedia({ colorScheme: 'dark' });
	await page.route('**/_app/immutable/chunks/*.js', (route) => route.abort());
	await openGroup(page, group);
	await expect(page.getByText('Porch takes long to load.')).toBeVisible();
	const ground = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
	const before = await ground();
	expect(complaints.splice(0)).toEqual([expect.stringContaining('dynamically imported module')]);
	await page.unroute('**/_app/immutable/chunks/*.js');
	await page.getByRole('link', { name: 'Reload' }).click();
	await expect(message(page, 'It lifts.')).toBeVisible();
	await expect(page.getByText('Porch takes long to load.')).toHaveCount(0);
	// Dark from the first moment on.
	await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
	expect(await ground()).toBe(before);
});
