import type { Page } from '@playwright/test';
import { RoomServiceClient } from 'livekit-server-sdk';
import { personOf } from '../../dev/demo/people.ts';
import type { RunningRelay } from '../../dev/relay/start-relay.ts';
import { groupPath, roomPath } from '../../src/lib/paths.ts';
import type { GroupKey } from '../../src/lib/protocol/group-key.ts';
import { installExtension, signInWithExtension } from './extension.ts';
import { foundGroup } from './group-founding.ts';
import { countMedia, mediaPerSecond } from './media-counters.ts';
import { expect, test } from './stack.ts';

const name = 'The Shed';
let rooms = 0;

/** A group with a room that nobody else uses. Mara and Nadia are members, Theo is none. */
function foundRoom(relay: RunningRelay): GroupKey {
	rooms += 1;
	return foundGroup(relay, {
		id: `shed-${rooms}`,
		name,
		flags: ['restricted', 'closed'],
		people: ['mara', 'nadia'],
		tags: [['livekit']]
	});
}

async function standAtTheDoor(page: Page, handle: string, group: GroupKey): Promise<Page> {
	await countMedia(page);
	await installExtension(page, personOf(handle).secretKey);
	await signInWithExtension(page, roomPath(group));
	await expect(page.getByRole('dialog', { name: 'The room' })).toBeVisible();
	return page;
}

async function goIn(page: Page, devices: { camera?: boolean } = {}): Promise<void> {
	if (devices.camera) await page.getByRole('button', { name: 'Camera' }).click();
	await page.getByRole('button', { name: 'Go in' }).click();
	await expect(page.getByRole('button', { name: 'Leave', exact: true })).toBeVisible();
}

async function receivesMedia(page: Page): Promise<{ sound: boolean; picture: boolean }> {
	const { soundIn, framesIn } = await mediaPerSecond(page);
	return { sound: soundIn > 500, picture: framesIn > 5 };
}

const tiles = (page: Page) => page.getByRole('list', { name: 'People in the room' }).getByRole('listitem');

test.beforeEach(({ app }) => expect(app.livekit, 'LiveKit runs').toBeDefined());

test('two people meet with sound and picture, a third listens, and everybody counts the same', async ({
	app,
	openPhone
}) => {
	const shed = foundRoom(app.relay);
	const mara = await standAtTheDoor(await openPhone(), 'mara', shed);
	await expect(mara.getByText('This relay does not say who is inside.')).toBeVisible();
	await goIn(mara, { camera: true });
	await expect(mara.getByText('Nobody else is here yet.')).toBeVisible();

	const nadia = await standAtTheDoor(await openPhone(), 'nadia', shed);
	await expect(nadia.getByRole('list', { name: 'Inside now' })).toContainText('Mara');
	await goIn(nadia, { camera: true });
	for (const [page, other] of [
		[mara, 'Nadia'],
		[nadia, 'Mara']
	] as const) {
		await expect(tiles(page)).toContainText([other, 'You']);
		await expect.poll(() => receivesMedia(page)).toEqual({ sound: true, picture: true });
	}

	const theo = await standAtTheDoor(await openPhone(), 'theo', shed);
	await theo.getByRole('button', { name: 'Listen', exact: true }).click();
	await expect(theo.getByText('You are listening')).toBeVisible();
	await expect(theo.getByRole('button', { name: 'Microphone' })).toHaveCount(0);
	await expect.poll(async () => (await mediaPerSecond(theo)).framesIn).toBeGreaterThan(5);
	expect(await mediaPerSecond(theo)).toMatchObject({ soundOut: 0, framesOut: 0 });
	for (const page of [mara, nadia, theo])
		await expect(page.getByText('3 here, 1 of them listening')).toBeVisible();
	await expect(mara.getByText('Theo is listening')).toBeVisible();
});

test('navigation keeps the call, Escape collapses it, and only Leave hangs up', async ({
	app,
	openPhone
}) => {
	const shed = foundRoom(app.relay);
	const mara = await standAtTheDoor(await openPhone(), 'mara', shed);
	await goIn(mara);
	const nadia = await standAtTheDoor(await openPhone(), 'nadia', shed);
	await goIn(nadia);

	await nadia.keyboard.press('Escape');
	await expect(nadia).toHaveURL(new RegExp(`${groupPath(shed)}$`));
	const bar = nadia.getByRole('complementary', { name: 'The room you are in' });
	await expect(bar).toContainText('In the room');
	await expect(bar.getByRole('button', { name: 'Leave' })).toHaveCount(0);
	await nadia.getByRole('link', { name: 'Back' }).click();
	await expect(nadia).toHaveURL('/');
	await expect.poll(async () => (await mediaPerSecond(nadia)).soundIn).toBeGreaterThan(500);

	await bar.getByRole('button', { name: 'Microphone' }).click();
	await expect(bar).toContainText('In the room, muted');
	await expect(tiles(mara).filter({ hasText: 'Nadia' })).toContainText('muted');
	await bar
		.getByRole('link', { name: `Open the room of ${name}` })
		.first()
		.click();
	await expect(tiles(nadia)).toContainText(['Mara', 'You, muted']);

	await nadia.getByRole('button', { name: 'Leave', exact: true }).click();
	await expect(nadia).toHaveURL(new RegExp(`${groupPath(shed)}$`));
	await expect(bar).toHaveCount(0);
	await expect(mara.getByText('Nobody else is here yet.')).toBeVisible();
});

test('a relay that lists nobody: unknown at the door, the right names inside', async ({ app, openPhone }) => {
	const shed = foundRoom(app.relay);
	const behave = app.relay.misbehave('no-39004');
	const mara = await standAtTheDoor(await openPhone(), 'mara', shed);
	await goIn(mara);
	const nadia = await standAtTheDoor(await openPhone(), 'nadia', shed);
	await goIn(nadia);
	await expect(tiles(nadia)).toContainText(['Mara', 'You']);
	await expect(tiles(mara)).toContainText(['Nadia', 'You']);
	await nadia.keyboard.press('Escape');
	await expect(nadia.getByText('2 in room')).toBeVisible();
	behave();
});

test('let speak, silenced again, and put out: each as it happens, and not back in', async ({
	app,
	openPhone
}) => {
	const shed = foundRoom(app.relay);
	const theo = await standAtTheDoor(await openPhone(), 'theo', shed);
	await theo.getByRole('button', { name: 'Listen', exact: true }).click();
	await expect(theo.getByText('You are listening')).toBeVisible();
	const { apiKey, apiSecret, port } = app.livekit!;
	const media = new RoomServiceClient(`http://127.0.0.1:${port}`, apiKey, apiSecret);
	const room = (await media.listRooms()).find(({ name }) => name.endsWith(`:${shed.id}`))?.name ?? '';
	const identity = (await media.listParticipants(room))[0]?.identity ?? '';

	await media.updateParticipant(room, identity, { permission: { canPublish: true, canSubscribe: true } });
	const microphone = theo.getByRole('button', { name: 'Microphone' });
	await expect(microphone).toHaveAttribute('aria-pressed', 'false');
	await microphone.click();
	await expect.poll(async () => (await mediaPerSecond(theo)).soundOut).toBeGreaterThan(500);
	await media.updateParticipant(room, identity, { permission: { canPublish: false, canSubscribe: true } });
	await expect(theo.getByText('You are listening')).toBeVisible();
	await expect.poll(async () => (await mediaPerSecond(theo)).soundOut).toBe(0);

	await theo.keyboard.press('Escape');
	await media.removeParticipant(room, identity);
	const bar = theo.getByRole('complementary', { name: 'The room you are in' });
	await expect(bar).toContainText('You were taken out of the room.');
	await bar.getByRole('button', { name: 'Dismiss' }).click();
	await expect(bar).toHaveCount(0);
	expect(await media.listParticipants(room)).toEqual([]);
});

test('each refusal has its own sentence, with the words of the relay', async ({ app, openPhone }) => {
	const { relay, livekit } = app;
	const page = await standAtTheDoor(await openPhone(), 'mara', foundRoom(relay));
	const alert = page.getByRole('alert');
	const refusals = [
		{ status: 400, words: 'no dancing', sentence: 'The relay does not let you into this room. “no dancing”' },
		{ status: 401, words: 'event expired', sentence: 'The way into the room expired. Try again.' },
		{ status: 403, words: 'not allowed', sentence: 'Only members can go into this room.' }
	];
	for (const { sentence, ...answer } of refusals) {
		const behave = relay.misbehave('refuse', { verbs: ['HTTP'], ...answer });
		await page.getByRole('button', { name: 'Go in' }).click();
		await expect(alert).toContainText(sentence);
		behave();
	}
	relay.offerRooms({ url: 'ws://127.0.0.1:9', apiKey: 'none', apiSecret: 'none' });
	await page.getByRole('button', { name: 'Go in' }).click();
	await expect(alert).toContainText('server does not answer.');
	relay.offerRooms(livekit);
	await goIn(page);
});

test('a refused microphone lets me in, listening, and says how to give it back', async ({
	app,
	openPhone
}) => {
	const shed = foundRoom(app.relay);
	const page = await openPhone();
	await page.context().addInitScript(() => {
		const refuse = () => Promise.reject(new DOMException('Permission denied', 'NotAllowedError'));
		navigator.mediaDevices.getUserMedia = refuse;
	});
	await standAtTheDoor(page, 'mara', shed);
	const alert = page.getByRole('alert');
	await expect(alert).toContainText('Allow it in the browser');
	await goIn(page);
	const microphone = page.getByRole('button', { name: 'Microphone' });
	await expect(microphone).toHaveAttribute('aria-pressed', 'false');
	await microphone.click();
	await expect(alert).toContainText('Allow it in the browser');
	await expect(microphone).toHaveAttribute('aria-pressed', 'false');
});

test('a visitor is asked who they are, and comes back to the door', async ({ app, openPhone }) => {
	const shed = foundRoom(app.relay);
	const page = await openPhone();
	await page.goto(roomPath(shed));
	await page.getByRole('link', { name: 'Sign in or create a key' }).click();
	await expect(page).toHaveURL((url) => url.searchParams.get('next') === roomPath(shed));
});
