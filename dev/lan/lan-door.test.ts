import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { get, type RequestOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { startBlossom } from '../blossom/start-blossom.ts';
import { startRelay } from '../relay/start-relay.ts';
import { serveBuild } from '../serve-build.ts';
import { Authority } from './authority.ts';
import { findLanAddress } from './lan-address.ts';
import { certificatePath, openLanDoor } from './lan-door.ts';

let folder = '';
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'porch-lan-'));
	return () => rm(folder, { recursive: true, force: true });
});

/** Plays LiveKit's signalling: says which path was asked, over HTTP and in the first message of a socket. */
async function playLiveKit(): Promise<number> {
	const server = createServer((request, response) => void response.end(`livekit ${request.url}`));
	const sockets = new WebSocketServer({ server });
	sockets.on('connection', (socket, request) => socket.send(`livekit ${request.url}`));
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	onTestFinished(() => {
		sockets.close();
		server.closeAllConnections();
		server.close();
	});
	return (server.address() as AddressInfo).port;
}

async function openHouse() {
	await writeFile(join(folder, '200.html'), '<title>Porch</title>');
	const relay = await startRelay({ control: true });
	const media = await startBlossom({ folder: join(folder, 'pictures') });
	const app = await serveBuild({ folder, port: 4760 });
	const livekit = await playLiveKit();
	const authority = await Authority.open(join(folder, 'authority'));
	const portOf = (url: string) => Number(new URL(url).port);
	const ports = { app: app.port, relay: portOf(relay.url), media: portOf(media.url), livekit };
	const door = await openLanDoor({ host: '127.0.0.1', port: 0 }, authority, ports);
	onTestFinished(async () => {
		for (const part of [door, app, media, relay]) await part.stop();
	});
	return { door, relay, media, ca: authority.certificate };
}

interface Answer {
	status: number | undefined;
	type: string | undefined;
	body: string;
}

function fetchWith(ca: string | undefined, url: string, options: RequestOptions = {}): Promise<Answer> {
	return new Promise((resolve, reject) => {
		const request = get(url, { ...(ca ? { ca } : {}), agent: false, ...options }, (response) => {
			let body = '';
			response.on('data', (chunk: Buffer) => (body += chunk.toString()));
			response.on('end', () =>
				resolve({ status: response.statusCode, type: response.headers['content-type'], body })
			);
		});
		request.on('error', reject);
	});
}

/** The first message that a socket gets. */
function firstMessage(ca: string, url: string): Promise<string> {
	return new Promise((resolve, reject) => {
		const socket = new WebSocket(url.replace('https', 'wss'), { ca });
		onTestFinished(() => socket.terminate());
		socket.on('error', reject);
		socket.on('message', (data: Buffer) => resolve(data.toString()));
	});
}

describe('through one port, for who trusts the authority', () => {
	test('there is the app, on any deep link', async () => {
		const { door, ca } = await openHouse();
		expect((await fetchWith(ca, `${door.url}/192.168.1.5:4743/garden`)).body).toContain(
			'<title>Porch</title>'
		);
		expect((await fetchWith(ca, door.url)).body).toContain('<title>Porch</title>');
	});

	test('there is the relay: its document, its rooms, its socket', async () => {
		const { door, relay, ca } = await openHouse();
		const accept = { headers: { accept: 'application/nostr+json' } };
		const document = JSON.parse((await fetchWith(ca, door.url, accept)).body) as { self: string };
		expect(document.self).toBe(relay.self);
		expect((await fetchWith(ca, `${door.url}/.well-known/nip29/livekit`)).body).toContain('no live rooms');
		expect(JSON.parse(await firstMessage(ca, `${door.url}/`))).toEqual(['AUTH', expect.any(String)]);
	});

	test('there is what plays LiveKit: its address and its socket', async () => {
		const { door, ca } = await openHouse();
		expect((await fetchWith(ca, `${door.url}/rtc/validate?x=1`)).body).toBe('livekit /rtc/validate?x=1');
		expect(await firstMessage(ca, `${door.url}/rtc/v1?x=1`)).toBe('livekit /rtc/v1?x=1');
	});

	test('there is the media server', async () => {
		const { door, ca } = await openHouse();
		expect((await fetchWith(ca, `${door.url}/${'0'.repeat(64)}.webp`)).body).toContain('no such file');
	});

	test('there is the certificate itself, and none of the controls for developers', async () => {
		const { door, ca } = await openHouse();
		const given = await fetchWith(ca, door.url + certificatePath);
		expect(given).toEqual({ status: 200, type: 'application/x-x509-ca-cert', body: ca });
		for (const path of ['/dev/misbehave', '/groups/livekit/webhook'])
			expect((await fetchWith(ca, door.url + path)).status).toBe(404);
	});
});

test('nobody else is let in', async () => {
	const { door } = await openHouse();
	await expect(fetchWith(undefined, door.url)).rejects.toThrow(/certificate/);
});

test('an authority is made once, is for private networks only, and its key is its owner’s', async () => {
	const place = join(folder, 'once');
	const [one, two] = [await Authority.open(place), await Authority.open(place)];
	expect(two.certificate).toBe(one.certificate);
	const authority = new X509Certificate(one.certificate);
	const server = new X509Certificate(one.issue('192.168.1.5').cert);
	expect(authority.ca).toBe(true);
	expect(server.verify(authority.publicKey)).toBe(true);
	expect(server.checkIP('192.168.1.5')).toBe('192.168.1.5');
	expect((await stat(join(place, 'authority.key'))).mode & 0o077).toBe(0);
});

test('a server on the web is not believed, though the authority signed for it', async () => {
	const authority = await Authority.open(join(folder, 'web'));
	const ports = { app: 1, relay: 1, media: 1, livekit: undefined };
	const lying = { certificate: authority.certificate, issue: () => authority.issue('bank.example.com') };
	const door = await openLanDoor({ host: '127.0.0.1', port: 0 }, lying as unknown as Authority, ports);
	onTestFinished(() => door.stop());
	const options = { servername: 'bank.example.com' };
	await expect(fetchWith(authority.certificate, door.url + certificatePath, options)).rejects.toThrow(
		/permitted subtree/
	);
});

test('the address is that of a real network, before those of containers', () => {
	const ipv4 = { family: 'IPv4', internal: false, netmask: '', mac: '', cidr: null } as const;
	const home = { ...ipv4, address: '192.168.1.5' };
	const container = { ...ipv4, address: '172.17.0.1' };
	expect(findLanAddress({ docker0: [container], wlan0: [home] })).toBe('192.168.1.5');
	expect(findLanAddress({ docker0: [container] })).toBe('172.17.0.1');
	expect(findLanAddress({ lo: [{ ...ipv4, internal: true, address: '127.0.0.1' }] })).toBeUndefined();
});
