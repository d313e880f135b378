import { chromium, devices, type Browser, type Page, type TestInfo } from '@playwright/test';
import { chromiumLaunch } from '../../dev/browser.ts';
import { buildInviteLink } from '../../src/lib/protocol/group-reference.ts';
import { ScriptedSigner } from '../fixtures/scripted-signer.ts';
import { pictureOf, writeFilm } from './camera-film.ts';
import { foundGroup } from './group-founding.ts';
import { expect, test as base, watchForComplaints } from './stack.ts';

interface Fixtures {
	/** A phone with this in the place of its camera (flags of Chromium), on the screen that opens links. */
	openJoin: (camera: string[]) => Promise<Page>;
}

/** The camera is given to whoever asks. */
const given = '--use-fake-ui-for-media-stream';

const test = base.extend<Fixtures>({
	openJoin: async ({ app, complaints }, use) => {
		const browsers: Browser[] = [];
		await use(async (camera) => {
			const browser = await chromium.launch(chromiumLaunch(camera));
			browsers.push(browser);
			const context = await browser.newContext({
				...devices['Pixel 7'],
				viewport: { width: 360, height: 740 },
				locale: 'en-GB',
				baseURL: app.url
			});
			await watchForComplaints(context, complaints);
			// Every track that the page is given is remembered.
			await context.addInitScript(() => {
				// An empty page is no place for a camera.
				if (!navigator.mediaDevices) return;
				const tracks: MediaStreamTrack[] = [];
				const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
				navigator.mediaDevices.getUserMedia = async (wanted) => {
					const stream = await ask(wanted);
					tracks.push(...stream.getTracks());
					return stream;
				};
				Object.assign(globalThis, { __tracks: tracks });
			});
			const page = await context.newPage();
			await page.goto('/join');
			return page;
		});
		for (const browser of browsers) await browser.close();
	}
});

/** A camera before which a code is held. */
async function showing(text: string, info: TestInfo): Promise<string[]> {
	const film = info.outputPath('film.y4m');
	await writeFilm(film, text);
	return [given, '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`];
}

/** How many times the page was given the camera, and whether it is on now. */
async function camera(page: Page): Promise<{ times: number; isOn: boolean }> {
	return page.evaluate(() => {
		const { __tracks } = globalThis as unknown as { __tracks: MediaStreamTrack[] };
		return { times: __tracks.length, isOn: __tracks.some(({ readyState }) => readyState === 'live') };
	});
}

async function scan(page: Page) {
	await page.getByRole('button', { name: 'Scan a code' }).click();
	return page.getByRole('dialog', { name: 'Scan a code' });
}

test('an invite that is held before the camera opens its preview, and the camera goes off', async ({
	app,
	openJoin
}, info) => {
	const group = foundGroup(app.relay, {
		id: 'poster-on-the-wall',
		name: 'Poster on the wall',
		flags: ['closed'],
		invite: 'pin-and-paper'
	});
	const page = await openJoin(await showing(buildInviteLink(app.url, group, 'pin-and-paper'), info));
	await scan(page);
	await expect(page.getByRole('heading', { name: 'Poster on the wall' })).toBeVisible();
	await expect(page.getByText('You have an invite')).toBeVisible();
	expect(await camera(page)).toEqual({ times: 1, isOn: false });
});

test('a code that is no link of ours is explained, and a picture of the right one does it', async ({
	app,
	openJoin
}, info) => {
	const group = foundGroup(app.relay, { id: 'kept-picture', name: 'Kept picture' });
	const page = await openJoin(await showing('WIFI:S:Porch;T:WPA;P:lemonade;;', info));
	const sheet = await scan(page);
	await expect(sheet.getByText('This code leads to no group or relay. It says:')).toContainText(
		'WIFI:S:Porch;T:WPA;P:lemonade;;'
	);
	expect(await camera(page)).toEqual({ times: 1, isOn: true });

	const choose = async (name: string, buffer: Buffer): Promise<void> => {
		const asked = page.waitForEvent('filechooser');
		await sheet.getByRole('button', { name: 'Choose a picture of a code' }).click();
		await (await asked).setFiles({ name, mimeType: 'image/gif', buffer });
	};
	await choose('notes.gif', Buffer.from('These are no pixels at all.'));
	await expect(sheet.getByRole('alert')).toBeVisible();
	await choose('poster.gif', pictureOf(buildInviteLink(app.url, group)));
	await expect(page.getByRole('heading', { name: 'Kept picture' })).toBeVisible();
	expect(await camera(page)).toEqual({ times: 1, isOn: false });
});

test('words in a code can go to a group, as pasted ones can', async ({ openJoin }, info) => {
	const page = await openJoin(await showing('Eggs, flour, milk', info));
	const sheet = await scan(page);
	await sheet.getByRole('button', { name: 'Send it to a group' }).click();
	await expect(page).toHaveURL((url) => url.pathname === '/share');
	await expect(page.getByText('Eggs, flour, milk')).toBeVisible();
	expect((await camera(page)).isOn).toBe(false);
});

test('Escape closes the camera, gives the focus back, and it can be opened again', async ({ openJoin }) => {
	const page = await openJoin([given, '--use-fake-device-for-media-stream']);
	const sheet = await scan(page);
	await expect(sheet.getByText('Hold the code inside the frame.')).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(sheet).toHaveCount(0);
	await expect(page.getByRole('button', { name: 'Scan a code' })).toBeFocused();
	expect(await camera(page)).toEqual({ times: 1, isOn: false });
	await expect((await scan(page)).getByText('Hold the code inside the frame.')).toBeVisible();
	expect(await camera(page)).toEqual({ times: 2, isOn: true });
});

test('while the app is out of sight (played) the camera is off, and then on again', async ({ openJoin }) => {
	const page = await openJoin([given, '--use-fake-device-for-media-stream']);
	const sheet = await scan(page);
	const look = sheet.getByText('Hold the code inside the frame.');
	await expect(look).toBeVisible();
	const turn = (visibilityState: DocumentVisibilityState) =>
		page.evaluate((value) => {
			Object.defineProperty(document, 'visibilityState', { configurable: true, value });
			document.dispatchEvent(new Event('visibilitychange'));
		}, visibilityState);
	await turn('hidden');
	await expect(look).toHaveCount(0);
	expect(await camera(page)).toEqual({ times: 1, isOn: false });
	await turn('visible');
	await expect(look).toBeVisible();
	expect(await camera(page)).toEqual({ times: 2, isOn: true });
});

test('where the camera is refused, it is said how to give it, and a picture still does it', async ({
	app,
	openJoin
}) => {
	const group = foundGroup(app.relay, { id: 'shy-camera', name: 'Shy camera' });
	const page = await openJoin(['--use-fake-device-for-media-stream']);
	// Whatever is not on the list is refused.
	await page.context().grantPermissions(['clipboard-read'], { origin: app.url });
	const sheet = await scan(page);
	await expect(sheet.getByRole('alert')).toContainText('Porch may not use the camera.');
	await page.context().grantPermissions(['camera'], { origin: app.url });
	await sheet.getByRole('button', { name: 'Try again' }).click();
	await expect(sheet.getByText('Hold the code inside the frame.')).toBeVisible();
	const asked = page.waitForEvent('filechooser');
	await sheet.getByRole('button', { name: 'Choose a picture of a code' }).click();
	const buffer = pictureOf(buildInviteLink(app.url, group));
	await (await asked).setFiles({ name: 'poster.gif', mimeType: 'image/gif', buffer });
	await expect(page.getByRole('heading', { name: 'Shy camera' })).toBeVisible();
});

test('a device without a camera says so', async ({ openJoin }) => {
	const page = await openJoin([given, '--use-fake-device-for-media-stream=device-count=0']);
	const sheet = await scan(page);
	await expect(sheet.getByRole('alert')).toContainText('No camera was found.');
	await expect(sheet.getByRole('button', { name: 'Choose a picture of a code' })).toBeVisible();
});

test("a signer's address is scanned where it is asked for, and signs in", async ({ app, openJoin }, info) => {
	const signer = new ScriptedSigner(app.relay.url);
	await signer.ready();
	const address = `bunker://${signer.pubkey}?relay=${app.relay.url}&secret=1`;
	const page = await openJoin(await showing(address, info));
	await page.goto('/login/signer?next=%2Fsettings');
	await scan(page);
	await expect(page.getByText('In your signer app')).toBeVisible();
	expect((await camera(page)).isOn).toBe(false);
	signer.close();
});
