import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort, freeUdpPort } from '../free-port.ts';

export interface LiveKitOptions {
	/** The program, from `findLiveKit` or `installLiveKit`. */
	path: string;
	/** The signalling port; the next free one is taken when it is busy. 7880 by default. */
	port?: number;
	/** Gets LiveKit's webhooks: the dev relay. */
	webhookUrl?: string;
	/** An address of this machine that others reach it by: their sound and picture come there. */
	lanHost?: string | undefined;
	/** Keep these when a server is replaced, so that tokens stay valid. New ones by default. */
	credentials?: LiveKitCredentials;
}

export interface LiveKitCredentials {
	apiKey: string;
	apiSecret: string;
}

export interface LiveKitServer extends LiveKitCredentials {
	/** What clients connect to: `ws://127.0.0.1:<port>`. */
	url: string;
	port: number;
	/** Ends the process and waits for it. */
	stop(): Promise<void>;
}

/** Key and secret for one local stack; a secret of its own, so that no other local program can mint tokens. */
export function createCredentials(): LiveKitCredentials {
	return { apiKey: 'porch', apiSecret: randomBytes(24).toString('hex') };
}

function configuration(
	port: number,
	udpPort: number,
	credentials: LiveKitCredentials,
	{ webhookUrl, lanHost }: Pick<LiveKitOptions, 'webhookUrl' | 'lanHost'>
): string {
	const { apiKey, apiSecret } = credentials;
	return JSON.stringify({
		port,
		bind_addresses: ['127.0.0.1'],
		keys: { [apiKey]: apiSecret },
		rtc: {
			node_ip: lanHost ?? '127.0.0.1',
			udp_port: udpPort,
			// ICE over TCP listens on every address whatever is configured, so it is off: nothing leaves loopback.
			tcp_port: 0,
			enable_loopback_candidate: true,
			ips: { includes: ['127.0.0.1/32', ...(lanHost ? [`${lanHost}/32`] : [])] }
		},
		...(webhookUrl ? { webhook: { api_key: apiKey, urls: [webhookUrl] } } : {}),
		logging: { level: 'info', json: false }
	});
}

async function answers(url: string, child: ChildProcess): Promise<boolean> {
	const deadline = Date.now() + 20_000;
	while (Date.now() < deadline && child.exitCode === null) {
		const response = await fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
		if (response?.ok) return true;
		await pause(100);
	}
	return false;
}

/** Starts a LiveKit server on loopback with ports and keys of its own; several can run side by side. Throws when it does not answer. */
export async function startLiveKit(options: LiveKitOptions): Promise<LiveKitServer> {
	const port = await freePort(options.port ?? 7880);
	const credentials = options.credentials ?? createCredentials();
	const config = configuration(port, await freeUdpPort(), credentials, options);
	const logFile = join('.cache', 'livekit', `livekit-${port}.log`);
	await mkdir(join('.cache', 'livekit'), { recursive: true });
	const log = createWriteStream(logFile);
	const child = spawn(options.path, [], {
		// In the environment rather than as an argument: the secret stays out of process lists.
		env: { ...process.env, LIVEKIT_CONFIG: config },
		stdio: ['ignore', 'pipe', 'pipe']
	});
	child.stdout.pipe(log, { end: false });
	child.stderr.pipe(log, { end: false });
	const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
	child.once('error', () => {});
	const killNow = (): void => void child.kill('SIGKILL');
	process.once('exit', killNow);
	const stop = async (): Promise<void> => {
		process.off('exit', killNow);
		// LiveKit waits for its rooms to empty on the first signal and leaves at once on the second.
		child.kill('SIGTERM');
		const insist = setTimeout(() => child.kill('SIGTERM'), 100);
		const impatience = setTimeout(killNow, 3000);
		await ended;
		clearTimeout(insist);
		clearTimeout(impatience);
		log.end();
	};
	if (!(await answers(`http://127.0.0.1:${port}/`, child))) {
		if (child.pid !== undefined) await stop();
		throw new Error(`LiveKit did not start; it says why in ${logFile}.`);
	}
	return { ...credentials, url: `ws://127.0.0.1:${port}`, port, stop };
}
