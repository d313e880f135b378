import { spawn, type ChildProcess } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { groupPath } from '../src/lib/paths.ts';
import { startBlossom, type RunningBlossom } from './blossom/start-blossom.ts';
import { startDemoRelay } from './demo/demo-relay.ts';
import { groups, liveGroup } from './demo/groups.ts';
import { freePort } from './free-port.ts';
import { findLiveKit, installLiveKit } from './livekit/livekit-binary.ts';
import { startLiveKit, type LiveKitServer } from './livekit/livekit-server.ts';
import { report } from './progress.ts';
import type { RunningRelay } from './relay/start-relay.ts';

/** Where the demo relay listens when nothing else is asked for, and what the app is built for. */
export const defaultRelayPort = 4710;

export interface StackOptions {
	/** The relay's port; the next free one when it is taken. */
	relayPort?: number;
	/** Forget what happened in the demo since it was set up. */
	fresh?: boolean;
	/** Install LiveKit when none is found. */
	install?: boolean;
	/** Two talking people in the garden's room. */
	bots?: boolean;
	/** Let the relay be told to misbehave over HTTP. */
	control?: boolean;
	/** `https://<host>:<port>`: the door on the local network that leads here. */
	publicUrl?: string | undefined;
}

export interface Stack {
	relay: RunningRelay;
	/** Where pictures go. */
	media: RunningBlossom;
	/** Undefined where LiveKit is not to be had: rooms then say so, everything else works. */
	livekit: LiveKitServer | undefined;
	/** Paths of the app that are worth opening. */
	links: { title: string; path: string }[];
	stop(): Promise<void>;
}

/** Where pictures go. They stay as long as the messages that show them. */
async function startMedia(wanted: number, fresh: boolean): Promise<RunningBlossom> {
	const port = await freePort(wanted);
	const folder = join('.cache', 'demo', `pictures-${port}`);
	if (fresh) await rm(folder, { recursive: true, force: true });
	const media = await startBlossom({ port, folder });
	report('pictures', media.url);
	return media;
}

async function startRooms(
	relay: RunningRelay,
	install: boolean,
	publicUrl: string | undefined
): Promise<LiveKitServer | undefined> {
	const binary = findLiveKit() ?? (install ? await installLiveKit() : undefined);
	if (!binary) {
		report(
			'LiveKit',
			'not found: rooms stay closed. Installing Go (https://go.dev/dl) or livekit-server opens them.'
		);
		return undefined;
	}
	try {
		const lanHost = publicUrl && new URL(publicUrl).hostname;
		const livekit = await startLiveKit({ path: binary.path, webhookUrl: relay.webhookUrl, lanHost });
		relay.offerRooms({ ...livekit, secureUrl: publicUrl?.replace(/^http/, 'ws') });
		report('LiveKit', `${livekit.url}, ${binary.source}`);
		return livekit;
	} catch (error) {
		report('LiveKit', `${error instanceof Error ? error.message : String(error)} Rooms stay closed.`);
		return undefined;
	}
}

function startBots(relay: RunningRelay): ChildProcess {
	const flags = process.execArgv;
	return spawn(process.execPath, [...flags, 'dev/demo/room-bots.ts', relay.url, liveGroup.id], {
		stdio: ['pipe', 'ignore', 'inherit']
	});
}

async function ended(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	await new Promise<void>((resolve) => {
		const impatience = setTimeout(() => child.kill('SIGKILL'), 3000);
		child.once('close', () => {
			clearTimeout(impatience);
			resolve();
		});
		child.kill('SIGTERM');
	});
}

/** Starts the demo community: its relay, a real LiveKit server where there is one, and the people in its room. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
	const { relayPort = defaultRelayPort, fresh, control, install = true, publicUrl } = options;
	const port = await freePort(relayPort);
	if (port !== relayPort) report('relay', `port ${relayPort} is taken, using ${port}`);
	const { relay, seeded } = await startDemoRelay({ port, fresh, control, publicUrl });
	report('relay', `${relay.url}, ${relay.eventCount} events${seeded ? '' : ', as it was left'}`);
	const media = await startMedia(port + 1, seeded);
	const livekit = await startRooms(relay, install, publicUrl);
	const bots = livekit && options.bots !== false ? startBots(relay) : undefined;
	const links = groups.flatMap((group) => {
		const path = groupPath({ relay: publicUrl?.replace(/^http/, 'ws') ?? relay.url, id: group.id });
		if (group.flags.includes('private')) return [];
		return [{ title: group.name, path: group.invite ? `${path}#invite=${group.invite}` : path }];
	});
	return {
		relay,
		media,
		livekit,
		links,
		stop: async () => {
			// First, or it would ask a server that is gone who is in its rooms.
			relay.offerRooms(undefined);
			if (bots) await ended(bots);
			await livekit?.stop();
			await media.stop();
			await relay.stop();
		}
	};
}
