import { createHash } from 'node:crypto';
import type { Locator, Page } from '@playwright/test';
import { startBlossom } from '../../dev/blossom/start-blossom.ts';
import { groupPath } from '../../src/lib/paths.ts';
import { kinds } from '../../src/lib/protocol/kinds.ts';
import { createSecretKey } from '../../src/lib/protocol/signature.ts';
import { cameraPhoto } from '../fixtures/camera-photo.ts';
import { shellIsKept } from './deployment.ts';
import { readDevice } from './device.ts';
import { installExtension, signInWithExtension } from './extension.ts';
import { foundGroup } from './group-founding.ts';
import { arriveAs, composer, expectSent, join, message, messages, openGroup, say } from './people.ts';
import { redDot, shareInto } from './share.ts';
import { expect, test } from './stack.ts';

interface PhoneFile {
	name: string;
	mimeType: string;
	buffer: Buffer;
}

/**
 * A photo as a phone takes it upright: 200 pixels wide and 400 high, stored lying, with the place in its notes. Each
 * `of` something else, for a server that has a file does not want it again.
 */
async function takePhoto(page: Page, of: 'beans' | 'cellar' | 'hill' | 'field' | 'door'): Promise<PhoneFile> {
	const colour = { beans: '#2a7a4b', cellar: '#555566', hill: '#99aa22', field: '#cc9933', door: '#aa2233' }[
		of
	];
	const data = await page.evaluate(async (ground) => {
		const canvas = new OffscreenCanvas(400, 200);
		const context = canvas.getContext('2d');
		if (!context) throw new Error('no canvas');
		context.fillStyle = ground;
		context.fillRect(0, 0, 400, 200);
		context.fillStyle = '#d8b04a';
		context.fillRect(0, 0, 200, 200);
		const blob = await canvas.convertToBlob({ type: 'image/jpeg' });
		return [...new Uint8Array(await blob.arrayBuffer())];
	}, colour);
	const buffer = Buffer.from(cameraPhoto(Uint8Array.from(data), 6));
	return { name: 'IMG_2041.jpg', mimeType: 'image/jpeg', buffer };
}

/** Chooses files, as on a phone. */
async function choose(page: Page, ...files: PhoneFile[]): Promise<void> {
	await page.getByRole('button', { name: 'Add pictures' }).click();
	const chooser = page.waitForEvent('filechooser');
	await page.getByRole('button', { name: 'Gallery' }).click();
	await (await chooser).setFiles(files);
}

const tray = (page: Page): Locator => page.getByRole('list', { name: 'Pictures to send' });
const waiting = (page: Page): Locator => tray(page).getByRole('button', { name: /be seen/ });
const send = (page: Page): Promise<void> => page.getByRole('button', { name: 'Send', exact: true }).click();

/** The address of a message's picture, once it is drawn, and its size. */
async function drawn(said: Locator): Promise<{ src: string; size: string }> {
	const picture = said.locator('img[decoding]');
	await expect(picture).toHaveJSProperty('complete', true);
	return picture.evaluate((image: HTMLImageElement) => ({
		src: image.src,
		size: `${image.naturalWidth}x${image.naturalHeight}`
	}));
}

test('a photo reaches the others upright, and without a word about where it was taken', async ({
	app,
	page,
	openPhone
}) => {
	const group = foundGroup(app.relay, { id: 'photos', name: 'Photos', people: ['mara', 'theo'] });
	const other = await openPhone();
	await Promise.all([arriveAs(page, 'mara', group), arriveAs(other, 'theo', group)]);
	const photo = await takePhoto(page, 'beans');
	expect(photo.buffer.toString('latin1')).toContain('51.0504 N');
	await choose(page, photo);
	await expect(waiting(page)).toHaveCount(1);
	await waiting(page).click();
	await page.getByLabel('What is to be seen on it?').fill('A bed of beans');
	await page.getByRole('button', { name: 'Done' }).click();
	const before = app.media.uploads;
	await say(page, 'The first beans');

	await expectSent(message(page, 'The first beans'));
	await expect(tray(page)).toHaveCount(0);
	const said = message(other, 'The first beans');
	await expect(said.getByRole('button', { name: 'A bed of beans' })).toBeVisible();
	await said.scrollIntoViewIfNeeded();
	const { src, size } = await drawn(said);
	expect(size).toBe('200x400');
	const bytes = Buffer.from(await (await fetch(src)).arrayBuffer());
	expect(src).toContain(createHash('sha256').update(bytes).digest('hex'));
	expect(bytes.toString('latin1')).not.toMatch(/Exif|51\.0504|Porch Phone/);
	expect(app.media.uploads).toBe(before + 1);
	await expect(messages(other)).toHaveCount(1);
});

test('what the picture server refuses is said in its words, and goes out once when it is tried again', async ({
	app,
	page
}) => {
	const group = foundGroup(app.relay, { id: 'full-server', name: 'Full server' });
	await arriveAs(page, 'mara', group);
	app.media.misbehave({ status: 403, words: 'the cellar is full', times: 1 });
	await choose(page, await takePhoto(page, 'cellar'));
	await expect(waiting(page)).toHaveCount(1);
	await say(page, 'For the cellar');
	const said = message(page, 'For the cellar');
	await expect(page.getByText('The picture server did not take this.')).toBeVisible();
	await expect(page.getByText('the cellar is full')).toBeVisible();
	await page.getByRole('button', { name: 'Try again' }).click();
	await expectSent(said);
	await expect(messages(page)).toHaveCount(1);
});

test('an upload shows how far it is, and can be stopped and taken up again', async ({ app, page }) => {
	const group = foundGroup(app.relay, { id: 'slow-server', name: 'Slow server' });
	await arriveAs(page, 'mara', group);
	app.media.misbehave({ silent: true });
	await choose(page, await takePhoto(page, 'hill'));
	await expect(waiting(page)).toHaveCount(1);
	await send(page);
	await expect(page.getByRole('progressbar', { name: 'Uploading' })).toBeVisible();
	await page.getByRole('button', { name: 'Stop the upload' }).click();
	await expect(page.getByText('You stopped it.')).toBeVisible();
	await expect(page.getByRole('progressbar')).toHaveCount(0);
	app.media.behave();
	await page.getByRole('button', { name: 'Try again' }).click();
	await expectSent(messages(page));
	expect((await drawn(messages(page))).size).toBe('200x400');
});

test('a picture outlives a reload, waits without a network as it is, and then goes out', async ({
	app,
	page,
	openPhone
}) => {
	const group = foundGroup(app.relay, { id: 'far-field', name: 'Far field', people: ['mara', 'theo'] });
	await arriveAs(page, 'mara', group);
	await choose(page, await takePhoto(page, 'field'));
	await waiting(page).click();
	// It is not done yet.
	await page.getByLabel('What is to be seen on it?').fill('A field of rye');
	await expect.poll(() => readDevice(page)).toContain('A field of rye');
	await page.reload();
	await expect(page.getByRole('button', { name: 'To be seen: A field of rye' })).toBeVisible();
	await expect(waiting(page)).toHaveCount(1);

	await page.context().setOffline(true);
	await say(page, 'From the far field');
	const said = message(page, 'From the far field');
	const here = await drawn(said);
	expect(here.src).toMatch(/^blob:/);
	expect(here.size).toBe('200x400');
	await expect(said.getByText('sent', { exact: true })).toHaveCount(0);

	await page.context().setOffline(false);
	await expectSent(said);
	const other = await arriveAs(await openPhone(), 'theo', group);
	await expect(message(other, 'From the far field')).toHaveCount(1);
	expect((await drawn(message(other, 'From the far field'))).size).toBe('200x400');
});

test('a picture that another app shares stands in the composer of the group that one chooses', async ({
	app,
	page
}) => {
	const group = foundGroup(app.relay, { id: 'dots', name: 'Dots', flags: ['restricted'] });
	await arriveAs(page, 'kenji', group);
	await join(page);
	await shellIsKept(page);
	await shareInto(page, { text: 'A red dot', files: [redDot] });
	await page.getByLabel('Search my groups').fill('dots');
	await page.getByRole('button', { name: 'Dots' }).click();
	await expect(composer(page)).toHaveValue('A red dot');
	await expect(waiting(page)).toHaveCount(1);
	await send(page);
	await expectSent(message(page, 'A red dot'));
	expect((await drawn(message(page, 'A red dot'))).size).toBe('1x1');
	await openGroup(page, group);
	await expect(message(page, 'A red dot')).toBeVisible();
	await expect(tray(page)).toHaveCount(0);
});

test('in a private group it is said once who can open a picture; a file that is none takes no words along', async ({
	app,
	page
}) => {
	const group = foundGroup(app.relay, { id: 'just-us', name: 'Just us', flags: ['private'] });
	await arriveAs(page, 'mara', group);
	await page.getByRole('button', { name: 'I am a member already' }).click();
	await composer(page).fill('Our new door');
	const lie = { name: 'door.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture at all') };
	const photo = await takePhoto(page, 'door');
	await choose(page, photo, lie);
	await expect(page.getByText('This is not a picture that can be read here.')).toBeVisible();
	await expect(page.getByText('Whoever has the address of a picture can open it')).toBeVisible();
	await expect(composer(page)).toHaveValue('Our new door');
	await expect(waiting(page)).toHaveCount(1);
	await page.getByRole('button', { name: 'Close' }).click();
	await send(page);
	await expectSent(message(page, 'Our new door'));

	await choose(page, photo);
	await expect(waiting(page)).toHaveCount(1);
	await expect(page.getByText('Whoever has the address of a picture can open it')).toHaveCount(0);
	await page.getByRole('button', { name: 'Remove this picture' }).click();
	await expect(tray(page)).toHaveCount(0);
});

test('a picture that was copied elsewhere is pasted to the words, and goes out with them', async ({
	app,
	page
}) => {
	const group = foundGroup(app.relay, { id: 'scrapbook', name: 'Scrapbook', people: ['mara'] });
	await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
	await arriveAs(page, 'mara', group);
	await composer(page).fill('A stamp');
	await page.evaluate(async () => {
		const canvas = new OffscreenCanvas(30, 20);
		canvas.getContext('2d')?.fillRect(0, 0, 15, 20);
		const blob = await canvas.convertToBlob({ type: 'image/png' });
		await navigator.clipboard.write([new ClipboardItem({ [blob.type]: blob })]);
	});
	await composer(page).press('ControlOrMeta+V');
	await expect(waiting(page)).toHaveCount(1);
	await expect(composer(page)).toHaveValue('A stamp');
	await send(page);
	await expectSent(message(page, 'A stamp'));
	expect((await drawn(message(page, 'A stamp'))).size).toBe('30x20');
});

test('a photo that is taken here and now goes to the server that its person has named, once it is there, and to no other', async ({
	app,
	page,
	openPhone
}, info) => {
	const group = foundGroup(app.relay, { id: 'lens', name: 'Lens', flags: ['restricted'] });
	const folder = info.outputPath('own-server');
	const away = await startBlossom({ folder });
	const secretKey = createSecretKey();
	app.relay.publishAs(secretKey, { kind: kinds.mediaServers, content: '', tags: [['server', away.url]] });
	await installExtension(page, secretKey);
	await signInWithExtension(page, groupPath(group));
	await join(page);
	await expect.poll(() => readDevice(page)).toContain(away.url);

	await page.getByRole('button', { name: 'Add pictures' }).click();
	const asked = page.waitForEvent('filechooser');
	await page.getByRole('button', { name: 'Camera', exact: true }).click();
	const camera = await asked;
	expect(camera.isMultiple()).toBe(false);
	// The one of the back: what one sees, not who sees it.
	expect(await camera.element().getAttribute('capture')).toBe('environment');
	await camera.setFiles(await takePhoto(page, 'beans'));
	await expect(waiting(page)).toHaveCount(1);
	const elsewhere = app.media.uploads;
	// It is away, and asked again when somebody looks.
	await away.stop();
	await say(page, 'What I see');
	await expect.poll(() => readDevice(page)).toContain('upload-unreachable');
	await expect(message(page, 'What I see')).toContainText('waiting to be sent');
	const own = await startBlossom({ folder, port: Number(new URL(away.url).port) });
	await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
	await expectSent(message(page, 'What I see'));
	const passerBy = await openPhone();
	await openGroup(passerBy, group);
	expect((await drawn(message(passerBy, 'What I see'))).src).toContain(`${own.url}/`);
	expect(own.uploads).toBe(1);
	expect(app.media.uploads).toBe(elsewhere);
	await own.stop();
});
