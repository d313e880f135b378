/** The browser's processes are killed, and it is started again with the same profile: the coldest start there is. */
import { personOf } from '../../dev/demo/people.ts';
import { EventFile } from '../../dev/relay/event-file.ts';
import { serveBuild, type StaticServer } from '../../dev/serve-build.ts';
import { kinds } from '../../src/lib/protocol/kinds.ts';
import { shellIsKept } from './deployment.ts';
import { readDevice } from './device.ts';
import { installExtension } from './extension.ts';
import { foundGroup } from './group-founding.ts';
import { House } from './house.ts';
import { arriveAs, composer, expectSent, message, messages, openGroup, say } from './people.ts';
import { expect, test as base } from './stack.ts';

const test = base.extend<{ host: StaticServer }>({
	host: async ({ app }, use) => {
		const host = await serveBuild({ folder: app.folder, port: 4790 });
		await use(host);
		await host.stop();
	},
	baseURL: async ({ host }, use) => use(host.url)
});

/** What a relay took into its conversations, in that order. */
function saidAt(file: string): string[] {
	const events = new EventFile(file).read();
	return events.filter(({ kind }) => kind === kinds.chat).map(({ content }) => content);
}

test('after a kill, server and relay gone, a deep link opens with what was read and written; it goes out once', async ({
	host,
	startBrowser
}, info) => {
	const events = info.outputPath('relay.jsonl');
	const house = await House.open(events);
	const group = foundGroup(house.relay, {
		id: 'blackout',
		name: 'Blackout',
		people: ['mara', 'theo'],
		said: ['Candles are in the drawer.']
	});
	const profile = info.outputPath('profile');
	const before = await startBrowser(profile);
	await arriveAs(before.page, 'mara', group);
	await expect(message(before.page, 'Candles are in the drawer.')).toBeVisible();
	await shellIsKept(before.page);
	await house.relay.stop();
	await host.stop();
	const written = ['Found them', 'And the matches'];
	for (const text of written) {
		await say(before.page, text);
		await expect(message(before.page, text)).toContainText('waiting to be sent');
	}
	await composer(before.page).fill('Half a sentence');
	await expect.poll(() => readDevice(before.page)).toContain('Half a sentence');
	await before.kill();

	const after = await startBrowser(profile);
	await installExtension(after.page, personOf('mara').secretKey);
	await openGroup(after.page, group);
	await expect(after.page.getByRole('heading', { name: 'Blackout' })).toBeVisible();
	await expect(messages(after.page)).toHaveText([/Candles/, /Found them/, /And the matches/]);
	for (const text of written) await expect(message(after.page, text)).toContainText('waiting to be sent');
	await expect(composer(after.page)).toHaveValue('Half a sentence');

	await house.comeBack();
	for (const text of written) await expectSent(message(after.page, text));
	await house.relay.stop();
	expect(saidAt(events)).toEqual(['Candles are in the drawer.', ...written]);
});
