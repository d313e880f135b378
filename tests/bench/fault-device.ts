import type { Browser, BrowserContext, Page } from '@playwright/test';
import { nsecEncode } from 'nostr-tools/nip19';
import { groupPath } from '../../src/lib/paths.ts';
import type { EventTemplate } from '../../src/lib/protocol/event.ts';
import type { GroupKey } from '../../src/lib/protocol/group-key.ts';
import { createSecretKey, pubkeyOf, signEvent } from '../../src/lib/protocol/signature.ts';
import { composer, lockWithPassword, message, messages } from '../end-to-end/people.ts';
import { wakeServiceWorker } from '../end-to-end/service-worker.ts';
import { openPhone } from './bench-app.ts';

const clockKey = 'bench-clock';
const never = new Promise<never>(() => undefined);

interface Who {
	pubkey: string;
	staysUnlocked: boolean;
}

/** One person's phone: the real app in a browser of its own, which can be hurt in the ways that phones are. */
export class FaultDevice {
	readonly pubkey: string;
	/** Words that the signer leaves unanswered. */
	readonly unsigned = new Set<string>();
	/** The tabs that are open; the first one was opened first. */
	tabs: Page[] = [];

	/** "Stay unlocked on this device" was chosen, so that the service worker may send alone. */
	readonly staysUnlocked: boolean;

	readonly #context: BrowserContext;
	readonly #group: GroupKey;
	readonly #origin: string;

	private constructor(context: BrowserContext, origin: string, group: GroupKey, who: Who) {
		this.#context = context;
		this.#origin = origin;
		this.#group = group;
		this.pubkey = who.pubkey;
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
		const who = { pubkey: pubkeyOf(secretKey), staysUnlocked };
		const device = new FaultDevice(context, baseURL, group, who);
		await context.exposeBinding('__signEvent', (_source, template: EventTemplate) =>
			device.unsigned.has(template.content) ? never : signEvent(template, secretKey)
		);
		await context.addInitScript(
			({ pubkey, key }) => {
				const { __signEvent } = globalThis as unknown as {
					__signEvent: (template: unknown) => Promise<unknown>;
				};
				const signer = {
					getPublicKey: () => Promise.resolve(pubkey),
					signEvent: (template: unknown) => __signEvent(template)
				};
				Object.assign(globalThis, { nostr: signer });
				const shift = Number(localStorage.getItem(key) ?? 0);
				const now = Date.now.bind(Date);
				Date.now = () => now() + shift;
			},
			{ pubkey: device.pubkey, key: clockKey }
		);
		await (staysUnlocked ? device.#unlock(secretKey) : device.#signIn());
		return device;
	}

	/** The tab that a person looks at. */
	get page(): Page {
		const page = this.tabs.at(-1);
		if (!page) throw new Error('no tab is open');
		return page;
	}

	/** Opens the group in one more tab. */
	async openTab(): Promise<void> {
		const page = await this.#context.newPage();
		this.tabs.push(page);
		await page.goto(groupPath(this.#group));
		await composer(page).waitFor();
	}

	/** The process of the tabs dies, as under a phone that needs its memory. Nothing of the app gets to run. */
	async crash(): Promise<void> {
		const { tabs } = this;
		this.tabs = [];
		for (const page of tabs) {
			const gone = page.waitForEvent('crash');
			const session = await this.#context.newCDPSession(page).catch(() => undefined);
			if (session) {
				session.send('Page.crash').catch(() => undefined);
				await gone;
			}
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

	/** What the tab shows of some words: in the conversation, still in the composer, or nowhere. */
	async find(text: string): Promise<'conversation' | 'composer' | 'nowhere'> {
		const { page } = this;
		const words = message(page, text);
		// The draft and the outbox are read a moment after the page is there.
		await page
			.waitForFunction(
				(wanted) =>
					[...document.querySelectorAll('[role="log"] article, textarea')].some((each) =>
						(each instanceof HTMLTextAreaElement ? each.value : each.textContent).includes(wanted)
					),
				text,
				{ timeout: 5_000 }
			)
			.catch(() => undefined);
		if ((await words.count()) > 0) return 'conversation';
		return (await composer(page).inputValue()).includes(text) ? 'composer' : 'nowhere';
	}

	/** Sets the clock of this device wrong by so many seconds, from its next start on. */
	async shiftClock(seconds: number): Promise<void> {
		await this.page.evaluate(([key, value]) => localStorage.setItem(key, value), [
			clockKey,
			String(seconds * 1000)
		] as const);
	}

	/** Takes the device's storage in use, so that whatever else writes has to wait. */
	async blockStorage(milliseconds: number): Promise<void> {
		await this.page.evaluate(
			(duration) =>
				new Promise<void>((resolve, reject) => {
					const opening = indexedDB.open('porch-kept');
					opening.onerror = () => reject(new Error('not opened'));
					opening.onsuccess = () => {
						const store = opening.result
							.transaction([...opening.result.objectStoreNames], 'readwrite')
							.objectStore('drafts');
						const end = performance.now() + duration;
						const hold = (): void => {
							if (performance.now() > end) opening.result.close();
							else store.count().onsuccess = hold;
						};
						hold();
						resolve();
					};
				}),
			milliseconds
		);
	}

	/**
	 * Lets the app store nothing more, or everything again. Played: Chromium takes no quota that is small enough from
	 * a test, so what is stored fails here as it fails on a full disk.
	 */
	async playFull(full: boolean): Promise<void> {
		await this.page.evaluate((isFull) => {
			const { prototype } = IDBObjectStore;
			const played = prototype as unknown as { honestAdd?: IDBObjectStore['add'] };
			played.honestAdd ??= prototype.add;
			prototype.add = isFull
				? () => {
						throw new DOMException('The device is full', 'QuotaExceededError');
					}
				: played.honestAdd;
		}, full);
	}

	/** How many of my messages the relay has not confirmed, as far as the screen says. */
	async unconfirmed(): Promise<number> {
		return messages(this.page)
			.filter({ hasText: /waiting|being sent|no answer yet|not sent/ })
			.count();
	}

	/** Taps "Try again" wherever it is offered. Gives the words of the messages. */
	async retryAll(): Promise<string[]> {
		const retried: string[] = [];
		const offers = this.page.getByRole('button', { name: 'Try again' });
		while ((await offers.count()) > 0) {
			const stuck = messages(this.page).filter({ hasText: /no answer yet|not sent/ });
			const words = await stuck
				.first()
				.textContent({ timeout: 1_000 })
				.catch(() => '');
			if (words) retried.push(words);
			await offers
				.first()
				.click({ timeout: 2_000 })
				.catch(() => undefined);
			await this.page.waitForTimeout(200);
		}
		return retried;
	}

	async close(): Promise<void> {
		await this.#context.close();
	}

	async #signIn(): Promise<void> {
		const page = await this.#context.newPage();
		await page.goto(`/login/have?next=${encodeURIComponent(groupPath(this.#group))}`);
		await page.getByRole('button', { name: 'Browser extension' }).click();
		await composer(page).waitFor();
		this.tabs.push(page);
	}

	async #unlock(secretKey: Uint8Array): Promise<void> {
		const page = await this.#context.newPage();
		await page.goto('/login/key?next=%2Fsettings');
		await page.getByLabel('Your key').fill(nsecEncode(secretKey));
		await page.getByRole('button', { name: 'Continue' }).click();
		await lockWithPassword(page);
		await page.getByRole('switch', { name: /Stay unlocked/ }).click();
		await page.getByRole('switch', { name: /Stay unlocked/, checked: true }).waitFor();
		this.tabs.push(page);
		await this.restart();
		// Without it there is nobody to wake.
		await this.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
	}
}
