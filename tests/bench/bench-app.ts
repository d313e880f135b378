import {
	chromium,
	type Browser,
	type BrowserContext,
	type BrowserContextOptions,
	type CDPSession,
	type Page
} from '@playwright/test';
import { buildApp } from '../../dev/build-app.ts';
import { chromiumLaunch } from '../../dev/browser.ts';
import { demoEvents } from '../../dev/demo/demo-events.ts';
import { startRelay, type RunningRelay } from '../../dev/relay/start-relay.ts';
import { serveBuild, type StaticServer } from '../../dev/serve-build.ts';
import { defaultRelayPort } from '../../dev/stack.ts';
import { groupPath } from '../../src/lib/paths.ts';
import type { NostrEvent } from '../../src/lib/protocol/event.ts';

/** The demo's group with ten thousand messages. */
export const busyGroup = 'linden-street';

/** The built app, the demo's relay in memory, and a browser; all on loopback. */
export interface BenchApp {
	relay: RunningRelay;
	/** The port of the relay's URL. */
	relayPort: number;
	/** Everything that the relay holds. */
	events: readonly NostrEvent[];
	server: StaticServer;
	browser: Browser;
	stop(): Promise<void>;
}

/** Builds the app, as for the tests, and serves it. */
export async function serveApp(): Promise<StaticServer> {
	const relays = [`ws://localhost:${defaultRelayPort}`];
	const folder = await buildApp({ relays, profileRelays: relays });
	return serveBuild({ folder, port: 4790 });
}

/** Starts what a bench measures. */
export async function startBenchApp(): Promise<BenchApp> {
	const server = await serveApp();
	const relay = await startRelay({ name: 'Bench' });
	const now = Math.floor(Date.now() / 1000);
	const events = demoEvents({ relay: relay.url, pictures: `${relay.httpUrl}/files`, now });
	relay.seed(events);
	const browser = await chromium.launch(chromiumLaunch(['--js-flags=--expose-gc']));
	return {
		relay,
		relayPort: Number(new URL(relay.url).port),
		events,
		server,
		browser,
		stop: async () => {
			await browser.close();
			await server.stop();
			await relay.stop();
		}
	};
}

/** A phone: its screen, touch, and a storage of its own. */
export async function openPhone(
	browser: Browser,
	options: BrowserContextOptions = {}
): Promise<BrowserContext> {
	return browser.newContext({
		...options,
		viewport: { width: 360, height: 740 },
		deviceScaleFactor: 2,
		isMobile: true,
		hasTouch: true,
		locale: 'en-GB'
	});
}

/** The busy group as a browser sees it, through whatever stands before the app's server and the relay. */
export function groupUrl(serverPort: number, relayPort: number, group = busyGroup): string {
	return `http://localhost:${serverPort}${groupPath({ relay: `ws://localhost:${relayPort}`, id: group })}`;
}

/** Slows the page's main thread, as a cheap phone's is slower than this machine. */
export async function slowDown(page: Page, times: number): Promise<CDPSession> {
	const session = await page.context().newCDPSession(page);
	await session.send('Emulation.setCPUThrottlingRate', { rate: times });
	return session;
}

/** The middle of several measurements. */
export function median(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = sorted.length >> 1;
	return sorted.length % 2 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
