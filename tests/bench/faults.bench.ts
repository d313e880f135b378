import { chromium, type Browser } from '@playwright/test';
import { buildApp } from '../../dev/build-app.ts';
import { chromiumLaunch } from '../../dev/browser.ts';
import { serveBuild } from '../../dev/serve-build.ts';
import { defaultRelayPort } from '../../dev/stack.ts';
import type { NostrEvent } from '../../src/lib/protocol/event.ts';
import { say } from '../end-to-end/people.ts';
import { Dice } from './dice.ts';
import { drawFault, faults, type Scene } from './fault-deck.ts';
import { FaultDevice } from './fault-device.ts';
import { FaultHouse } from './fault-house.ts';
import { FaultLine } from './fault-line.ts';

const PEOPLE = 50;
const GROUPS = 5;
const MESSAGES = 20;
/** Browsers with the whole app that two cores bear at a time; a tenth of the people, so that they live at once. */
const AT_ONCE = 5;
/** Milliseconds in which everything that was stored goes out once nothing is wrong any more. */
const SETTLE = 60_000;

/** What one person said, and what became of it on their screen. */
interface Account {
	pubkey: string;
	/** Words that the screen showed as stored, in the order in which they were said. */
	stored: string[];
	/** Of these, what was held back by its signer or by a refusal, so that others passed it. */
	passed: Set<string>;
	/** Words that could not be stored at first; the screen said so, and they were still in the composer. */
	told: number;
	/** Words that were neither stored nor in the composer. */
	vanished: string[];
	/** Words that the screen still called unsent at the end. */
	stuck: number;
	/** What went over this person's line, for who looks for a reason. */
	trace: readonly string[];
}

interface World {
	browser: Browser;
	url: string;
	house: FaultHouse;
}

/** One person lives through their messages and faults. The same seed and number draw the same ones. */
async function live(world: World, seed: number, number: number): Promise<Account> {
	const dice = new Dice(seed * 1_000 + number);
	const line = await FaultLine.open(world.house.port);
	const group = { relay: `ws://localhost:${line.port}`, id: `street-${number % GROUPS}` };
	// One in three lets the service worker send alone.
	const device = await FaultDevice.open(world.browser, world.url, group, number % 3 === 0);
	const account: Account = {
		pubkey: device.pubkey,
		stored: [],
		passed: new Set(),
		told: 0,
		vanished: [],
		stuck: 0,
		trace: device.trace.lines
	};
	try {
		for (let count = 1; count <= MESSAGES; count += 1) {
			const name = drawFault(dice, device);
			if (name !== 'none') console.log(`  ${number}, message ${count}: ${name}`);
			const text = `Words ${count} of ${number}.`;
			await speak({ device, line, house: world.house, dice }, name, text, account).catch((cause: unknown) => {
				console.log(account.trace.join('\n'));
				throw new Error(`${number}, message ${count}: ${name}`, { cause });
			});
		}
		await settle(device, line, account);
	} finally {
		await device.close();
		await line.close();
	}
	return account;
}

/** Says some words while a fault happens, and again where they could not be stored. Notes what became of them. */
async function speak(scene: Scene, fault: string, text: string, account: Account): Promise<void> {
	const { device } = scene;
	if (fault === 'the signer never answers') account.passed.add(text);
	await faults[fault]?.(scene, text);
	let where = await device.find(text);
	if (where === 'composer') {
		account.told += 1;
		await say(device.page, text);
		where = await device.find(text);
	}
	(where === 'conversation' ? account.stored : account.vanished).push(text);
}

/** Nothing is wrong any more: what is stored goes out, with a tap where the screen asks for one. */
async function settle(device: FaultDevice, line: FaultLine, account: Account): Promise<void> {
	line.restore();
	device.unsigned.clear();
	await device.restart();
	const end = performance.now() + SETTLE;
	for (;;) {
		const words = await device.tryAgain(end - performance.now());
		if (words === undefined) break;
		for (const text of account.stored) if (words.includes(text)) account.passed.add(text);
	}
	account.stuck = await device.unconfirmed();
}

/** For who looks for a reason: what was said around some words, by its stamps. */
function stampsOf(text: string, events: readonly NostrEvent[]): string {
	const pubkey = events.find(({ content }) => content === text)?.pubkey;
	const mine = events.filter((event) => event.pubkey === pubkey);
	return mine
		.map(({ content, created_at }) => `${content.split(' ')[1]} at ${created_at % 10_000}`)
		.join(', ');
}

/** Holds what people saw against what the relay has. */
function compare(
	account: Account,
	events: readonly NostrEvent[]
): { lost: string[]; doubled: string[]; late: string[] } {
	const mine = events.filter(({ pubkey }) => pubkey === account.pubkey);
	const of = (text: string) => mine.filter(({ content }) => content === text);
	const lost = [...account.vanished, ...account.stored.filter((text) => of(text).length === 0)];
	const doubled = account.stored.filter((text) => of(text).length > 1);
	const inOrder = account.stored.filter((text) => of(text).length > 0 && !account.passed.has(text));
	const stampOf = (text: string): number => of(text)[0]?.created_at ?? 0;
	const late = inOrder.filter((text, at) => at > 0 && stampOf(text) <= stampOf(inOrder[at - 1] ?? ''));
	return { lost, doubled, late };
}

/**
 * `npm run bench -- faults [SEED] [PEOPLE]`: people talk while everything goes wrong. `sent` is what the screen showed
 * as stored, `delivered` what of it the relay has, `lost` what it has not, or what was in neither place,
 * `told` what could not be stored at first and was said so, `passed` what its signer or a refusal held back.
 */
export async function measure(options: readonly string[]): Promise<Record<string, number>> {
	const seed = Number(options[0] ?? Math.floor(Math.random() * 1_000_000));
	const people = Number(options[1] ?? PEOPLE);
	console.log(`seed ${seed}, ${people} people (again: npm run bench -- faults ${seed} ${people})`);
	const relays = [`ws://localhost:${defaultRelayPort}`];
	const folder = await buildApp({ relays, profileRelays: relays });
	const house = await FaultHouse.open(Array.from({ length: GROUPS }, (_, at) => `street-${at}`));
	const server = await serveBuild({ folder, port: 4795 });
	const browser = await chromium.launch(chromiumLaunch());
	const accounts: Account[] = [];
	let next = 0;
	const worker = async (): Promise<void> => {
		while (next < people) {
			next += 1;
			accounts.push(await live({ browser, url: server.url, house }, seed, next));
		}
	};
	try {
		await Promise.all(Array.from({ length: AT_ONCE }, worker));
		return report(seed, accounts, await house.messages());
	} finally {
		await browser.close();
		await server.stop();
		await house.close();
	}
}

function report(
	seed: number,
	accounts: readonly Account[],
	events: readonly NostrEvent[]
): Record<string, number> {
	const found = accounts.map((account) => compare(account, events));
	for (const [at, { lost, doubled, late }] of found.entries()) {
		if (lost.length + doubled.length + late.length > 0) console.log(accounts[at]?.trace.join('\n'));
		for (const text of lost) console.log(`lost: ${text}`);
		for (const text of doubled) console.log(`doubled: ${text}`);
		for (const text of late) console.log(`out of order: ${text} (${stampsOf(text, events)})`);
	}
	const sum = (count: (account: Account) => number): number =>
		accounts.reduce((total, account) => total + count(account), 0);
	const sent = sum(({ stored }) => stored.length);
	const lost = found.flatMap((each) => each.lost).length;
	return {
		seed,
		sent,
		delivered: sent - lost + sum(({ vanished }) => vanished.length),
		lost,
		doubled: found.flatMap((each) => each.doubled).length,
		out_of_order: found.flatMap((each) => each.late).length,
		told: sum(({ told }) => told),
		passed: sum(({ passed }) => passed.size),
		unconfirmed: sum(({ stuck }) => stuck)
	};
}

/** Nothing may be lost, doubled, out of order, or called unsent when it is not. */
export function judge(figures: Record<string, number | boolean | string>): string[] {
	return ['lost', 'doubled', 'out_of_order', 'unconfirmed'].flatMap((name) =>
		figures[name] === 0 ? [] : [`${String(figures[name])} messages ${name.replaceAll('_', ' ')}`]
	);
}
