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

/**
 * WebKitGTK writes down a moment after it said that one is ready which service workers there are, and only then their
 * scripts, each into a file of its own: a worker without its script does not come back. Whether that is done.
 */
async function isWorkerWritten(profile: string, script: Buffer): Promise<boolean> {
	const folder = join(profile, 'data', 'serviceworkers', 'Scripts');
	// It makes these files anew while it is looked at: what cannot be read is not written yet.
	const names = await readdir(folder, { recursive: true }).catch(() => []);
	const files = await Promise.allSettled(names.map((name) => readFile(join(folder, name))));
	return files.some((file) => file.status === 'fulfilled' && file.value.equals(script));
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
	const script = await readFile(join(app.folder, 'service-worker.js'));
	await expect.poll(() => isWorkerWritten(profile, script)).toBe(true);
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
