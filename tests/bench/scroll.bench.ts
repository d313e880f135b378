import type { CDPSession, Page } from '@playwright/test';
import { kinds } from '../../src/lib/protocol/kinds.ts';
import { shellIsKept } from '../end-to-end/deployment.ts';
import {
	busyGroup,
	groupUrl,
	median,
	openPhone,
	slowDown,
	startBenchApp,
	type BenchApp
} from './bench-app.ts';
import { drawFinger } from './finger.ts';
import { recordFrames, type FrameCount } from './frame-record.ts';
import { watchForGaps } from './gap-watch.ts';
import { weighHeaps } from './heap-meter.ts';

const SLOWER = 4;
const RUNS = 5;
/** Pixels a second. */
const SPEED = 3000;
/** Messages that one goes back. */
const BACK = 1000;
/** Pixels after which one gives up, and pixels of the control page. */
const [FURTHEST, CONTROL] = [200_000, 36_000];

const budgets = { dropped_percent: 1, blank_percent: 0.5, heap_mb: 10 };

/** A page with nothing to do: what it drops, the machine drops. */
const controlPage = `<!doctype html><meta name="viewport" content="width=device-width">
<div role="log" style="height:600px;overflow-y:auto">${'<p style="height:60px;margin:0">Something to read.</p>'.repeat(1000)}</div>`;

interface Scrolling {
	dropped: number;
	blank: number;
	heap: number;
}

function percent(part: number, { wanted }: FrameCount): number {
	return (100 * part) / Math.max(1, wanted);
}

async function scrollControl(app: BenchApp): Promise<number> {
	const context = await openPhone(app.browser);
	const page = await context.newPage();
	await page.setContent(controlPage);
	await page.getByRole('log').evaluate((list) => (list.scrollTop = list.scrollHeight));
	const session = await slowDown(page, SLOWER);
	const stop = await recordFrames(page);
	await drawFinger(session, SPEED, CONTROL, () => Promise.resolve(false));
	const frames = await stop();
	await context.close();
	return percent(frames.dropped, frames);
}

/** How far back each message of the busy group is. */
function ranks({ events }: BenchApp): Map<string, number> {
	const isThere = ([name, value]: readonly string[]): boolean => name === 'h' && value === busyGroup;
	const said = events.filter(({ kind, tags }) => kind === kinds.chat && tags.some(isThere));
	const newestFirst = said.toSorted((a, b) => b.created_at - a.created_at);
	return new Map(newestFirst.map(({ id }, rank) => [id, rank]));
}

async function scrollBack(
	app: BenchApp,
	page: Page,
	session: CDPSession
): Promise<FrameCount & { blank: number }> {
	const rankOf = ranks(app);
	const isThere = async (): Promise<boolean> => {
		const first = page.getByRole('log').getByRole('article').first();
		return (rankOf.get((await first.getAttribute('data-key')) ?? '') ?? 0) >= BACK;
	};
	const countGaps = await watchForGaps(page, SPEED);
	const stop = await recordFrames(page);
	const gone = await drawFinger(session, SPEED, FURTHEST, isThere);
	const [blank, frames] = [await countGaps(), await stop()];
	if (!(await isThere()))
		throw new Error(`a thousand messages were not to be had in ${Math.round(gone)} pixels`);
	console.log(`  ${Math.round(gone)} px`, JSON.stringify({ ...frames, blank }));
	return { ...frames, blank };
}

async function scrollOnce(app: BenchApp): Promise<Scrolling> {
	const control = await scrollControl(app);
	const context = await openPhone(app.browser);
	const page = await context.newPage();
	const weigh = await weighHeaps(page);
	await page.goto(groupUrl(app.server.port, app.relayPort));
	await page.getByRole('log').getByRole('article').last().waitFor();
	await shellIsKept(page);
	const before = await weigh();
	const session = await slowDown(page, SLOWER);
	const frames = await scrollBack(app, page, session);
	const heap = (await weigh()) - before;
	await context.close();
	const dropped = percent(frames.dropped, frames) - control;
	console.log(`  control drops ${control.toFixed(2)} %, the heap grew by ${heap.toFixed(1)} MB`);
	return { dropped, blank: percent(frames.blank + frames.unpainted, frames), heap };
}

function round(values: readonly number[], to: number): number {
	return Math.round(median(values) * to) / to;
}

/**
 * Back through 1,000 of 10,000 messages, as they come from the relay, with a finger that goes 3,000 pixels a second,
 * the page's main thread slowed four times; medians of 5. `dropped_percent`: frames that never came onto the
 * screen, less those of a plain page in the same run. `blank_percent`: frames that showed a gap, where rows were not
 * drawn or not painted yet. `heap_mb`: by how much the heaps of the page and its workers have grown afterwards.
 */
export async function measure([runs]: readonly string[]): Promise<Record<string, number>> {
	const app = await startBenchApp();
	const scrollings: Scrolling[] = [];
	try {
		for (let run = 0; run < Number(runs ?? RUNS); run += 1) scrollings.push(await scrollOnce(app));
	} finally {
		await app.stop();
	}
	return {
		dropped_percent: round(
			scrollings.map(({ dropped }) => dropped),
			100
		),
		blank_percent: round(
			scrollings.map(({ blank }) => blank),
			100
		),
		heap_mb: round(
			scrollings.map(({ heap }) => heap),
			10
		)
	};
}

/** What is over its budget. Times depend on the machine, so CI does not run this bench. */
export function judge(figures: Record<string, number | boolean | string>): string[] {
	return Object.entries(budgets).flatMap(([name, budget]) =>
		Number(figures[name]) <= budget ? [] : [`${name} is ${String(figures[name])}, more than ${budget}`]
	);
}
