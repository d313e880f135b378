import { chromium, type CDPSession, type Page } from '@playwright/test';
import { chromiumLaunch } from '../../dev/browser.ts';
import { groupPath } from '../../src/lib/paths.ts';
import { startupScreens } from '../../src/lib/startup-images.ts';
import { shellIsKept } from './deployment.ts';
import { readDevice } from './device.ts';
import { foundGroup } from './group-founding.ts';
import { playInstallPrompt, playSafari } from './install.ts';
import { arriveAs, arriveNew, composer, join, message } from './people.ts';
import { expect, test } from './stack.ts';

interface Picture {
	src: string;
	sizes: string;
	type: string;
}

interface Manifest {
	icons: Picture[];
	screenshots: Picture[];
	shortcuts: { name: string; url: string; icons: Picture[] }[];
}

/** A picture as the host serves it, drawn by the browser: its type, and its size in pixels. */
async function servedPicture(page: Page, src: string): Promise<{ type: string | null; sizes: string }> {
	return page.evaluate(async (address) => {
		const response = await fetch(address);
		const { width, height } = await createImageBitmap(await response.blob());
		return { type: response.headers.get('content-type'), sizes: `${width}x${height}` };
	}, src);
}

/** What Chromium makes of the manifest, and the manifest itself. */
async function readManifest(session: CDPSession): Promise<{ parsed: unknown; manifest: Manifest }> {
	const { errors, data, manifest: parsed } = await session.send('Page.getAppManifest');
	expect(errors).toEqual([]);
	return { parsed, manifest: JSON.parse(data ?? '') as Manifest };
}

test('Chromium itself finds Porch installable, and takes everything that its manifest says', async ({
	app
}, info) => {
	// A profile of its own on disk: what a private window shows can never be installed.
	const context = await chromium.launchPersistentContext(info.outputPath('profile'), chromiumLaunch());
	const page = await context.newPage();
	await page.goto(app.url);
	await shellIsKept(page);
	const session = await context.newCDPSession(page);
	expect(await session.send('Page.getInstallabilityErrors')).toEqual({ installabilityErrors: [] });
	expect(await session.send('Page.getAppId')).toMatchObject({ appId: `${app.url}/` });

	const { parsed, manifest } = await readManifest(session);
	const addressed = (path: string): string => `${app.url}${path}`;
	const { shortcuts, icons, screenshots } = manifest;
	expect(parsed).toMatchObject({
		id: addressed('/'),
		startUrl: addressed('/'),
		scope: addressed('/'),
		display: 'kStandalone',
		icons: icons.map(({ src, sizes, type }) => ({ url: addressed(src), sizes, type })),
		screenshots: screenshots.map(({ src, sizes, type }) => ({
			image: { url: addressed(src), sizes, type },
			formFactor: 'kNarrow'
		})),
		shortcuts: shortcuts.map(({ name, url }) => ({ name, url: addressed(url) })),
		shareTarget: { action: addressed('/share'), method: 'kPost' },
		protocolHandlers: [{ protocol: 'web+nostr', url: addressed('/join#%s') }],
		launchHandler: { clientMode: 'kNavigateExisting' }
	});

	const pictures = [...icons, ...screenshots, ...shortcuts.flatMap((shortcut) => shortcut.icons)];
	expect(pictures.length).toBeGreaterThan(5);
	for (const { src, sizes, type } of pictures)
		expect(await servedPicture(page, src)).toEqual({ type, sizes });
	for (const { url } of shortcuts) {
		await page.goto(addressed(url));
		await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
		await expect(page).toHaveURL(addressed(url));
	}
	await context.close();
});

/**
 * How far the colour of the browser's own bar is from that of the page below it, channel by channel, and the latter.
 * One is written as bytes, the other as lightness and hue: rounding alone can make a difference of 1.
 */
async function barAndGround(page: Page): Promise<{ apart: number; ground: number[] }> {
	return page.evaluate(() => {
		const context = new OffscreenCanvas(1, 1).getContext('2d');
		const paint = (colour: string): number[] => {
			if (context) context.fillStyle = colour;
			context?.fillRect(0, 0, 1, 1);
			return [...(context?.getImageData(0, 0, 1, 1).data ?? [])];
		};
		const bars = [...document.querySelectorAll<HTMLMetaElement>('meta[name=theme-color]')];
		const bar = paint(bars.find(({ media }) => matchMedia(media).matches)?.content ?? 'magenta');
		const ground = paint(getComputedStyle(document.body).backgroundColor);
		return { apart: Math.max(...ground.map((value, at) => Math.abs(value - (bar[at] ?? 0)))), ground };
	});
}

test("the browser's bar has the colour of the page, whatever theme was chosen on whatever device", async ({
	page
}) => {
	await page.emulateMedia({ colorScheme: 'light' });
	await page.goto('/settings');
	const themes = page.getByRole('group', { name: 'Light and dark' });
	const grounds = new Set<string>();
	for (const [choice, colorScheme, theme] of [
		['As the device', 'light', 'light'],
		['Dark', 'light', 'dark'],
		['Light', 'dark', 'light'],
		['As the device', 'dark', 'dark']
	] as const) {
		await page.emulateMedia({ colorScheme });
		await themes.getByRole('button', { name: choice }).click();
		await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
		const { apart, ground } = await barAndGround(page);
		expect(apart, `${choice}, on a ${colorScheme} device`).toBeLessThanOrEqual(1);
		grounds.add(String(ground));
	}
	expect(grounds.size).toBe(2);
	await themes.getByRole('button', { name: 'Dark' }).click();
	await expect.poll(() => readDevice(page)).toContain('"dark"');
	await page.emulateMedia({ colorScheme: 'light' });
	await page.reload();
	await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
	expect((await barAndGround(page)).apart).toBeLessThanOrEqual(1);
});

const startupLinks = 'link[rel=apple-touch-startup-image]';

for (const { width, height, ratio } of [...startupScreens.slice(0, 1), ...startupScreens.slice(-1)]) {
	const isTablet = width > 700;
	const device = isTablet ? 'iPad' : 'iPhone';
	test(`an ${device} of ${width} by ${height} (played) is told what to show while the app starts`, async ({
		openPhone
	}) => {
		// A tablet that is held as a book is not.
		const [across, down] = isTablet ? [height, width] : [width, height];
		const page = await openPhone({ screen: { width: across, height: down }, deviceScaleFactor: ratio });
		await playSafari(page);
		await page.goto('/');
		const links = page.locator(startupLinks);
		await expect(links).toHaveCount(isTablet ? 4 : 2);
		for (const link of await links.all()) {
			const [src, media] = [await link.getAttribute('href'), await link.getAttribute('media')];
			const [wide, high] = media?.includes('landscape') ? [height, width] : [width, height];
			expect(await servedPicture(page, src ?? '')).toEqual({
				type: 'image/png',
				sizes: `${wide * ratio}x${high * ratio}`
			});
		}
		const matching = () =>
			links.evaluateAll(
				(all) => all.filter((link) => matchMedia(link.getAttribute('media') ?? '').matches).length
			);
		for (const viewport of isTablet
			? [
					{ width, height },
					{ width: height, height: width }
				]
			: [{ width, height }]) {
			await page.setViewportSize(viewport);
			// The dark one stands after the one for everybody.
			await page.emulateMedia({ colorScheme: 'dark' });
			expect(await matching()).toBe(2);
			await page.emulateMedia({ colorScheme: 'light' });
			expect(await matching()).toBe(1);
		}
	});
}

test('elsewhere there is no word of startup images, and none is kept with the shell', async ({ page }) => {
	await page.goto('/');
	await shellIsKept(page);
	await expect(page.locator(startupLinks)).toHaveCount(0);
	expect(await readDevice(page)).not.toContain('/startup/');
});

/** What one reads or touches and the edges of a screen cut: a notch, round corners, the bar for going home. */
async function findCut(page: Page, edges: { top: number; bottom: number; sides: number }): Promise<string[]> {
	return page.evaluate(
		({ top, bottom, sides }) =>
			[...document.querySelectorAll('a, button, h1, h2, textarea, article p')].flatMap((part) => {
				const { left, right, top: from, bottom: to, width, height } = part.getBoundingClientRect();
				const isOnScreen = to > 0 && from < innerHeight && part.checkVisibility({ visibilityProperty: true });
				const isShown = width > 1 && height > 1 && isOnScreen;
				// What is scrolled stands behind the bars; the bars themselves stand clear.
				const isBar = part.closest('header, footer, nav') !== null;
				const isCut = left < sides || right > innerWidth - sides;
				const isBarCut = isBar && (from < top || to > innerHeight - bottom);
				return isShown && (isCut || isBarCut) ? [part.outerHTML.slice(0, 120)] : [];
			}),
		edges
	);
}

for (const { held, viewport, edges } of [
	{ held: 'upright', viewport: { width: 393, height: 852 }, edges: { top: 59, bottom: 34, sides: 0 } },
	{ held: 'lying', viewport: { width: 852, height: 393 }, edges: { top: 0, bottom: 21, sides: 59 } }
]) {
	test(`on a phone with a notch (played), ${held}, nothing is under its edges`, async ({ app, page }) => {
		const group = foundGroup(app.relay, { id: `notch-${held}`, name: 'Notch', said: ['Mind your head.'] });
		const session = await page.context().newCDPSession(page);
		const { top, bottom, sides } = edges;
		await session.send('Emulation.setSafeAreaInsetsOverride', {
			insets: { top, bottom, left: sides, right: sides }
		});
		await page.setViewportSize(viewport);
		await arriveAs(page, 'mara', group);
		await expect(composer(page)).toBeVisible();
		await expect(message(page, 'Mind your head.')).toBeVisible();
		expect(await findCut(page, edges)).toEqual([]);
		await page.getByRole('link', { name: 'Back' }).click();
		await expect(page.getByRole('navigation').getByRole('link', { name: 'Groups' })).toBeVisible();
		expect(await findCut(page, edges)).toEqual([]);
	});
}

/** Counts how often the browser is asked to keep what is stored, on all pages from now on. */
async function countAsks(page: Page): Promise<() => number> {
	let asks = 0;
	await page.exposeFunction('__asked', () => void (asks += 1));
	await page.addInitScript(() => {
		const { __asked } = globalThis as unknown as { __asked: () => Promise<void> };
		const { persist } = StorageManager.prototype;
		StorageManager.prototype.persist = async function () {
			await __asked();
			return persist.call(this);
		};
	});
	return () => asks;
}

test('the browser is asked to keep what is stored once there is something to lose, not before', async ({
	app,
	page
}) => {
	const asks = await countAsks(page);
	const group = foundGroup(app.relay, { id: 'keepsake', name: 'Keepsake', said: ['A shell.'] });
	await page.goto(groupPath(group));
	await expect(message(page, 'A shell.')).toBeVisible();
	expect(asks()).toBe(0);
	await arriveNew(page, group);
	await expect.poll(asks).toBeGreaterThan(0);
});

test('the home screen is offered (the prompt is played) after the first group, once, and stays in the settings', async ({
	app,
	page
}) => {
	const offer = page.getByText('Porch can be on your home screen: one tap, and no address bar.');
	const group = foundGroup(app.relay, { id: 'first-group', name: 'First group', flags: ['restricted'] });
	await arriveNew(page);
	await playInstallPrompt(page);
	await expect(page.getByText('No groups yet')).toBeVisible();
	await expect(offer).toHaveCount(0);

	await page.goto(groupPath(group));
	await playInstallPrompt(page);
	await join(page);
	await composer(page).fill('Half a sentence');
	await page.getByRole('link', { name: 'Back' }).click();
	await expect(page.getByRole('link', { name: /First group/ })).toContainText('Draft: Half a sentence');
	await expect(offer).toBeVisible();
	await page.getByRole('button', { name: 'Not now' }).click();
	await expect(offer).toHaveCount(0);

	await page.goto('/settings');
	await playInstallPrompt(page);
	await expect(page.getByRole('button', { name: 'Put Porch on your home screen' })).toBeVisible();
	await page.getByRole('link', { name: 'Groups' }).click();
	await expect(page.getByRole('link', { name: /First group/ })).toBeVisible();
	await expect(offer).toHaveCount(0);
});
