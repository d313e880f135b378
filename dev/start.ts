import { join } from 'node:path';
import { nsecEncode } from 'nostr-tools/nip19';
import { buildApp } from './build-app.ts';
import { personOf } from './demo/people.ts';
import { freePort } from './free-port.ts';
import { Authority } from './lan/authority.ts';
import { findLanAddress } from './lan/lan-address.ts';
import { certificatePath, openLanDoor } from './lan/lan-door.ts';
import { terminalCode } from './lan/terminal-code.ts';
import { report } from './progress.ts';
import { serveBuild, type AppServer } from './serve-build.ts';
import { serveLive } from './serve-live.ts';
import { startStack, type Stack } from './stack.ts';

const flags = new Set(process.argv.slice(2));
const appPort = 4700;
const lanPort = 4743;

/** `https://<host>:<port>` with `--lan`, or `--lan=<host>`: where phones on the same network find all of it. */
async function findPublicUrl(): Promise<string | undefined> {
	const flag = [...flags].find((name) => /^--lan(=|$)/.test(name));
	if (!flag) return undefined;
	if (flags.has('--live')) throw new Error('--lan shows the built app, so it does not go with --live.');
	const host = flag.slice('--lan='.length) || findLanAddress();
	if (!host) throw new Error('This machine has no address on a local network. Name one: --lan=192.168.1.5');
	return `https://${host}:${await freePort(lanPort, host)}`;
}

async function openDoor(publicUrl: string, app: AppServer, stack: Stack): Promise<{ stop(): Promise<void> }> {
	const { hostname: host, port } = new URL(publicUrl);
	const authority = await Authority.open(join('.cache', 'lan'));
	const portOf = (url: string): number => Number(new URL(url).port);
	return openLanDoor({ host, port: Number(port) }, authority, {
		app: app.port,
		relay: portOf(stack.relay.url),
		media: portOf(stack.media.url),
		livekit: stack.livekit?.port
	});
}

async function serveApp(stack: Stack, publicUrl: string | undefined): Promise<AppServer> {
	const relays = [publicUrl?.replace(/^http/, 'ws') ?? stack.relay.url];
	const deployment = { relays, profileRelays: relays, mediaServers: [publicUrl ?? stack.media.url] };
	if (flags.has('--live')) return serveLive({ port: appPort, ...deployment });
	const folder = await buildApp(deployment);
	return serveBuild({ folder, port: appPort });
}

function welcome(url: string, stack: Stack, isOnLan: boolean): void {
	const lines = stack.links.map(({ title, path }) => `  ${title.padEnd(20)} ${url}${path}`);
	const trust = `
${terminalCode(url)}

  A phone on this network has to trust the authority that was made here, once: open
  ${url}${certificatePath} and install it (the README says how).
`;
	console.log(`
Porch is at ${url}
${isOnLan ? trust : ''}
${lines.join('\n')}

  To see the private groups too, sign in as Mara with this key (it belongs to everybody):
  ${nsecEncode(personOf('mara').secretKey)}

  Ctrl-C stops everything. What you do here is kept for a day; \`npm start -- --fresh\` starts over.
`);
}

/** Stops the parts in turn, once, however often it is asked to. */
function stopOnSignals(stop: () => Promise<void>): void {
	let stopping = false;
	const end = (): void => {
		if (stopping) return;
		stopping = true;
		setTimeout(() => process.exit(1), 8000).unref();
		stop().then(
			() => process.exit(0),
			(error: unknown) => {
				console.error(error);
				process.exit(1);
			}
		);
	};
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
}

console.log('\nStarting Porch\n');
const parts: { stop(): Promise<void> }[] = [];
stopOnSignals(async () => {
	for (const part of parts.reverse()) await part.stop();
});
try {
	const publicUrl = await findPublicUrl();
	const stack = await startStack({ fresh: flags.has('--fresh'), control: true, publicUrl });
	parts.push(stack);
	const app = await serveApp(stack, publicUrl);
	parts.push(app);
	if (app.port !== appPort) report('app', `port ${appPort} is taken, using ${app.port}`);
	if (publicUrl) parts.push(await openDoor(publicUrl, app, stack));
	welcome(publicUrl ?? app.url, stack, publicUrl !== undefined);
} catch (error) {
	console.error(`\n${error instanceof Error ? error.message : String(error)}\n`);
	for (const part of parts.reverse()) await part.stop();
	process.exit(1);
}
