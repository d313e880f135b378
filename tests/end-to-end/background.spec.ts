import type { Page } from '@playwright/test';
import type { RunningRelay } from '../../dev/relay/start-relay.ts';
import type { GroupKey } from '../../src/lib/protocol/group-key.ts';
import { shellIsKept } from './deployment.ts';
import { foundGroup } from './group-founding.ts';
import { House } from './house.ts';
import { composer, expectSent, message, messages, openGroup, pasteKey, say, unlock } from './people.ts';
import { notices, wakeServiceWorker } from './service-worker.ts';
import { expect, test } from './stack.ts';

const train = { id: 'night-train', name: 'Night train' };

/** Writes while the relay is away, and leaves the app. */
async function writeInTheTunnel(
	page: Page,
	relay: RunningRelay,
	group: GroupKey,
	text: string
): Promise<void> {
	await openGroup(page, group);
	await expect(composer(page)).toBeVisible();
	await shellIsKept(page);
	await relay.stop();
	await say(page, text);
	await expect(message(page, text)).toContainText('waiting to be sent');
	await page.goto('about:blank');
}

test('a key that stays unlocked here lets the service worker send alone, once', async ({
	app,
	page
}, info) => {
	const house = await House.open(info.outputPath('relay.jsonl'));
	const group = foundGroup(house.relay, train);
	await pasteKey(page, 'kenji');
	await page.goto('/settings');
	await page.getByRole('switch', { name: /Stay unlocked/ }).click();
	await unlock(page);
	await expect(page.getByRole('switch', { name: /Stay unlocked/ })).toBeChecked();
	await writeInTheTunnel(page, house.relay, group, 'Sent while I slept');

	await house.comeBack();
	const { relay } = house;
	const before = relay.eventCount;
	await wakeServiceWorker(page, app.url);
	await expect.poll(() => relay.eventCount).toBe(before + 1);
	await wakeServiceWorker(page, app.url);
	await openGroup(page, group);
	await expectSent(message(page, 'Sent while I slept'));
	await expect(messages(page)).toHaveCount(1);
	expect(relay.eventCount).toBe(before + 1);
	await relay.stop();
});

test('a locked key keeps its message, and one notification says that it waits', async ({
	app,
	page
}, info) => {
	const house = await House.open(info.outputPath('relay.jsonl'));
	const group = foundGroup(house.relay, train);
	await page.context().grantPermissions(['notifications']);
	await pasteKey(page, 'kenji');
	await writeInTheTunnel(page, house.relay, group, 'For my eyes first');

	await house.comeBack();
	const { relay } = house;
	const before = relay.eventCount;
	await wakeServiceWorker(page, app.url);
	const { host } = new URL(group.relay);
	const waits = { title: 'A message waits for you', path: `/${host}/night-train` };
	await expect.poll(() => notices(page)).toMatchObject([waits]);
	const [first] = await notices(page);
	await wakeServiceWorker(page, app.url);
	// The second wake took the place of what the first had shown.
	await expect
		.poll(async () => (await notices(page)).filter(({ at }) => at > (first?.at ?? 0)))
		.toHaveLength(1);
	expect(await notices(page)).toMatchObject([waits]);
	expect(relay.eventCount).toBe(before);

	await openGroup(page, group);
	await unlock(page);
	await expectSent(message(page, 'For my eyes first'));
	expect(relay.eventCount).toBe(before + 1);
	await relay.stop();
});
