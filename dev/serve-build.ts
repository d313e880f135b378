import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { pathToFileURL } from 'node:url';
import sirv from 'sirv';
import { freePort } from './free-port.ts';
import { pageHeaders, workerHeaders } from './headers.js';

export interface AppServer {
	/** `http://localhost:<port>`: a secure context, which 127.0.0.1 is not for passkeys. */
	url: string;
	port: number;
	stop(): Promise<void>;
}

export interface StaticServer extends AppServer {
	/** Serves another build from now on, as a deploy does: files that only the one before had are gone. */
	deploy(folder: string): void;
}

interface ServeOptions {
	/** What `buildApp` returned, or `build`. */
	folder: string;
	/** The next free one is taken when it is busy. */
	port: number;
}

const hashed = '/_app/immutable/';

/** Scripts that run as workers see no meta element, so their whole policy comes as a header. */
function isWorker(path: string): boolean {
	return path === '/service-worker.js' || path.startsWith(`${hashed}workers/`);
}

function setHeaders(response: ServerResponse, path: string): void {
	for (const [name, value] of Object.entries(isWorker(path) ? workerHeaders(true) : pageHeaders())) {
		response.setHeader(name, value);
	}
	const caching = path.startsWith(hashed) ? 'public, max-age=31536000, immutable' : 'no-cache';
	response.setHeader('Cache-Control', caching);
}

function refuse(response: ServerResponse, status: number, text: string): void {
	response
		.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', ...pageHeaders() })
		.end(`${text}\n`);
}

/** Answers from one build. */
function answerFrom(folder: string): (request: IncomingMessage, response: ServerResponse) => void {
	const common = { brotli: true, gzip: true, etag: true, setHeaders };
	const shell = sirv(folder, { ...common, single: '200.html', ignores: false });
	// A chunk that a deploy removed is missing: answering with the shell would feed HTML to an import.
	const chunks = sirv(folder, common);
	return (request, response) => {
		if (request.method !== 'GET' && request.method !== 'HEAD')
			return refuse(response, 405, 'Only GET and HEAD.');
		const serve = request.url?.startsWith('/_app/') ? chunks : shell;
		serve(request, response, () => refuse(response, 404, 'There is no such file.'));
	};
}

/**
 * Serves the built app the way a static host does: the shell for every deep link (`/groups.example.com/a~2Eb` has
 * dots and is no file), hashed chunks for ever, everything else revalidated, with the headers of `dev/headers.js`.
 */
export async function serveBuild({ folder, port: wanted }: ServeOptions): Promise<StaticServer> {
	let answer = answerFrom(folder);
	const deploy = (next: string): void => void (answer = answerFrom(next));
	const server = createServer((request, response) => answer(request, response));
	const port = await freePort(wanted);
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', resolve);
	});
	const stop = (): Promise<void> =>
		new Promise((resolve) => {
			server.close(() => resolve());
			server.closeAllConnections();
		});
	return { url: `http://localhost:${port}`, port, deploy, stop };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
	const { url } = await serveBuild({ folder: 'build', port: Number(process.argv[2] ?? 4700) });
	console.log(url);
}
