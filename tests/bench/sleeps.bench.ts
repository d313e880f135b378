import { setTimeout as pause } from 'node:timers/promises';
import { chromium } from '@playwright/test';
import { chromiumLaunch } from '../../dev/browser.ts';
import { Dice } from './dice.ts';
import { FaultLine } from './fault-line.ts';
import { drawSleeps, type Sleep } from './sleep-plan.ts';
import { inspect, type Findings } from './sleep-findings.ts';
import { serveSleeper } from './sleeper-page.ts';
import { groups, SleepingHouse } from './sleeping-house.ts';
import { SleepingPhone } from './sleeping-phone.ts';
import { openPhone } from './bench-app.ts';

/** Milliseconds. */
const PATIENCE = 40_000;
const LOOK_EVERY = 100;

/** One story: a phone, a house, and the line between them. */
class Story {
	readonly #house: SleepingHouse;
	readonly #line: FaultLine;
	readonly #phone: SleepingPhone;
	#skew = 0;

	constructor(house: SleepingHouse, line: FaultLine, phone: SleepingPhone) {
		this.#house = house;
		this.#line = line;
		this.#phone = phone;
	}

	/** The phone's clock against this machine's, in milliseconds. */
	get #phoneClock(): number {
		return this.#house.aheadMs + this.#skew * 1000;
	}

	async begin(): Promise<void> {
		await this.#phone.open(this.#phoneClock, this.#house.reader);
		await this.#settled(0);
		this.#house.beginStory();
		await this.#phone.read(0);
	}

	/** Sleeps once, wakes, and says what is wrong then. */
	async sleep(sleep: Sleep): Promise<Findings> {
		await this.#phone.read(sleep.reads);
		await this.#quiet();
		await this.#phone.setClock(this.#phoneClock + sleep.awake * 1000);
		this.#house.live(sleep.awake, sleep.talk);
		const before = await this.#phone.view();
		const behind = Math.max(0, -this.#skew);
		this.#phone.forgetWire();
		const opened = this.#line.opened;
		await this.#fallAsleep(sleep);
		await this.#pass(sleep);
		this.#house.truncate(sleep.cap);
		this.#skew = sleep.skew;
		await this.#wake(sleep);
		const after = await this.#settled(opened);
		const isReopened = sleep.fault === 'kill' || sleep.fault === 'die-catching-up';
		return inspect({ before, after, isReopened, behind, house: this.#house, received: this.#phone.received });
	}

	async #fallAsleep({ fault }: Sleep): Promise<void> {
		if (fault === 'kill' || fault === 'die-catching-up') await this.#phone.kill();
		if (fault === 'sleep') {
			await this.#phone.freeze();
			this.#line.die();
		} else this.#line.cut();
	}

	async #pass({ fault, seconds, traffic }: Sleep): Promise<void> {
		if (fault !== 'restart') return this.#house.live(seconds, traffic);
		this.#house.live(Math.floor(seconds / 2), traffic >> 1);
		await this.#house.relay.stop();
		await this.#house.start();
		this.#line.target = Number(new URL(this.#house.relay.url).port);
		this.#house.live(Math.ceil(seconds / 2), traffic - (traffic >> 1));
	}

	async #wake({ fault, breaksAfter }: Sleep): Promise<void> {
		const isKilled = fault === 'kill' || fault === 'die-catching-up';
		if (!isKilled) await this.#phone.wake(this.#phoneClock);
		const stumbles = fault === 'stumble' || fault === 'die-catching-up';
		this.#line.restore(stumbles ? breaksAfter : Infinity);
		if (fault === 'kill') await this.#phone.open(this.#phoneClock);
		else if (fault === 'die-catching-up') {
			const opened = this.#line.opened;
			await this.#phone.open(this.#phoneClock);
			while (this.#line.opened === opened) await pause(5);
			await pause(breaksAfter / 100);
			await this.#phone.kill();
			this.#line.restore();
			await this.#phone.open(this.#phoneClock);
		} else await this.#phone.rouse();
	}

	/** What was scrolled to is here. */
	async #quiet(): Promise<void> {
		for (let quiet = 0; quiet < 3;) {
			const { heard } = this.#phone;
			await pause(LOOK_EVERY);
			quiet = heard === this.#phone.heard ? quiet + 1 : 0;
		}
	}

	/** Waits until a new line stands and everything is said to be here, and the screen shows the newest of it. */
	async #settled(opened: number) {
		const deadline = performance.now() + PATIENCE;
		let quiet = 0;
		for (;;) {
			await pause(LOOK_EVERY);
			const { heard } = this.#phone;
			const view = await this.#phone.view();
			const isLive = Object.values(view.groups).every(({ phase }) => phase === 'live');
			const isQuiet = isLive && this.#line.opened > opened && heard === this.#phone.heard;
			quiet = isQuiet ? quiet + 1 : 0;
			const newest = this.#house.messages(groups[0]).at(-1)?.id;
			const isShown = !view.live || view.rows.at(-1) === newest;
			if ((quiet > 4 && isShown) || quiet > 40 || performance.now() > deadline) return view;
		}
	}
}

/** The words after the bench's name: how many sleeps, and the seed of an earlier run. */
function read(options: readonly string[]): { count: number; seed: number } {
	const [count = '100', seed = String(Date.now() % 1_000_000)] = options;
	return { count: Number(count), seed: Number(seed) };
}

/**
 * `npm run bench -- sleeps [count] [seed]`. A phone with three groups sleeps, again and again, while people talk; it
 * is woken behind a relay that truncates. `missed`: events it lacks although it says that it is up to date, and first
 * unread messages that moved; `doubled`: shown or stored twice, or out of order; `refetched_beyond_overlap`: events
 * sent to it again from more than ten minutes (and the one second before them in which something was said) back.
 */
export async function measure(options: readonly string[]): Promise<Record<string, number | boolean>> {
	const { count, seed } = read(options);
	console.log(`seed ${seed}: npm run bench -- sleeps ${count} ${seed}`);
	const dice = new Dice(seed);
	const house = await SleepingHouse.open(dice);
	const line = await FaultLine.open(Number(new URL(house.relay.url).port));
	const site = await serveSleeper();
	const browser = await chromium.launch(chromiumLaunch());
	const relay = `ws://localhost:${line.port}`;
	const phone = new SleepingPhone(await openPhone(browser), { address: site.url, relay, groups });
	const total: Findings = { missed: [], doubled: [], refetched: [] };
	try {
		const story = new Story(house, line, phone);
		await story.begin();
		for (const [at, sleep] of drawSleeps(dice, count).entries()) {
			const started = performance.now();
			const found = await story.sleep(sleep);
			const took = ((performance.now() - started) / 1000).toFixed(1);
			console.log(
				`${String(at + 1).padStart(3)} ${sleep.fault.padEnd(15)} ${JSON.stringify(sleep)} ${took} s`
			);
			for (const [name, sentences] of Object.entries(found) as [keyof Findings, string[]][]) {
				// What is lacking once is lacking for good.
				const news = sentences.filter(
					(sentence) => !sentence.includes(' lacks ') || !total[name].includes(sentence)
				);
				for (const sentence of news) console.log(`    ${name}: ${sentence}`);
				total[name].push(...news);
			}
		}
	} finally {
		await browser.close();
		await Promise.all([site.stop(), line.close(), house.close()]);
	}
	return {
		sleeps: count,
		missed: total.missed.length,
		doubled: total.doubled.length,
		refetched_beyond_overlap: total.refetched.length
	};
}

/** Nothing may be missed, doubled, or fetched again for no reason. */
export function judge(figures: Record<string, number | boolean | string>): string[] {
	return ['missed', 'doubled', 'refetched_beyond_overlap'].flatMap((name) =>
		figures[name] === 0 ? [] : [`${name} is ${String(figures[name])}, not 0`]
	);
}
