import { createServer } from 'vite';
import { buildEnvironment, type BuildOptions } from './build-app.ts';
import { freePort } from './free-port.ts';
import type { AppServer } from './serve-build.ts';

/** Serves the app from its sources, with every edit shown at once (`npm run dev`). No service worker, no policy as strict. */
export async function serveLive(options: BuildOptions & { port: number }): Promise<AppServer> {
	Object.assign(process.env, buildEnvironment(options));
	const port = await freePort(options.port);
	const server = await createServer({ server: { port, host: '127.0.0.1', strictPort: true } });
	await server.listen();
	return { url: `http://localhost:${port}`, port, stop: () => server.close() };
}
