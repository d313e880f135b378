/**
 * Runs the relay alone: `node dev/relay/main.ts --port 7447 --profile pyramid --file events.jsonl --control`.
 * The key is new at each start unless `--key` gives it (64 hex characters). `--leash`: it ends when its standard input
 * does, as when the program that started it is gone.
 */
import { parseArgs } from 'node:util';
import { isHexKey } from '../../src/lib/protocol/event.ts';
import { profiles } from './profiles.ts';
import { startRelay } from './start-relay.ts';
import type { ProfileName } from './habits.ts';

const { values } = parseArgs({
	options: {
		port: { type: 'string', default: '7447' },
		host: { type: 'string' },
		name: { type: 'string' },
		key: { type: 'string' },
		profile: { type: 'string', default: 'nip29' },
		file: { type: 'string' },
		files: { type: 'string' },
		control: { type: 'boolean' },
		leash: { type: 'boolean' },
		'livekit-url': { type: 'string' },
		'livekit-key': { type: 'string' },
		'livekit-secret': { type: 'string' }
	}
});

function fail(sentence: string): never {
	console.error(sentence);
	process.exit(1);
}

const { port, profile, key, 'livekit-url': url, 'livekit-key': apiKey, 'livekit-secret': apiSecret } = values;
const isProfile = (name: string): name is ProfileName => Object.hasOwn(profiles, name);
if (!isProfile(profile)) fail(`--profile is one of ${Object.keys(profiles).join(', ')}`);
if (!/^\d{1,5}$/.test(port)) fail('--port is a number');
if (key !== undefined && !isHexKey(key)) fail('--key is 64 hex characters');
const livekit = url && apiKey && apiSecret ? { url, apiKey, apiSecret } : undefined;

const relay = await startRelay({
	...values,
	port: Number(port),
	profile,
	livekit,
	secretKey: key === undefined ? undefined : Uint8Array.from(Buffer.from(key, 'hex'))
});
console.log(`${relay.url} behaves like ${profile}, key ${relay.self}, ${relay.eventCount} events.`);
console.log(
	livekit ? `Rooms by ${livekit.url}, which tells ${relay.webhookUrl}.` : 'No live rooms: no LiveKit given.'
);

async function stop(): Promise<void> {
	await relay.stop();
	// What is left to wait for is the leash.
	process.exit(0);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
if (values.leash) process.stdin.resume().once('close', () => void stop());
