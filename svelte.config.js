import adapter from '@sveltejs/adapter-static';
import { withFirstScreen } from './dev/first-screen.js';
import { contentSecurityPolicy } from './dev/headers.js';

/** @type {import('@sveltejs/kit').Config} */
const config = {
	// Runes everywhere in our code; a library's components say for themselves.
	compilerOptions: {
		fragments: 'tree',
		runes: ({ filename }) => (filename.includes('node_modules') ? undefined : true)
	},
	kit: {
		// One fallback page for every deep link: the routes are `/[relay]/[group]`, known to no build.
		adapter: withFirstScreen(
			adapter({
				pages: process.env.PORCH_BUILD_FOLDER ?? 'build',
				fallback: '200.html',
				precompress: true
			})
		),
		// The page's own policy; framing and workers are covered by the same directives as headers (dev/headers.js).
		csp: { mode: 'hash', directives: contentSecurityPolicy() },
		// By default the time of the build. Two builds of one name are one version to every device.
		...(process.env.PORCH_VERSION ? { version: { name: process.env.PORCH_VERSION } } : {}),
		// workbox-window registers it, after the first paint.
		serviceWorker: { register: false },
		output: { preloadStrategy: 'modulepreload' },
		typescript: {
			config: (generated) => {
				const { include } = /** @type {{ include: string[] }} */ (generated);
				include.push(
					'../dev/**/*.ts',
					'../dev/*.js',
					'../static/*.js',
					'../tests/**/*.ts',
					'../*.config.ts',
					'../*.config.js'
				);
				generated.exclude = ['../node_modules/**', '../src/service-worker/**', '../build/**'];
			}
		}
	}
};

export default config;
