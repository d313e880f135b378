import { defineConfig, devices } from '@playwright/test';
import { chromiumLaunch } from '../../dev/browser.ts';

const phone = devices['Pixel 7'];

export default defineConfig({
	testDir: '.',
	outputDir: '../../test-results/end-to-end',
	// One demo community for all: its relay, its LiveKit server and two cores are shared.
	workers: 1,
	fullyParallel: false,
	retries: 0,
	forbidOnly: true,
	timeout: 60_000,
	expect: { timeout: 15_000 },
	reporter: [['list'], ['json', { outputFile: '../../test-results/end-to-end.json' }]],
	use: {
		...phone,
		viewport: { width: 360, height: 740 },
		locale: 'en-GB',
		timezoneId: 'Europe/Berlin',
		actionTimeout: 15_000,
		trace: 'retain-on-failure',
		launchOptions: chromiumLaunch([
			'--use-fake-device-for-media-stream',
			'--use-fake-ui-for-media-stream',
			'--autoplay-policy=no-user-gesture-required'
		])
	},
	projects: [{ name: 'phone' }]
});
