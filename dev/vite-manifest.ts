import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Plugin } from 'vite';

const file = 'manifest.webmanifest';

/** The pictures of the README, which an install sheet shows too: `/screenshots/<name>` in the manifest. */
const pictures = join('docs', 'pictures');

interface Manifest {
	screenshots: { src: string }[];
}

/** Serves the top-level manifest in dev and emits it in the client build: SvelteKit serves only `static/` by itself. */
export function manifestPlugin(): Plugin {
	return {
		name: 'porch-manifest',
		configureServer(server) {
			server.middlewares.use(`/${file}`, (_request, response, next) => {
				readFile(file, 'utf8').then((text) => {
					response.setHeader('Content-Type', 'application/manifest+json');
					response.end(text);
				}, next);
			});
		},
		async generateBundle() {
			if (this.environment.name !== 'client') return;
			const text = await readFile(file, 'utf8');
			this.emitFile({ type: 'asset', fileName: file, source: text });
			for (const { src } of (JSON.parse(text) as Manifest).screenshots) {
				const source = await readFile(join(pictures, basename(src)));
				this.emitFile({ type: 'asset', fileName: src.slice(1), source });
			}
		}
	};
}
