import type { Page } from '@playwright/test';
import { buildApp } from '../../dev/build-app.ts';
import { personOf } from '../../dev/demo/people.ts';
import { serveBuild, type StaticServer } from '../../dev/serve-build.ts';
import { roomPath } from '../../src/lib/paths.ts';
import {
	askForUpdate,
	expectBuild,
	expectKept,
	forgetFiles,
	keptShells,
	shellAnswers,
	switchedOff
} from './deployment.ts';
import { installExtension, signInWithExtension } from './extension.ts';
import { foundGroup } from './group-founding.ts';
import { House } from './house.ts';
import { arriveAs, arriveNew, composer, join, message, openGroup, say } from './people.ts';
import { redDot, shareInto } from './share.ts';
import { expect, test as base } from './stack.ts';

interface Deployments {
	/** Two builds of the same sources, of two versions. */
	builds: { first: string; second: string };
}

const test = base.extend<{ host: StaticServer }, Deployments>({
	builds: [
		async ({ app }, use) => {
			const relays = [app.relay.url];
			const second = await buildApp({
				relays,
				profileRelays: relays,
				mediaServers: [app.media.url],
				version: 'second'
			});
			await use({ first: app.folder, second });
		},
		{ scope: 'worker', timeout: 300_000 }
	],
	/** Serves the first build, until another one is deployed. */
	host: async ({ builds }, use) => {
		const host = await serveBuild({ folder: builds.first, port: 4770 });
		await use(host);
		await host.stop();
	},
	baseURL: async ({ host }, use) => use(host.url)
});

const ready = 'A new version is ready.';
const draft = 'Half a sentence about the ladder';

/** Mara is in a conversation, with something in the composer and the shell on her phone. */
async function maraWrites(page: Page, group: Parameters<typeof openGroup>[1]): Promise<void> {
	await arriveAs(page, 'mara', group);
	await composer(page).fill(draft);
	await shellAnswers(page);
}

test('a new version is offered and taken at a tap; until then nothing of it is used', async ({
	app,
	page,
	host,
	builds
}) => {
	const group = foundGroup(app.relay, { id: 'ladder', name: 'Ladder', said: ['It leans on the wall.'] });
	await maraWrites(page, group);
	host.deploy(builds.second);
	await askForUpdate(page);
	await expect(page.getByText(ready)).toBeVisible();
	expect(await keptShells(page)).toHaveLength(2);

	const foreign: string[] = [];
	page.on('response', (response) => {
		if (response.url().startsWith(host.url) && !response.ok()) foreign.push(response.url());
	});
	await page.getByRole('link', { name: 'More about this group' }).click();
	await expect(page).toHaveURL(/about$/);
	await expect(page.getByRole('heading', { name: 'Ladder' })).toBeVisible();
	await expectBuild(page, builds.first);
	await page.goBack();
	await expect(composer(page)).toHaveValue(draft);
	expect(foreign).toEqual([]);

	await page.getByRole('button', { name: 'Reload' }).click();
	await expectBuild(page, builds.second);
	await expect(composer(page)).toHaveValue(draft);
	await expect(page.getByText(ready)).toHaveCount(0);
	await expect.poll(() => keptShells(page)).toEqual(['second']);
});

test('after an update, with host and relay gone, a member reads and writes in the new version', async ({
	page,
	host,
	builds
}, info) => {
	const house = await House.open(info.outputPath('relay.jsonl'));
	const group = foundGroup(house.relay, { id: 'attic', name: 'Attic', said: ['Mind the third step.'] });
	await arriveAs(page, 'mara', group);
	await expect(message(page, 'Mind the third step.')).toBeVisible();
	await shellAnswers(page);
	for (const part of [
		'src/lib/components/member-parts.ts',
		'src/lib/pictures/prepare-picture.ts',
		'src/lib/storage/kept-pictures.ts',
		'src/lib/stores/message-acts.ts',
		'src/routes/(account)/settings/+page.svelte'
	])
		await expectKept(page, builds.first, part);
	host.deploy(builds.second);
	await askForUpdate(page);
	await expect(page.getByText(ready)).toBeVisible();
	await host.stop();
	await house.relay.stop();
	const context = page.context();
	await page.close();

	const start = await context.newPage();
	await openGroup(start, group);
	await expectBuild(start, builds.second);
	await expect(message(start, 'Mind the third step.')).toBeVisible();
	await say(start, 'I minded it');
	await expect(message(start, 'I minded it')).toContainText('waiting to be sent');
	// With the old version gone, too.
	await expect.poll(() => keptShells(start)).toEqual(['second']);
	await start.reload();
	await say(start, 'And the fourth');
	await expect(message(start, 'And the fourth')).toContainText('waiting to be sent');
	await start.goto('/settings');
	await expect(start.getByRole('heading', { name: 'You', exact: true })).toBeVisible();
});

test('what was shared and not sent yet survives an update', async ({ app, page, host, builds }) => {
	const group = foundGroup(app.relay, { id: 'parcel', name: 'Parcel', flags: ['restricted'] });
	await arriveNew(page, group);
	await join(page);
	await shellAnswers(page);
	await shareInto(page, { text: 'Remember the milk', files: [redDot] });
	await expect(page.getByRole('heading', { name: 'Send to which group?' })).toBeVisible();
	host.deploy(builds.second);
	await askForUpdate(page);
	await page.getByRole('button', { name: 'Reload' }).click();
	await expectBuild(page, builds.second);

	await expect(page.getByText('Remember the milk')).toBeVisible();
	await page.getByRole('button', { name: 'Parcel' }).click();
	await expect(composer(page)).toHaveValue('Remember the milk');
	await expect(page.getByRole('button', { name: 'Remove this picture' })).toBeVisible();
});

test('a part that a deploy removed brings the new version, where the tap led', async ({
	app,
	page,
	host,
	builds
}) => {
	const group = foundGroup(app.relay, { id: 'hinge', name: 'Hinge', said: ['It squeaks.'] });
	await openGroup(page, group);
	await expect(message(page, 'It squeaks.')).toBeVisible();
	await shellAnswers(page);
	host.deploy(builds.second);
	await page.getByRole('button', { name: 'Join' }).click();
	await expect(page.getByRole('textbox', { name: 'Your name' })).toBeVisible();
	await expectBuild(page, builds.second);
});

test('a link into a part that a deploy removed opens it, in the new version', async ({
	page,
	host,
	builds
}) => {
	await page.goto('/discover');
	await shellAnswers(page);
	host.deploy(builds.second);
	await page.goto('/login');
	await expect(page.getByRole('textbox', { name: 'Your name' })).toBeVisible();
	await expectBuild(page, builds.second);
});

test('in a call nothing is offered, and a part that is missing waits for its end', async ({
	app,
	page,
	host,
	builds
}) => {
	const group = foundGroup(app.relay, { id: 'rafters', name: 'Rafters', tags: [['livekit']] });
	await installExtension(page, personOf('mara').secretKey);
	await signInWithExtension(page, roomPath(group));
	await page.getByRole('button', { name: 'Go in' }).click();
	await expect(page.getByRole('button', { name: 'Leave', exact: true })).toBeVisible();
	await shellAnswers(page);
	host.deploy(builds.second);
	await askForUpdate(page);
	await forgetFiles(page);
	await page.keyboard.press('Escape');
	await page.getByRole('link', { name: 'More about this group' }).click();
	await expect(page.getByText('Something went wrong here. Nothing you wrote is lost.')).toBeVisible();
	await expectBuild(page, builds.first);
	await expect(page.getByText(ready)).toHaveCount(0);
	await page.getByRole('link', { name: 'Open the room of Rafters' }).click();
	await page.getByRole('button', { name: 'Leave', exact: true }).click();
	await expectBuild(page, builds.second);
});

test('a deploy is rolled back, and the older version reads what the newer one kept', async ({
	app,
	page,
	host,
	builds
}) => {
	const group = foundGroup(app.relay, { id: 'gutter', name: 'Gutter', said: ['It drips.'] });
	host.deploy(builds.second);
	await maraWrites(page, group);
	await expectBuild(page, builds.second);
	await page.evaluate(async () => {
		for (const { name, version } of await indexedDB.databases()) {
			await new Promise<void>((resolve, reject) => {
				const request = indexedDB.open(name ?? '', (version ?? 0) + 1);
				request.onupgradeneeded = () => request.result.createObjectStore('of-a-later-version');
				request.onsuccess = () => (request.result.close(), resolve());
				request.onerror = () => reject(request.error ?? new Error(name));
			});
		}
	});
	host.deploy(builds.first);
	await askForUpdate(page);
	await page.getByRole('button', { name: 'Reload' }).click();
	await expectBuild(page, builds.first);
	await expect(message(page, 'It drips.')).toBeVisible();
	await expect(composer(page)).toHaveValue(draft);
});

test('a service worker that does harm is switched off by a deploy, and what is kept stays', async ({
	app,
	page,
	host,
	builds
}, info) => {
	const group = foundGroup(app.relay, { id: 'fuse', name: 'Fuse', said: ['It is the third one.'] });
	await maraWrites(page, group);
	host.deploy(await switchedOff(builds.second, info.outputPath('switched-off')));
	await askForUpdate(page);
	await expect.poll(() => keptShells(page)).toEqual([]);
	await expect(composer(page)).toHaveValue(draft);

	await page.reload();
	await expectBuild(page, builds.second);
	await expect(composer(page)).toHaveValue(draft);
	await expect(message(page, 'It is the third one.')).toBeVisible();
	expect(await page.evaluate(() => navigator.serviceWorker.controller)).toBeNull();

	host.deploy(builds.first);
	await page.reload();
	await shellAnswers(page);
	await expect(composer(page)).toHaveValue(draft);
});
