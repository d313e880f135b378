import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { everybodyHasAName, plain, pseudo, visitScreen } from './screen-moves.ts';
import { screens } from './screens.ts';
import { expect, test } from './stack.ts';

const sizes = [
	{ width: 360, height: 740 },
	{ width: 1280, height: 800 }
];

// A failure names the element: a recording of every step would take longer than the steps.
test.use({ trace: 'off', contextOptions: { reducedMotion: 'reduce' } });

/** What is in order takes most of the time to describe. */
const resultTypes: 'violations'[] = ['violations'];
/** One rule is off by default, though a name that is not what one reads is one that a voice cannot call. */
const everything = { resultTypes, rules: { 'label-content-name-mismatch': { enabled: true } } };
const contrastOnly = { resultTypes, runOnly: ['color-contrast'] };

/** What axe finds wrong, short enough to read in a failure. The dark theme changes nothing but colours. */
async function findBarriers(page: Page, colorScheme: 'light' | 'dark'): Promise<string[]> {
	// There are no frames: axe needs no page of its own to put findings together.
	const axe = new AxeBuilder({ page }).setLegacyMode();
	axe.options(colorScheme === 'dark' ? contrastOnly : everything);
	const { violations } = await axe.analyze();
	return violations.flatMap(({ id, help, nodes }) =>
		nodes.map(({ target }) => `${id}: ${help}: ${target.join(' ')}`)
	);
}

/** Everything is there, named, and painted in the theme that was chosen. */
async function settled(page: Page): Promise<void> {
	await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
	await everybodyHasAName(page);
	await page.evaluate(async () => {
		await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
		await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
	});
}

/** What sticks out of the screen to either side, where no list of its own scrolls it into view. */
async function findOverflow(page: Page): Promise<string[]> {
	return page.evaluate(() => {
		const width = document.documentElement.clientWidth;
		const scrolls = (element: Element): boolean => {
			const { overflowX } = getComputedStyle(element);
			return overflowX !== 'visible' && element.scrollWidth > element.clientWidth;
		};
		const isCut = (element: Element): boolean => {
			let above = element.parentElement;
			// The page, and a room over it, cut whatever is too wide for them: that is what is looked for.
			for (; above && !above.matches('body, dialog'); above = above.parentElement) {
				const isRow = ['list', 'group', 'tablist'].includes(above.getAttribute('role') ?? '');
				if (scrolls(above) && (isRow || getComputedStyle(above).overflowX !== 'auto')) return true;
			}
			return false;
		};
		const out = [...document.querySelectorAll('body *')].filter((element) => {
			const { left, right, width: wide, height } = element.getBoundingClientRect();
			if (!element.checkVisibility({ opacityProperty: true })) return false;
			return wide > 1 && height > 1 && (left < -1 || right > width + 1) && !isCut(element);
		});
		return out.map(
			(element) =>
				`${element.tagName} ${element.getAttribute('class')} ${element.textContent?.trim().slice(0, 30)}`
		);
	});
}

/** Headings that had to make way for what stands beside them. */
async function findSqueezed(page: Page): Promise<string[]> {
	return page.locator('h1, h2').evaluateAll((headings) =>
		headings.flatMap((heading) => {
			const { width, height } = heading.getBoundingClientRect();
			const letters = width / parseFloat(getComputedStyle(heading).fontSize);
			return height > 1 && letters < 3 ? (heading.textContent ?? '') : [];
		})
	);
}

/** Fields that make Safari zoom in when they are touched, and stay there: smaller than 16 pixels. */
async function findZoomTraps(page: Page): Promise<string[]> {
	return page
		.locator('input, textarea, select')
		.evaluateAll((fields) =>
			fields
				.filter((field) => parseFloat(getComputedStyle(field).fontSize) < 16)
				.map((field) => field.outerHTML)
		);
}

for (const screen of screens) {
	test(`nothing bars the way on: ${screen.name}`, async ({ app, page }) => {
		await visitScreen(screen, { page, relay: app.relay, keeper: app.keeper, words: plain });
		expect(await findZoomTraps(page)).toEqual([]);
		for (const size of sizes) {
			for (const colorScheme of ['light', 'dark'] as const) {
				await page.setViewportSize(size);
				await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
				await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
				await settled(page);
				expect(await findBarriers(page, colorScheme), `${size.width} wide, ${colorScheme}`).toEqual([]);
			}
		}
		await page.setViewportSize({ width: 360, height: 740 });
		await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
		// A list that stood beside the screen goes in the next frame.
		await settled(page);
		expect(await findOverflow(page), 'with text twice as large').toEqual([]);
		expect(await findSqueezed(page), 'with text twice as large').toEqual([]);
	});

	test(`a longer language from right to left fits 320 pixels: ${screen.name}`, async ({ app, openPhone }) => {
		const page = await openPhone({ locale: 'ar-XB', viewport: { width: 320, height: 640 } });
		await visitScreen(screen, { page, relay: app.relay, keeper: app.keeper, words: pseudo });
		await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
		expect(await findOverflow(page)).toEqual([]);
	});
}
