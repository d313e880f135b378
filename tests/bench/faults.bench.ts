import { chromium, type Browser } from '@playwright/test';
import { buildApp } from '../../dev/build-app.ts';
import { chromiumLaunch } from '../../dev/browser.ts';
import { serveBuild } from '../../dev/serve-build.ts';
import { defaultRelayPort } from '../../dev/stack.ts';
import type { NostrEvent } from '../../src/lib/protocol/event.ts';
import { Dice } from './dice.ts';
import { Account, textOf, type Findings } from './fault-account.ts';
import { drawTurn, faults, type Scene, type Turn } from './fault-deck.ts';
import { FaultDevice } from './fault-device.ts';
import { FaultHouse, wordsOf } from './fault-house.ts';
import { FaultLine } from './fault-line.ts';
import { drawPicture } from './fault-picture.ts';
import { countUnconfirmed, findWords, saysThatItCannotStore, tryAgain } from './fault-screen.ts';

const PEOPLE = 50;
const GROUPS = 5;
const MESSAGES = 20;
/** Browsers with the whole app that two cores bear at a time: with more of them, waiting is all that one sees. */
const AT_ONCE = 5;
/** Milliseconds in which everything that was stored goes out once nothing is wrong any more. */
const SETTLE = 120_000;
/** Where the build for the tests has its pictures. */
const MEDIA_PORT = defaultRelayPort + 1;

interface World {
	browser: Browser;
	url: string;
	house: FaultHouse;
}

/** One person lives through their messages and faults. The same seed and number draw the same ones. */
async function live(world: World, seed: number, number: number): Promise<Account> {
	const { house } = world;
	const dice = new Dice(seed * 1_000 + number);
	const line = await FaultLine.open(house.port);
	const group = { relay: `ws://localhost:${line.port}`, id: `street-${number % GROUPS}` };
	// One in three lets the service worker send alone.
	const device = await FaultDevice.open(world.browser, world.url, group, number % 3 === 0);
	const account = new Account(device.pubkey, device.trace);
	const tapAgain = async (): Promise<void> => {
		const tapped = await tryAgain(device.page, 0, () => house.saidBy(device.pubkey));
		if (tapped) account.noteTapped(tapped);
	};
	try {
		for (let count = 1; count <= MESSAGES; count += 1) {
			const turn = drawTurn(dice, device);
			const picture = turn.hasPicture ? drawPicture(turn.dice, number, count) : undefined;
			if (turn.fault !== 'none') console.log(`  ${number}, message ${count}: ${describe(turn)}`);
			const scene: Scene = { device, line, house, dice: turn.dice, picture, tapAgain };
			await speak(scene, turn.fault, textOf(number, count), account).catch((cause: unknown) => {
				console.log(account.trace.lines.join('\n'));
				throw new Error(`${number}, message ${count}: ${describe(turn)}`, { cause });
			});
		}
		await settle(device, line, house, account);
	} finally {
		await device.close();
		await line.close();
	}
	return account;
}

const describe = ({ fault, hasPicture }: Turn): string => (hasPicture ? `${fault}, with a picture` : fault);

/** Says some words while a fault happens, and again where they could not be stored. Notes what became of them. */
async function speak(scene: Scene, fault: string, text: string, account: Account): Promise<void> {
	const { device, picture } = scene;
	if (picture && fault !== 'another tab') await device.attach(picture);
	const at = performance.now();
	await faults[fault]?.(scene, text);
	let where = await findWords(device.page, text);
	if (where === 'composer') {
		if (!device.stayed) account.kept += 1;
		else if (await saysThatItCannotStore(device.page)) account.told += 1;
		else account.unsaid.push(text);
		await device.say(text);
		where = await findWords(device.page, text);
	}
	if (where === 'conversation') account.noteStored(text, picture, at);
	else account.vanished.push(text);
}

/** Nothing is wrong any more: what is stored goes out, with a tap where the screen asks for one. */
async function settle(
	device: FaultDevice,
	line: FaultLine,
	house: FaultHouse,
	account: Account
): Promise<void> {
	const heard = (): Set<string> => house.saidBy(device.pubkey);
	account.noteSigned(device.unsigned, heard());
	line.restore();
	device.unsigned.clear();
	await device.restart();
	const end = performance.now() + SETTLE;
	for (;;) {
		const tapped = await tryAgain(device.page, end - performance.now(), heard);
		if (!tapped) break;
		account.noteTapped(tapped);
	}
	account.stuck = await countUnconfirmed(device.page);
}

/** For who looks for a reason: what was said around some words, by its stamps. */
function stampsOf({ pubkey }: Account, events: readonly NostrEvent[]): string {
	const mine = events.filter((event) => event.pubkey === pubkey);
	return mine.map((event) => `${wordsOf(event).split(' ')[1]} at ${event.created_at % 10_000}`).join(', ');
}

/**
 * `npm run bench -- faults [SEED] [PEOPLE] [AT ONCE]`: people talk while everything goes wrong. `sent` is what the
 * screen showed as stored, `delivered` what of it the relay has, `lost` what it has not, or what was in neither place;
 * of a message with a picture, both count. `told`: could not be stored at first, was said so, and kept in the composer; `unsaid`:
 * the same without a word; `kept`: in the composer, as its page went away first. `passed`: what its signer, a refusal
 * or the picture server held back, so that others went before it.
 */
export async function measure(options: readonly string[]): Promise<Record<string, number>> {
	const seed = Number(options[0] ?? Math.floor(Math.random() * 1_000_000));
	const people = Number(options[1] ?? PEOPLE);
	console.log(`seed ${seed}, ${people} people (again: npm run bench -- faults ${seed} ${people})`);
	const atOnce = Math.min(Number(options[2] ?? AT_ONCE), people);
	console.log(`${atOnce} of them at a time, the next one when one is through: two cores bear no more phones`);
	const relays = [`ws://localhost:${defaultRelayPort}`];
	const mediaServers = [`http://localhost:${MEDIA_PORT}`];
	const folder = await buildApp({ relays, profileRelays: relays, mediaServers });
	const groups = Array.from({ length: GROUPS }, (_, at) => `street-${at}`);
	const house = await FaultHouse.open(groups, MEDIA_PORT);
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
		await Promise.all(Array.from({ length: atOnce }, worker));
		const events = house.messages();
		const found = await Promise.all(accounts.map((account) => account.compare(house, events)));
		for (const [at, account] of accounts.entries()) tell(account, found[at], events);
		return { seed, ...sumUp(accounts, found) };
	} finally {
		await browser.close();
		await server.stop();
		await house.close();
	}
}

/** Prints what went wrong for one person, and what went over their line. */
function tell(account: Account, found: Findings | undefined, events: readonly NostrEvent[]): void {
	const { lost = [], doubled = [], misplaced = [] } = found ?? {};
	const { unsaid } = account;
	if (lost.length + doubled.length + misplaced.length + unsaid.length === 0) return;
	console.log(account.trace.lines.join('\n'));
	for (const text of lost) console.log(`lost: ${text}`);
	for (const text of doubled) console.log(`doubled: ${text}`);
	for (const text of unsaid) console.log(`in the composer, and not said why: ${text}`);
	for (const text of misplaced) console.log(`out of order: ${text} (${stampsOf(account, events)})`);
}

function sumUp(accounts: readonly Account[], found: readonly Findings[]): Record<string, number> {
	const sum = (count: (account: Account) => number): number =>
		accounts.reduce((total, account) => total + count(account), 0);
	const sent = sum(({ spoken }) => spoken.length);
	const lost = found.flatMap((each) => each.lost);
	return {
		sent,
		delivered: sent - lost.length + sum(({ vanished }) => vanished.length),
		lost: lost.length,
		doubled: found.flatMap((each) => each.doubled).length,
		out_of_order: found.flatMap((each) => each.misplaced).length,
		pictures: sum(({ spoken }) => spoken.filter(({ picture }) => picture).length),
		told: sum(({ told }) => told),
		unsaid: sum(({ unsaid }) => unsaid.length),
		kept: sum(({ kept }) => kept),
		passed: sum(({ passed }) => passed),
		unconfirmed: sum(({ stuck }) => stuck)
	};
}

/** Nothing may be lost, doubled, out of order, kept back without a word, or called unsent when it is not. */
export function judge(figures: Record<string, number | boolean | string>): string[] {
	return ['lost', 'doubled', 'out_of_order', 'unsaid', 'unconfirmed'].flatMap((name) =>
		figures[name] === 0 ? [] : [`${String(figures[name])} messages ${name.replaceAll('_', ' ')}`]
	);
}
