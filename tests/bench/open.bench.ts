import type { BrowserContext, Page } from '@playwright/test';
import { shellIsKept } from '../end-to-end/deployment.ts';
import { groupUrl, median, openPhone, slowDown, startBenchApp, type BenchApp } from './bench-app.ts';
import { fillCache } from './filled-cache.ts';
import { startSlowNetwork, type NetworkProfile } from './slow-network.ts';
import { profileWorkers } from './worker-profile.ts';

const SLOWER = 4;
const RUNS = 5;
const PAIRS = 15;
const fourG = { roundTripMs: 100, megabitsPerSecond: 9 };
/** The same proxy for who is near: what is to be cut off later has to go through something. */
const nearby = { roundTripMs: 0, megabitsPerSecond: 10_000 };

const budgets = {
	cold_ms: 1500,
	cold_4g_ms: 2500,
	warm_ms: 500,
	offline_ms: 500,
	blocked_ms: 200,
	worker_cpu_ms: 400,
	warm_100k_ratio: 1.2
};

interface Opening {
	/** Milliseconds from the start of the navigation until 50 messages are in the list. */
	shown: number;
	/** What long tasks took beyond 50 ms each until then. */
	blocked: number;
}

interface Watched {
	readOpening(): Opening;
}

const shownWord = 'bench: the conversation is shown';

/**
 * Injected before the page's first script: notes when 50 messages were there, and how long tasks blocked until then.
 * It says so by a line of the console: to be asked meanwhile costs a slowed page a good part of what is measured.
 */
function watchOpening(word: string): void {
	let [shown, blocked] = [Infinity, 0];
	const note = (tasks: PerformanceEntryList): void => {
		for (const { startTime, duration } of tasks) if (startTime < shown) blocked += Math.max(0, duration - 50);
	};
	const observer = new PerformanceObserver((list) => note(list.getEntries()));
	observer.observe({ type: 'longtask', buffered: true });
	(globalThis as unknown as Watched).readOpening = () => {
		note(observer.takeRecords());
		return { shown, blocked };
	};
	const look = (): void => {
		// The list draws what fits on the screen; how many messages it holds it says to screen readers.
		const row = document.querySelector('[role="log"] [aria-setsize]');
		if (Number(row?.getAttribute('aria-setsize')) < 50) requestAnimationFrame(look);
		else if (row?.checkVisibility({ visibilityProperty: true })) {
			shown = performance.now();
			console.log(word);
		} else requestAnimationFrame(look);
	};
	requestAnimationFrame(look);
}

async function open(page: Page, url: string, slower = SLOWER): Promise<Opening> {
	// Something of the same origin that is not the app, also offline: the start of a browser's tab is none of ours.
	await page.goto(new URL('/manifest.webmanifest', url).href);
	if (slower > 1) await slowDown(page, slower);
	await page.addInitScript(watchOpening, shownWord);
	const shown = page.waitForEvent('console', (line) => line.text() === shownWord);
	await page.goto(url, { waitUntil: 'commit' });
	await shown;
	// A task of the same thread: every one that began before it has ended, and is on record.
	return page.evaluate(() => (globalThis as unknown as Watched).readOpening());
}

/** CPU milliseconds of all workers of a first visit, by their own profilers, on a machine that is not slowed. */
async function workerCpu(app: BenchApp, url: string): Promise<number> {
	const context = await openPhone(app.browser);
	const page = await context.newPage();
	const readBusy = await profileWorkers(page);
	await open(page, url, 1);
	const busy = await readBusy();
	await context.close();
	return busy;
}

async function repeat(times: number, once: () => Promise<Opening>): Promise<Opening> {
	const openings: Opening[] = [];
	for (let run = 0; run < times; run += 1) openings.push(await once());
	return {
		shown: Math.round(median(openings.map(({ shown }) => shown))),
		blocked: Math.round(median(openings.map(({ blocked }) => blocked)))
	};
}

/** First visits: a new phone each time. */
function openCold(app: BenchApp, url: string): Promise<Opening> {
	return repeat(RUNS, async () => {
		const context = await openPhone(app.browser);
		try {
			return await open(await context.newPage(), url);
		} finally {
			await context.close();
		}
	});
}

async function openOnce(context: BrowserContext, url: string): Promise<Opening> {
	const page = await context.newPage();
	try {
		return await open(page, url);
	} finally {
		await page.close();
	}
}

/** Everything that the phone reaches, through proxies; `stop` cuts it off. */
async function startNetwork(
	app: BenchApp,
	profile: NetworkProfile
): Promise<{ url: string; stop: () => Promise<unknown> }> {
	const page = await startSlowNetwork(app.server.port, profile);
	const relay = await startSlowNetwork(app.relayPort, profile);
	return {
		url: groupUrl(page.port, relay.port),
		stop: () => Promise.all([page.stop(), relay.stop()])
	};
}

async function openCold4g(app: BenchApp): Promise<Opening> {
	const { url, stop } = await startNetwork(app, fourG);
	const opening = await openCold(app, url);
	await stop();
	return opening;
}

/** Opens the conversation again where it was open before: with a network, and when nothing answers any more. */
async function openAgain(app: BenchApp): Promise<{ warm: number; offline: number }> {
	const { url, stop } = await startNetwork(app, nearby);
	const context = await openPhone(app.browser);
	const first = await context.newPage();
	await open(first, url);
	// The shell is stored once the page is idle.
	await shellIsKept(first);
	await first.close();
	const warm = await repeat(RUNS, () => openOnce(context, url));
	await stop();
	await context.setOffline(true);
	const offline = await repeat(RUNS, () => openOnce(context, url));
	await context.close();
	return { warm: warm.shown, offline: offline.shown };
}

/** Warm openings with 100,000 cached events against 10,000, in turn, so that a noisy machine is noisy to both. */
async function compareCaches(app: BenchApp, url: string): Promise<number> {
	const [small, large] = [await fillCache(app, url, 10_000), await fillCache(app, url, 100_000)];
	const ratios: number[] = [];
	for (let pair = 0; pair < PAIRS; pair += 1) {
		const before = await openOnce(small, url);
		const after = await openOnce(large, url);
		ratios.push(after.shown / before.shown);
	}
	await Promise.all([small.close(), large.close()]);
	return Math.round(median(ratios) * 100) / 100;
}

type Figure = keyof typeof budgets;

async function medianWorkerCpu(app: BenchApp, url: string): Promise<number> {
	const cpu: number[] = [];
	for (let run = 0; run < RUNS; run += 1) cpu.push(await workerCpu(app, url));
	return Math.round(median(cpu));
}

/**
 * How long a conversation with 10,000 messages behind the relay takes to open, until 50 of them are in the list and
 * visible; medians of 5, the page's main thread slowed four times. `cold_ms`: nothing on the device, the servers on
 * this machine. `cold_4g_ms`: through a proxy with a phone's network, for the app and for the relay. `warm_ms`: read
 * before, online. `offline_ms`: read before, and neither server is there. `blocked_ms`: of the cold opening, what
 * long tasks took beyond 50 ms. `worker_cpu_ms`: not slowed. `warm_100k_ratio`: median of 15 pairs.
 * With the names of figures as options, only what gives them is measured.
 */
export async function measure(wanted: readonly string[]): Promise<Record<string, number>> {
	const app = await startBenchApp();
	const url = groupUrl(app.server.port, app.relayPort);
	const figures: Record<string, number> = {};
	const isWanted = (...names: Figure[]): boolean =>
		wanted.length === 0 || names.some((name) => wanted.includes(name));
	try {
		if (isWanted('cold_ms', 'blocked_ms')) {
			const { shown, blocked } = await openCold(app, url);
			Object.assign(figures, { cold_ms: shown, blocked_ms: blocked });
		}
		if (isWanted('cold_4g_ms')) figures.cold_4g_ms = (await openCold4g(app)).shown;
		if (isWanted('warm_ms', 'offline_ms')) {
			const { warm, offline } = await openAgain(app);
			Object.assign(figures, { warm_ms: warm, offline_ms: offline });
		}
		if (isWanted('worker_cpu_ms')) figures.worker_cpu_ms = await medianWorkerCpu(app, url);
		if (isWanted('warm_100k_ratio')) figures.warm_100k_ratio = await compareCaches(app, url);
		return figures;
	} finally {
		await app.stop();
	}
}

/** What is over its budget. Times depend on the machine, so CI does not run this bench. */
export function judge(figures: Record<string, number | boolean | string>): string[] {
	return Object.entries(figures).flatMap(([name, figure]) => {
		const budget = budgets[name as Figure];
		return Number(figure) <= budget ? [] : [`${name} is ${String(figure)}, more than ${budget}`];
	});
}
