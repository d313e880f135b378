/** Every screen and state, to be looked at beside the pictures of the look: `test-results/screens`. */
import { join } from 'node:path';
import { plain, visitScreen } from '../end-to-end/screen-moves.ts';
import { screens } from '../end-to-end/screens.ts';
import { expect, test } from '../end-to-end/stack.ts';

const folder = join('test-results', 'screens');
const sizes = [
	{ width: 360, height: 740 },
	{ width: 1280, height: 800 }
];

for (const screen of screens) {
	test(screen.name, async ({ app, page }) => {
		await visitScreen(screen, { page, relay: app.relay, keeper: app.keeper, words: plain });
		for (const size of sizes) {
			for (const colorScheme of ['light', 'dark'] as const) {
				await page.setViewportSize(size);
				await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
				await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
				const path = join(folder, `${screen.name}-${size.width}-${colorScheme}.png`);
				await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
			}
		}
	});
}
