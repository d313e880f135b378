import { readdirSync, statSync } from 'node:fs';
import type { Plugin } from 'vite';
import { compileLocales } from './locales.ts';

const sources = 'src/lib/locales/en';
/** The one that is written last. */
const compiled = 'src/lib/locales/compiled/room/messages/en.js';

function isFresh(): boolean {
	const made = statSync(compiled, { throwIfNoEntry: false })?.mtimeMs ?? 0;
	return readdirSync(sources).every((file) => statSync(`${sources}/${file}`).mtimeMs < made);
}

/** Compiles the message catalogues before everything else, and again in dev when a source string changes. */
export function localesPlugin(): Plugin {
	return {
		name: 'porch-locales',
		async configResolved() {
			if (!isFresh()) await compileLocales();
		},
		configureServer(server) {
			server.watcher.on('change', (file) => {
				if (file.includes(`/${sources}/`))
					void compileLocales().catch((error: unknown) => server.config.logger.error(String(error)));
			});
		}
	};
}
