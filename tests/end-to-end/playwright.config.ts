import { defineConfig, devices } from '@playwright/test';
import { chromiumLaunch, firefoxLaunch } from '../../dev/browser.ts';

const results = '../../test-results';
const { isMobile, userAgent, ...phone } = devices['Pixel 7'];
const { channel, ...firefox } = firefoxLaunch();

/**
 * A stock Firefox shows a test nothing of what goes over a socket (there the relay counts, in `kill.spec.ts`), and its
 * cache cannot be emptied, it puts no number on an icon, and no app shares into it. The others have nothing to do with
 * the browser, and take their time.
 */
const onlyInChromium = [
	/without a network waits, survives a reload/,
	/in a call nothing is offered/,
	/a relay that was restarted/,
	/a line that drops/,
	/a link into a part that a deploy removed/,
	/a service worker that does harm/,
	/the icon of the app/,
	/what is shared is all on the screen/
];

export default defineConfig({
	testDir: '.',
	// One demo community for all: its relay, its LiveKit server and two cores are shared.
	workers: 1,
	fullyParallel: false,
	retries: 0,
	forbidOnly: true,
	timeout: 60_000,
	expect: { timeout: 15_000 },
	reporter: [['list'], ['json', { outputFile: `${results}/end-to-end.json` }]],
	use: {
		...phone,
		viewport: { width: 360, height: 740 },
		locale: 'en-GB',
		timezoneId: 'Europe/Berlin',
		actionTimeout: 15_000,
		trace: 'retain-on-failure'
	},
	projects: [
		{
			name: 'phone',
			outputDir: `${results}/end-to-end`,
			testIgnore: 'webkit.spec.ts',
			use: {
				isMobile,
				userAgent,
				launchOptions: chromiumLaunch([
					'--use-fake-device-for-media-stream',
					'--use-fake-ui-for-media-stream',
					'--autoplay-policy=no-user-gesture-required'
				])
			}
		},
		{
			name: 'firefox',
			outputDir: `${results}/end-to-end-firefox`,
			testMatch: ['kill', 'offline', 'storage-limits', 'unread', 'update'].map((name) => `${name}.spec.ts`),
			grepInvert: onlyInChromium,
			use: { browserName: 'firefox', channel, launchOptions: firefox }
		},
		{ name: 'webkit', outputDir: `${results}/end-to-end-webkit`, testMatch: 'webkit.spec.ts' }
	]
});
