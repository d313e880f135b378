import type { Page } from '@playwright/test';
import { serveBuild } from '../../dev/serve-build.ts';
import { groupPath } from '../../src/lib/paths.ts';
import type { GroupKey } from '../../src/lib/protocol/group-key.ts';
import { kinds } from '../../src/lib/protocol/kinds.ts';
import { shellIsKept } from './deployment.ts';
import { readDevice } from './device.ts';
import { foundGroup, sayAs } from './group-founding.ts';
import { House } from './house.ts';
import { arriveAs, composer, expectSent, message, messages, openGroup, say } from './people.ts';
import { expect, test } from './stack.ts';
import { Wire } from './wire.ts';

const inGroup = (page: Page, group: GroupKey, text: string) =>
	openGroup(page, group).then(() => expect(message(page, text)).toBeVisible());

test('with server and relay both gone, a deep link still shows the group from the device', async ({
	app,
	openPhone
}, info) => {
	const house = await House.open(info.outputPath('relay.jsonl'));
	const server = await serveBuild({ folder: app.folder, port: 4790 });
	const group = foundGroup(house.relay, {
		id: 'power.cut',
		name: 'Power cut',
		said: ['Candles are in the drawer.']
	});
	const page = await openPhone({ baseURL: server.url });
	await inGroup(page, group, 'Candles are in the drawer.');
	await shellIsKept(page);
	await server.stop();
	await house.relay.stop();

	await page.goto(groupPath(group));
	await expect(page.getByRole('heading', { name: 'Power cut' })).toBeVisible();
	await expect(message(page, 'Candles are in the drawer.')).toBeVisible();
	await page.reload();
	await expect(message(page, 'Candles are in the drawer.')).toBeVisible();
});

test('what is written without a network waits, survives a reload, and goes out once', async ({
	openPhone
}, info) => {
	const house = await House.open(info.outputPath('relay.jsonl'));
	const group = foundGroup(house.relay, { id: 'tunnel', name: 'Tunnel', people: ['mara', 'theo'] });
	const page = await openPhone();
	const wire = Wire.tap(page);
	await arriveAs(page, 'mara', group);
	await expect(composer(page)).toBeVisible();
	await shellIsKept(page);
	await page.context().setOffline(true);
	await house.relay.stop();

	await say(page, 'Written in the dark');
	await say(page, 'And one more');
	await expect(page.getByText('Offline. What you write goes out later.')).toBeVisible();
	await page.reload();
	for (const text of ['Written in the dark', 'And one more']) {
		await expect(message(page, text)).toContainText('waiting to be sent');
	}
	await house.comeBack();
	await page.context().setOffline(false);
	for (const text of ['Written in the dark', 'And one more']) await expectSent(message(page, text));
	await expect(messages(page)).toHaveText([/Written in the dark/, /And one more/]);
	expect(wire.published(kinds.chat)).toHaveLength(2);

	const theo = await arriveAs(await openPhone(), 'theo', group);
	await expect(messages(theo)).toHaveText([/Written in the dark/, /And one more/]);
	await house.relay.stop();
});

test('a relay that was restarted is found again, with everything that was said meanwhile', async ({
	openPhone
}, info) => {
	const house = await House.open(info.outputPath('relay.jsonl'));
	const group = foundGroup(house.relay, {
		id: 'restart',
		name: 'Restart',
		people: ['mara', 'theo'],
		said: ['Before.']
	});
	const page = await openPhone();
	await inGroup(page, group, 'Before.');
	await house.relay.stop();
	await expect(page.getByText('This relay does not answer right now.')).toBeVisible();
	await house.comeBack();
	const texts = Array.from({ length: 70 }, (_, at) => `Meanwhile ${at + 1}.`);
	for (const text of texts) sayAs(house.relay, 'theo', group.id, text);
	await expect(async () => {
		const device = await readDevice(page);
		expect(texts.filter((text) => !device.includes(text))).toEqual([]);
	}).toPass({ timeout: 40_000 });
	await expect(page.getByText('This relay does not answer right now.')).toHaveCount(0);
	await page.getByRole('button', { name: /^To the newest message/ }).click();
	sayAs(house.relay, 'mara', group.id, 'After.');
	await expect(message(page, 'After.')).toBeVisible();
	await house.relay.stop();
});

test('a line that drops in the middle is taken up again, and nothing is lost or doubled', async ({
	app,
	page
}) => {
	const group = foundGroup(app.relay, {
		id: 'bad-line',
		name: 'Bad line',
		people: ['mara', 'theo']
	});
	sayAs(app.relay, 'mara', group.id, 'One.', 4);
	await inGroup(page, group, 'One.');
	for (const [at, text] of ['Two.', 'Three.', 'Four.'].entries()) {
		app.relay.misbehave('drop', { now: true });
		sayAs(app.relay, 'theo', group.id, text, 3 - at);
		await expect(message(page, text)).toBeVisible();
	}
	await expect(messages(page)).toHaveText([/One\./, /Two\./, /Three\./, /Four\./]);
});
