import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../src/lib/clock.ts';
import { startRelay, type RunningRelay } from '../relay/start-relay.ts';
import { demoEvents } from './demo-events.ts';

const folder = join('.cache', 'demo');
/** Seconds: as long as "yesterday" in the scripts still is. */
const freshFor = 20 * 3600;

export interface DemoRelayOptions {
	port: number;
	/** Forget what happened since the last start. */
	fresh?: boolean;
	/** Let tests and developers misbehave it over HTTP. */
	control?: boolean;
	/** `https://<host>:<port>`: where it is reached from outside, if it is. What it was told under another address is no use there. */
	publicUrl?: string | undefined;
}

export interface DemoRelay {
	relay: RunningRelay;
	/** Whether the community was set up anew, rather than found as it was left. */
	seeded: boolean;
}

/**
 * The demo community's relay. What happened in it outlives a restart for a day, so that somebody who joined is still
 * in, then it starts over. Its key stays: clients remember it.
 */
export async function startDemoRelay(options: DemoRelayOptions): Promise<DemoRelay> {
	const { port, fresh = false, control, publicUrl } = options;
	const name = publicUrl ? `relay-${port}-${publicUrl.replace(/[^\w.]+/g, '-')}` : `relay-${port}`;
	const [file, stamp] = [join(folder, `${name}.jsonl`), join(folder, `${name}.seeded`)];
	const seededAt = Number(await readFile(stamp, 'utf8').catch(() => '0'));
	const keep = !fresh && systemClock() - seededAt < freshFor;
	await mkdir(folder, { recursive: true });
	if (!keep) await Promise.all([rm(file, { force: true }), rm(stamp, { force: true })]);
	const relay = await startRelay({
		port,
		file,
		control,
		name: 'Porch demo',
		description: 'A street that does not exist, and the people on it.',
		secretKey: createHash('sha256').update('porch demo: relay').digest(),
		files: join(import.meta.dirname, 'pictures')
	});
	if (keep) return { relay, seeded: false };
	const now = systemClock();
	const url = publicUrl?.replace(/^http/, 'ws') ?? relay.url;
	relay.seed(demoEvents({ relay: url, pictures: `${publicUrl ?? relay.httpUrl}/files`, now }));
	// Written last: an interrupted seeding is done again.
	await writeFile(stamp, String(now));
	return { relay, seeded: true };
}
