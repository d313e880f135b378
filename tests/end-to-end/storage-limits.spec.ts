/** A browser that keeps nothing: by a setting of Firefox, which Chromium has no match for. */
import { foundGroup } from './group-founding.ts';
import { arriveAs, expectSent, message, say } from './people.ts';
import { expect, test } from './stack.ts';

test('where the browser refuses to store anything, groups are read and written to, and it is said', async ({
	app,
	startBrowser
}, info) => {
	const group = foundGroup(app.relay, { id: 'sieve', name: 'Sieve', said: ['It holds no water.'] });
	const { page } = await startBrowser(info.outputPath('profile'), { 'network.cookie.cookieBehavior': 2 });
	await arriveAs(page, 'mara', group);
	await expect(message(page, 'It holds no water.')).toBeVisible();
	await say(page, 'Nor words');
	await expectSent(message(page, 'Nor words'));
	await page.goto('/settings/storage');
	await expect(page.getByText('This browser keeps nothing for Porch.')).toBeVisible();
});
