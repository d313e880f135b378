import type { Page } from '@playwright/test';
import { createSecretKey } from '../../src/lib/protocol/signature.ts';
import { startRelay, type RunningRelay } from '../../dev/relay/start-relay.ts';
import type { GroupKey } from '../../src/lib/protocol/group-key.ts';
import { shellIsKept } from './deployment.ts';
import { foundGroup } from './group-founding.ts';
import { composer, expectSent, message, messages, openGroup, pasteKey, say, unlock } from './people.ts';
import { notices, wakeServiceWorker } from './service-worker.ts';
import { expect, test } from './stack.ts';

const secretKey = createSecretKey();
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

/** The relay is back at its address, with the group in it. */
async function comeBack(group: GroupKey): Promise<RunningRelay> {
	const relay = await startRelay({ secretKey, port: Number(new URL(group.relay).port) });
	foundGroup(relay, train);
	return relay;
}

test('a key that stays unlocked here lets the service worker send alone, once', async ({ app, page }) => {
	const away = await startRelay({ secretKey });
	const group = foundGroup(away, train);
	await pasteKey(page, 'kenji');
	await page.goto('/settings');
	await page.getByRole('switch', { name: /Stay unlocked/ }).click();
	await unlock(page);
	await expect(page.getByRole('switch', { name: /Stay unlocked/ })).toBeChecked();
	await writeInTheTunnel(page, away, group, 'Sent while I slept');

	const relay = await comeBack(group);
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

test('a locked key keeps its message, and one notification says that it waits', async ({ app, page }) => {
	const away = await startRelay({ secretKey });
	const group = foundGroup(away, train);
	await page.context().grantPermissions(['notifications']);
	await pasteKey(page, 'kenji');
	await writeInTheTunnel(page, away, group, 'For my eyes first');

	const relay = await comeBack(group);
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
