import { sveltekit } from '@sveltejs/kit/vite';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { chromiumLaunch } from './dev/browser.ts';
import { chunkNamer } from './dev/vite-chunks.ts';
import { firstScreenPlugin } from './dev/vite-first-screen.ts';
import { headersPlugin } from './dev/vite-headers.ts';
import { iconsPlugin } from './dev/vite-icons.ts';
import { localesPlugin } from './dev/vite-locales.ts';
import { manifestPlugin } from './dev/vite-manifest.ts';
import { precachePlugin } from './dev/vite-precache.ts';
import { startupImagesPlugin } from './dev/vite-startup-images.ts';
import { versionPlugin } from './dev/vite-version.ts';

export default defineConfig({
	plugins: [
		localesPlugin(),
		iconsPlugin(),
		sveltekit(),
		manifestPlugin(),
		headersPlugin(),
		precachePlugin(import.meta.dirname),
		startupImagesPlugin(),
		versionPlugin(),
		firstScreenPlugin(import.meta.dirname)
	],
	resolve: {
		// NDK's event emitter compiles its listeners with eval, which our policy forbids; this build of it does not.
		alias: [{ find: /^tseep$/, replacement: 'tseep/lib/ee-safe' }]
	},
	build: {
		target: 'es2022',
		modulePreload: { polyfill: false },
		rolldownOptions: { output: { codeSplitting: { groups: [{ name: chunkNamer(import.meta.dirname) }] } } }
	},
	worker: { format: 'es' },
	test: {
		projects: [
			{
				extends: true,
				test: {
					name: 'node',
					// Patience, not a measurement: two busy cores make everything slow at times.
					testTimeout: 30_000,
					environment: 'node',
					include: [
						'src/**/*.test.ts',
						'dev/**/*.test.ts',
						'tests/architecture/**/*.test.ts',
						'tests/bench/**/*.test.ts',
						'tests/contract/**/*.test.ts'
					],
					exclude: ['src/**/*.svelte.test.ts']
				}
			},
			{
				extends: true,
				// Listed so that no dependency is discovered halfway, which would load Svelte twice.
				optimizeDeps: {
					include: [
						'@nostr-dev-kit/ndk',
						'@noble/hashes/sha2.js',
						'@noble/secp256k1',
						'fake-indexeddb',
						'idb',
						'livekit-client',
						'nostr-tools/nip19',
						'nostr-tools/nip44',
						'nostr-tools/nip49',
						'nostr-tools/pure',
						'qr/decode.js',
						'qrcode-generator',
						'svelte',
						'vitest-browser-svelte'
					]
				},
				test: {
					name: 'browser',
					testTimeout: 30_000,
					include: ['src/**/*.svelte.test.ts'],
					browser: {
						enabled: true,
						headless: true,
						screenshotFailures: false,
						provider: playwright({ launchOptions: chromiumLaunch() }),
						instances: [{ browser: 'chromium' }]
					}
				}
			}
		]
	}
});
