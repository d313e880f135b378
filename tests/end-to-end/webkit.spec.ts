import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serveBuild } from '../../dev/serve-build.ts';
import { groupPath } from '../../src/lib/paths.ts';
import { foundGroup } from './group-founding.ts';
import { House } from './house.ts';
import { expect, test as base } from './stack.ts';
import { WebKitBrowser } from './webkit-browser.ts';

const test = base.extend<{ profile: string; startWebKit: () => Promise<WebKitBrowser> }>({
	profile: async ({}, use, info) => use(info.outputPath('profile')),
	/** Starts WebKitGTK, always with the same profile. */
	startWebKit: async ({ profile }, use) => {
		const started: WebKitBrowser[] = [];
		await use(async () => {
			const browser = await WebKitBrowser.start(profile);
			started.push(browser);
			return browser;
		});
		for (const browser of started) await browser.kill();
	}
});

/** Whether a word is in any file of a folder. */
async function isWritten(folder: string, word: string): Promise<boolean> {
	const entries = await readdir(folder, { withFileTypes: true });
	const files = entries.filter((entry) => entry.isFile()).map(({ name }) => join(folder, name));
	const texts = await Promise.all(files.map((file) => readFile(file, 'latin1')));
	return texts.some((text) => text.includes(word));
}

test('WebKitGTK was killed, server and relay are gone: a deep link opens with the group as it was read', async ({
	app,
	profile,
	startWebKit
}, info) => {
	const house = await House.open(info.outputPath('relay.jsonl'));
	const server = await serveBuild({ folder: app.folder, port: 4795 });
	const group = foundGroup(house.relay, { id: 'kite', name: 'Kite club', said: ['It flies.'] });
	const online = await startWebKit();
	await online.go(server.url + groupPath(group));
	await expect.poll(() => online.words()).toContain('It flies.');
	await online.run(() => navigator.serviceWorker.ready.then(() => undefined));
	// It writes down which service workers there are a moment after it said that one is ready.
	const workers = join(profile, 'data', 'serviceworkers');
	await expect.poll(() => isWritten(workers, `localhost:${server.port}`)).toBe(true);
	await server.stop();
	await house.relay.stop();
	await online.kill();

	const offline = await startWebKit();
	await offline.go(server.url + groupPath(group));
	await expect.poll(() => offline.words()).toContain('It flies.');
	expect(await offline.words()).toContain('Kite club');
	await offline.reload();
	await expect.poll(() => offline.words()).toContain('It flies.');
});
