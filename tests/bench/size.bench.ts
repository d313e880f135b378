import { setTimeout as pause } from 'node:timers/promises';
import type { BrowserContext } from '@playwright/test';
import { pasteKey } from '../end-to-end/people.ts';
import { busyGroup, openPhone, startBenchApp, type BenchApp } from './bench-app.ts';
import { startByteLedger, type ByteLedger } from './byte-ledger.ts';

/** What must not be passed, in KB (1000 bytes) of scripts, compressed as they came over the wire. */
const budgets = { visitor_kb: 95, signed_in_kb: 150, visitor_total_kb: 220 };
const IDLE_MS = 30_000;

function scriptKilobytes(ledger: ByteLedger): number {
	const scripts = ledger.deliveries.filter(({ isScript }) => isScript);
	return Math.round(scripts.reduce((sum, { bytes }) => sum + bytes, 0) / 100) / 10;
}

/** For who wants to know where the bytes are: every script in the order in which it came. */
function listScripts(title: string, ledger: ByteLedger): void {
	console.log(title);
	for (const { path, bytes, isScript } of ledger.deliveries) {
		if (isScript) console.log(`${(bytes / 1000).toFixed(1).padStart(8)}  ${path}`);
	}
}

/** Opens the conversation in a browser that holds nothing, and waits until a person can read and act. */
async function visit(
	app: BenchApp,
	ledger: ByteLedger,
	context: BrowserContext,
	usable: 'Join' | 'Message'
): Promise<void> {
	ledger.deliveries.length = 0;
	const page = await context.newPage();
	await page.goto(`/localhost:${app.relayPort}/${busyGroup}`);
	await page.getByRole('log').getByRole('article').last().waitFor();
	const act =
		usable === 'Join'
			? page.getByRole('button', { name: 'Join' })
			: page.getByRole('textbox', { name: 'Message' });
	await act.waitFor();
}

async function measureSignedIn(app: BenchApp, ledger: ByteLedger): Promise<number> {
	const first = await openPhone(app.browser, { baseURL: ledger.url });
	await pasteKey(await first.newPage(), 'mara');
	const storageState = await first.storageState({ indexedDB: true });
	await first.close();
	const again = await openPhone(app.browser, { baseURL: ledger.url, storageState });
	await visit(app, ledger, again, 'Message');
	const figure = scriptKilobytes(ledger);
	listScripts('\nSigned in, until the composer is there:', ledger);
	await again.close();
	return figure;
}

/**
 * What a first visit costs in scripts. `visitor_kb`: a visitor, until messages are read and the way in is offered;
 * `signed_in_kb`: a member with a key on the device, until the composer is there, with nothing of the app cached;
 * `visitor_total_kb`: the visitor, and everything that comes in 30 s of doing nothing: workers, the catalogue and
 * what the service worker stores. Whatever parses as a script counts, by its compressed bytes on the wire.
 */
export async function measure(): Promise<Record<string, number | boolean>> {
	const app = await startBenchApp();
	const ledger = await startByteLedger(app.server.port);
	try {
		const context = await openPhone(app.browser, { baseURL: ledger.url });
		await visit(app, ledger, context, 'Join');
		const visitor = scriptKilobytes(ledger);
		listScripts('\nVisitor, until the conversation is usable:', ledger);
		await pause(IDLE_MS);
		const total = scriptKilobytes(ledger);
		const livekit = ledger.deliveries.some(({ isLiveKit }) => isLiveKit);
		listScripts('\nVisitor, after 30 s:', ledger);
		await context.close();
		const signedIn = await measureSignedIn(app, ledger);
		return {
			visitor_kb: visitor,
			signed_in_kb: signedIn,
			visitor_total_kb: total,
			livekit_before_tap: livekit
		};
	} finally {
		await ledger.stop();
		await app.stop();
	}
}

/** What is over its budget. */
export function judge(figures: Record<string, number | boolean | string>): string[] {
	const over = Object.entries(budgets).flatMap(([name, budget]) =>
		Number(figures[name]) <= budget ? [] : [`${name} is ${String(figures[name])}, more than ${budget}`]
	);
	return figures.livekit_before_tap === false
		? over
		: [...over, 'LiveKit was loaded before anybody stood at a door'];
}
