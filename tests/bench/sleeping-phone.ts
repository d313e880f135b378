import type { BrowserContext, CDPSession, Page } from '@playwright/test';
import { installExtension } from '../end-to-end/extension.ts';
import type { DeviceView, SleeperPage } from './sleeper.ts';

interface Clocked {
	aheadMs: number;
}

/** Injected before the page's first script: the wall clock of the story. */
function setClock(aheadMs: number): void {
	const clocked = globalThis as unknown as Clocked;
	clocked.aheadMs = aheadMs;
	const now = Date.now.bind(Date);
	Date.now = () => now() + clocked.aheadMs;
}

/** A phone with the app on it: one storage, one page at a time, and everything that relays sent it. */
export class SleepingPhone {
	/** By id, every event that was received since {@link forgetWire}: how often, and from when it is. */
	readonly received = new Map<string, { times: number; created_at: number; kind: number }>();

	/** Frames from relays, of any kind. */
	heard = 0;

	readonly #context: BrowserContext;
	readonly #address: string;
	readonly #relay: string;
	readonly #groups: readonly string[];
	#page!: Page;
	#session!: CDPSession;

	constructor(
		context: BrowserContext,
		{ address, relay, groups }: { address: string; relay: string; groups: readonly string[] }
	) {
		this.#context = context;
		this.#address = address;
		this.#relay = relay;
		this.#groups = groups;
	}

	/** Opens the app; its clock is `aheadMs` ahead of this machine's. */
	async open(aheadMs: number, secretKey?: Uint8Array): Promise<void> {
		this.#page = await this.#context.newPage();
		if (secretKey) await installExtension(this.#page, secretKey);
		this.#listen();
		await this.#page.addInitScript(setClock, aheadMs);
		this.#session = await this.#context.newCDPSession(this.#page);
		await this.#page.goto(this.#address);
		await this.#page.evaluate(
			async ([relay, groups]) => {
				const page = globalThis as unknown as SleeperPage;
				page.sleeper = await page.start(relay, groups);
			},
			[this.#relay, this.#groups] as const
		);
	}

	/** The page is gone, in the middle of whatever it did. */
	async kill(): Promise<void> {
		await this.#page.close();
	}

	/** Nothing of the page runs any more. */
	async freeze(): Promise<void> {
		await this.#session.send('Page.setWebLifecycleState', { state: 'frozen' });
	}

	/** It runs again, with another time on its clock. */
	async wake(aheadMs: number): Promise<void> {
		await this.#session.send('Page.setWebLifecycleState', { state: 'active' });
		await this.setClock(aheadMs);
	}

	/** Another time is on its clock. */
	async setClock(aheadMs: number): Promise<void> {
		await this.#page.evaluate((ahead) => {
			(globalThis as unknown as Clocked).aheadMs = ahead;
		}, aheadMs);
	}

	/** It is told that it is seen and has a network, as browsers tell it. */
	async rouse(): Promise<void> {
		await this.#page.evaluate(() => {
			document.dispatchEvent(new Event('visibilitychange'));
			window.dispatchEvent(new Event('online'));
		});
	}

	/** Goes on reading. */
	async read(messages: number): Promise<void> {
		await this.#page.evaluate(
			(count) => (globalThis as unknown as SleeperPage).sleeper.read(count),
			messages
		);
	}

	/** What the device knows and shows. */
	view(): Promise<DeviceView> {
		return this.#page.evaluate(() => (globalThis as unknown as SleeperPage).sleeper.view());
	}

	/** Lets events on the wire count from here on. */
	forgetWire(): void {
		this.received.clear();
	}

	#listen(): void {
		this.#page.on('console', (line) => line.type() === 'error' && console.log(`   page: ${line.text()}`));
		this.#page.on('pageerror', (error) => console.log(`   page: ${error.message}`));
		this.#page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => this.#count(payload)));
	}

	#count(payload: string | Buffer): void {
		const frame = JSON.parse(payload.toString()) as [
			string,
			string,
			{ id: string; created_at: number; kind: number }
		];
		this.heard += 1;
		if (frame[0] !== 'EVENT') return;
		const { id, created_at, kind } = frame[2];
		this.received.set(id, { times: (this.received.get(id)?.times ?? 0) + 1, created_at, kind });
	}
}
