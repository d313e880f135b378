/** Deploys of the app, as a phone that keeps it meets them. */
import { readFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';

/** The page was started from that build, told by the files it names. */
export async function expectBuild(page: Page, folder: string): Promise<void> {
	const shell = readFileSync(join(folder, '200.html'), 'utf8');
	const entry = () => page.locator('link[rel=modulepreload]').first().getAttribute('href');
	await expect.poll(async () => shell.includes((await entry()) ?? 'none')).toBe(true);
}

/** The service worker of this browser keeps the shell, and answers this page. */
export async function shellAnswers(page: Page): Promise<void> {
	await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
}

/** The service worker has everything that the shell needs: nothing more is fetched for it, and it answers the next page. */
export async function shellIsKept(page: Page): Promise<void> {
	await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
}

/** Asks the host for a new service worker, as browsers do now and then. */
export async function askForUpdate(page: Page): Promise<void> {
	await page.evaluate(async () => {
		const registration = await navigator.serviceWorker.ready;
		await registration.update();
	});
}

/** The versions whose shells the browser keeps. */
export async function keptShells(page: Page): Promise<string[]> {
	const names = await page.evaluate(() => caches.keys());
	return names.flatMap((name) => /^shell-(.*)/.exec(name)?.[1] ?? []);
}

/** The browser keeps every file of a part of the app that comes on demand, as that build has it. */
export async function expectKept(page: Page, folder: string, part: string): Promise<void> {
	const { later, parts } = JSON.parse(readFileSync(join(folder, 'precache.json'), 'utf8')) as {
		later: string[];
		parts: Record<string, number[]>;
	};
	const files = (parts[part] ?? []).map((at) => later[at] ?? '');
	expect(files).not.toEqual([]);
	await expect
		.poll(async () => {
			const kept = await page.evaluate(
				(paths) => Promise.all(paths.map((path) => caches.match(path).then(Boolean))),
				files
			);
			return files.filter((_, at) => !kept[at]);
		})
		.toEqual([]);
}

/** The browser needs space, and throws away what can be fetched again. */
export async function forgetFiles(page: Page): Promise<void> {
	const session = await page.context().newCDPSession(page);
	await session.send('Network.clearBrowserCache');
	await session.detach();
	await page.evaluate(async () => {
		for (const name of await caches.keys()) await caches.delete(name);
	});
}

/** A copy of a build with the service worker that ends all others, made as the README says. */
export async function switchedOff(folder: string, copy: string): Promise<string> {
	await cp(folder, copy, { recursive: true });
	for (const end of ['', '.br', '.gz']) {
		await cp(join(copy, `service-worker-off.js${end}`), join(copy, `service-worker.js${end}`));
	}
	return copy;
}
