import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import sirv from 'sirv';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build } from 'vite';

const workers = '_app/immutable/workers/[name]-[hash].js';

/** Builds the app without its screen for the browser of a bench, and serves it. */
export async function serveSleeper(): Promise<{ url: string; stop(): Promise<void> }> {
	const folder = await mkdtemp(join(tmpdir(), 'porch-sleeper-'));
	const root = resolve(import.meta.dirname, '../..');
	const page = join(root, 'tests/bench/sleeper.html');
	await build({
		root: join(root, 'tests/bench'),
		configFile: false,
		logLevel: 'warn',
		plugins: [svelte({ configFile: false, compilerOptions: { runes: undefined } })],
		resolve: {
			alias: [
				{ find: '$lib', replacement: join(root, 'src/lib') },
				{ find: /^tseep$/, replacement: 'tseep/lib/ee-safe' }
			]
		},
		worker: { format: 'es', rolldownOptions: { output: { entryFileNames: workers } } },
		build: {
			chunkSizeWarningLimit: 2000,
			outDir: folder,
			emptyOutDir: true,
			target: 'es2022',
			rolldownOptions: { input: page }
		}
	});
	const handle = sirv(folder, { dev: false });
	const server = createServer((request, response) =>
		handle(request, response, () => void response.writeHead(404).end())
	);
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	return {
		url: `http://localhost:${(server.address() as AddressInfo).port}/sleeper.html`,
		stop: async () => {
			server.closeAllConnections();
			await new Promise((done) => server.close(done));
			await rm(folder, { recursive: true, force: true });
		}
	};
}
