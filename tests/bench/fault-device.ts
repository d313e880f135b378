import { errors, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { nsecEncode } from 'nostr-tools/nip19';
import { groupPath } from '../../src/lib/paths.ts';
import type { GroupKey } from '../../src/lib/protocol/group-key.ts';
import { createSecretKey, pubkeyOf } from '../../src/lib/protocol/signature.ts';
import { shellIsKept } from '../end-to-end/deployment.ts';
import { installExtension, signInWithExtension } from '../end-to-end/extension.ts';
import { composer, lockWithPassword, message, say } from '../end-to-end/people.ts';
import { wakeServiceWorker } from '../end-to-end/service-worker.ts';
import { openPhone } from './bench-app.ts';
import type { Picture } from './fault-picture.ts';
import { WireTrace } from './wire-trace.ts';

const clockKey = 'bench-clock';
/** What the screen writes under words that go on by themselves. */
const underWay = /waiting|being sent/;

/** Milliseconds. A tab that is opened right after a crash was seen to stand still for a minute, twice; why is not known. */
const COLD_START = 180_000;
/** Milliseconds that a person looks at what they said. */
const ANSWER = 15_000;
/** Seconds. */
const STOOD_STILL = 20;

interface Who {
	pubkey: string;
	staysUnlocked: boolean;
}

/** One person's phone: the real app in a browser of its own, which can be hurt in the ways that phones are. */
export class FaultDevice {
	readonly pubkey: string;
	readonly group: GroupKey;
	/** Words that the signer leaves unanswered. */
	readonly unsigned = new Set<string>();
	/** The tabs that are open; the first one was opened first. */
	tabs: Page[] = [];

	readonly trace: WireTrace;

	/** "Stay unlocked on this device" was chosen, so that the service worker may send alone. */
	readonly staysUnlocked: boolean;

	/** Resolves with the end of a tab: its crash takes along others that live in the same process. */
	readonly #crashes = new WeakMap<Page, Promise<unknown>>();
	readonly #context: BrowserContext;
	readonly #origin: string;
	/** How often a page was opened or loaded again, and how often it had been when something was said last. */
	#starts = 0;
	#startsAtSaid = 0;

	private constructor(context: BrowserContext, origin: string, group: GroupKey, who: Who) {
		this.#context = context;
		this.#origin = origin;
		this.group = group;
		this.pubkey = who.pubkey;
		this.trace = new WireTrace(context, who.pubkey);
		this.staysUnlocked = who.staysUnlocked;
	}

	/** A phone with a new key, in an extension or unlocked on the device, signed in and standing in the group. */
	static async open(
		browser: Browser,
		baseURL: string,
		group: GroupKey,
		staysUnlocked: boolean
	): Promise<FaultDevice> {
		const context = await openPhone(browser, { baseURL });
		context.setDefaultTimeout(60_000);
		const secretKey = createSecretKey();
		const device = new FaultDevice(context, baseURL, group, { pubkey: pubkeyOf(secretKey), staysUnlocked });
		await context.addInitScript((key) => {
			const shift = Number(localStorage.getItem(key) ?? 0);
			const now = Date.now.bind(Date);
			Date.now = () => now() + shift;
		}, clockKey);
		await (staysUnlocked ? device.#unlock(secretKey) : device.#signIn(secretKey));
		return device;
	}

	/** The tab that a person looks at. */
	get page(): Page {
		const page = this.tabs.at(-1);
		if (!page) throw new Error('no tab is open');
		return page;
	}

	/** Whether the page in which something was said last is still the one that was there. */
	get stayed(): boolean {
		return this.#starts === this.#startsAtSaid;
	}

	/** Says something, without waiting for what becomes of it. */
	async say(text: string): Promise<void> {
		this.#startsAtSaid = this.#starts;
		await say(this.page, text);
	}

	/** Puts a picture beside what is being written. */
	async attach({ file }: Picture): Promise<void> {
		await this.page.locator('input[type="file"][multiple]').setInputFiles(file);
		await this.page.getByRole('list', { name: 'Pictures to send' }).locator('img').waitFor();
	}

	/** Loads the page again. */
	async reload(): Promise<void> {
		this.#starts += 1;
		await this.page.reload();
	}

	/** Opens the group in one more tab. */
	async openTab(): Promise<void> {
		this.#starts += 1;
		const page = await this.#context.newPage();
		this.#take(page);
		const asked = performance.now();
		const answer = await page.goto(groupPath(this.group), { timeout: COLD_START });
		const seconds = Math.round((performance.now() - asked) / 1000);
		const source = answer?.fromServiceWorker() ? 'the service worker' : 'the host';
		if (seconds >= STOOD_STILL) console.log(`  a tab stood still for ${seconds} s, until ${source} answered`);
		await composer(page).waitFor();
	}

	/** The process of the tabs dies, as under a phone that needs its memory. Nothing of the app gets to run. */
	async crash(): Promise<void> {
		const { tabs } = this;
		this.tabs = [];
		for (const page of tabs) {
			const session = await this.#context.newCDPSession(page).catch(() => undefined);
			// It is never answered, as there is nobody left to do so.
			session?.send('Page.crash').catch(() => undefined);
			await this.#crashes.get(page);
			await page.close();
		}
	}

	/** Closes every tab and opens the app again. */
	async restart(): Promise<void> {
		await this.leave();
		await this.openTab();
	}

	/** Every tab is closed, and nothing of the app runs but what the browser wakes. */
	async leave(): Promise<void> {
		const { tabs } = this;
		this.tabs = [];
		for (const page of tabs) await page.close();
	}

	/** The browser finds a network, and tells the service worker (Background Sync). */
	async wakeWorker(): Promise<void> {
		const page = await this.#context.newPage();
		await wakeServiceWorker(page, this.#origin);
		await page.close();
	}

	/**
	 * Waits until some words are neither waiting nor on their way: sent, refused, or without an answer. Not for ever: the
	 * relay may be away.
	 */
	async isAnswered(text: string): Promise<void> {
		const answered = message(this.page, text).filter({ hasNotText: underWay }).first();
		await answered.waitFor({ state: 'attached', timeout: ANSWER }).catch((cause: unknown) => {
			if (!(cause instanceof errors.TimeoutError)) throw cause;
		});
	}

	/** Sets the clock of this device wrong by so many seconds, from its next start on. */
	async shiftClock(seconds: number): Promise<void> {
		await this.page.evaluate(([key, value]) => localStorage.setItem(key, value), [
			clockKey,
			String(seconds * 1000)
		] as const);
	}

	async close(): Promise<void> {
		await this.#context.close();
	}

	async #signIn(secretKey: Uint8Array): Promise<void> {
		const page = await this.#context.newPage();
		await installExtension(page, secretKey, ({ kind, content }) => {
			this.trace.note(`asks for a signature, of a ${kind}: ${content}`);
			return this.unsigned.has(content.split('\n')[0] ?? '');
		});
		await signInWithExtension(page, groupPath(this.group));
		await composer(page).waitFor();
		this.#take(page);
	}

	#take(page: Page): void {
		this.tabs.push(page);
		this.#crashes.set(page, new Promise((resolve) => page.once('crash', resolve).once('close', resolve)));
	}

	async #unlock(secretKey: Uint8Array): Promise<void> {
		const page = await this.#context.newPage();
		await page.goto('/login/key?next=%2Fsettings');
		await page.getByLabel('Your key').fill(nsecEncode(secretKey));
		await page.getByRole('button', { name: 'Continue' }).click();
		await lockWithPassword(page);
		await page.getByRole('switch', { name: /Stay unlocked/ }).click();
		await page.getByRole('switch', { name: /Stay unlocked/, checked: true }).waitFor();
		this.#take(page);
		await this.restart();
		// Without it there is nobody to wake.
		await shellIsKept(this.page);
	}
}
