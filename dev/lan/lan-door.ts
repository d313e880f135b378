import { request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Authority } from './authority.ts';

/** The ports on loopback behind the door. */
export interface Rooms {
	app: number;
	relay: number;
	media: number;
	/** Undefined where there is no LiveKit. */
	livekit: number | undefined;
}

/** One TLS port on the local network that leads to everything. */
export interface LanDoor {
	/** `https://<host>:<port>`; the relay is at the same address with `wss:`. */
	readonly url: string;
	stop(): Promise<void>;
}

/** Where a phone fetches the certificate that it has to trust. */
export const certificatePath = '/porch-authority.crt';
const loopback = '127.0.0.1';

/** Opens the door on one address of this machine, for who is on that network; rejects when the port is taken. */
export async function openLanDoor(
	at: { host: string; port: number },
	authority: Authority,
	rooms: Rooms
): Promise<LanDoor> {
	const server = createServer(authority.issue(at.host), (request, response) => {
		if (request.url === certificatePath) return giveCertificate(response, authority.certificate);
		const port = portBehind(request, rooms);
		if (port === undefined) return void response.writeHead(404).end();
		passOn(request, response, port);
	});
	server.on('upgrade', (request, socket, head) => {
		const port = socketBehind(request.url ?? '/', rooms);
		if (port === undefined) socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
		else joinSockets(request, socket, head, port);
	});
	// What is no TLS, or hangs up, is nothing to end the server for.
	server.on('tlsClientError', (_, socket) => void socket.destroy());
	await new Promise<void>((done, fail) => {
		server.once('error', fail);
		server.listen(at.port, at.host, done);
	});
	const open = new Set<Duplex>();
	server.on('secureConnection', (socket) => {
		open.add(socket);
		socket.once('close', () => open.delete(socket));
	});
	const { port } = server.address() as { port: number };
	return {
		url: `https://${at.host}:${port}`,
		stop: () => {
			for (const socket of open) socket.destroy();
			return new Promise((done) => server.close(() => done()));
		}
	};
}

/** What answers a request. The relay's controls for developers stay on this machine. */
function portBehind({ method, headers, url = '/' }: IncomingMessage, rooms: Rooms): number | undefined {
	const { pathname } = new URL(url, 'https://door');
	if (/^\/(dev|groups)(\/|$)/.test(pathname)) return undefined;
	if (/^\/rtc(\/|$)/.test(pathname)) return rooms.livekit;
	if (/^\/(\.well-known\/nip29|files)\//.test(pathname)) return rooms.relay;
	if (pathname === '/upload' || /^\/[0-9a-f]{64}(\.\w+)?$/.test(pathname)) return rooms.media;
	const spoken = `${headers.accept ?? ''} ${headers['content-type'] ?? ''}`;
	const isRelay = method === 'OPTIONS' || spoken.includes('application/nostr+json');
	return pathname === '/' && isRelay ? rooms.relay : rooms.app;
}

function socketBehind(url: string, rooms: Rooms): number | undefined {
	if (url === '/') return rooms.relay;
	return /^\/rtc[/?]?/.test(url) ? rooms.livekit : undefined;
}

function giveCertificate(response: ServerResponse, certificate: string): void {
	response
		.writeHead(200, {
			'Content-Type': 'application/x-x509-ca-cert',
			'Content-Disposition': 'attachment; filename="porch-authority.crt"'
		})
		.end(certificate);
}

/** The relay reads from `X-Forwarded-Proto` under which address it was asked, as behind any proxy. */
function passOn(request: IncomingMessage, response: ServerResponse, port: number): void {
	const { method, url: path } = request;
	const headers = { ...request.headers, 'x-forwarded-proto': 'https' };
	const inside = ask({ host: loopback, port, method, path, headers }, (answer) => {
		response.writeHead(answer.statusCode ?? 502, answer.headers);
		answer.pipe(response);
	});
	inside.on('error', () => (response.headersSent ? response.destroy() : response.writeHead(502).end()));
	response.on('close', () => inside.destroy());
	request.pipe(inside);
}

function joinSockets(request: IncomingMessage, socket: Duplex, head: Buffer, port: number): void {
	const inside = connect(port, loopback, () => {
		const lines = [`${request.method ?? 'GET'} ${request.url ?? '/'} HTTP/1.1`, 'X-Forwarded-Proto: https'];
		for (let at = 0; at < request.rawHeaders.length; at += 2)
			lines.push(`${request.rawHeaders[at]}: ${request.rawHeaders[at + 1]}`);
		inside.write(`${lines.join('\r\n')}\r\n\r\n`);
		inside.write(head);
		inside.pipe(socket).pipe(inside);
	});
	for (const [one, other] of [
		[inside, socket],
		[socket, inside]
	] as const) {
		one.on('error', () => other.destroy());
		one.on('close', () => other.destroy());
	}
}
