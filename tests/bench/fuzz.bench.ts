import { chromium, type Browser } from '@playwright/test';
import { chromiumLaunch } from '../../dev/browser.ts';
import { aboutPath, groupPath, membersPath, relayPath, roomPath } from '../../src/lib/paths.ts';
import { installExtension, signInWithExtension } from '../end-to-end/extension.ts';
import { composer, message, say } from '../end-to-end/people.ts';
import { seededRandom } from '../fixtures/hostile-values.ts';
import { serveApp } from './bench-app.ts';
import { Findings, inputClasses } from './fuzz-findings.ts';
import {
	hostileNoise,
	hostileTalk,
	openHonestHouse,
	openHostileHouse,
	sayHonestly,
	type Place
} from './fuzz-places.ts';
import { FuzzScreen } from './fuzz-screen.ts';
import { startStreet, tokenPath, type Street } from './hostile-houses.ts';
import { hostileLink, hostileText, keyOf, pick, times, type Random } from './hostile-messages.ts';
import { hostileToken, hostileWords } from './hostile-relay-words.ts';

const budgets = { inputs: 2000, each: 100, exceptions: 0, stuck: 0 };
const ROUNDS = 20;
const SHARE = 8;
const HOUSES = 100;
const ASKED = 100;
/** So many of a kind, then somebody honest has to be heard. */
const BATCH = 10;

interface Run {
	street: Street;
	random: Random;
	findings: Findings;
	screen: FuzzScreen;
}

let said = 0;

/** Somebody honest says something, and a visitor sees it and could join. */
async function visitorIsHeard({ screen }: Run, home: Place): Promise<void> {
	const words = `Honest word ${(said += 1)}.`;
	sayHonestly(home, words);
	await screen.shows(words);
	await screen.answers('Join');
	screen.now = `after "${words}"`;
}

/** The member on the page writes something, and the relay has it. */
async function memberIsHeard({ screen }: Run): Promise<void> {
	const words = `Honest word ${(said += 1)}.`;
	const sent = message(screen.page, words).getByText('sent', { exact: true });
	await screen.expect(
		`says "${words}"`,
		say(screen.page, words).then(() => sent.waitFor({ state: 'attached' }))
	);
}

/** Members of an honest house mean harm, while a visitor reads. */
async function floodConversation(run: Run, home: Place): Promise<void> {
	const { screen, random, findings } = run;
	await screen.page.goto(groupPath(home.group));
	await visitorIsHeard(run, home);
	for (let round = 0; round < ROUNDS; round += 1) {
		screen.now = `talk ${round}`;
		const noise = hostileNoise(random, home, SHARE, findings);
		for (const event of hostileTalk(random, home, SHARE, findings)) home.house.push(event);
		home.house.shout(noise);
		await visitorIsHeard(run, home);
		await screen.rest();
	}
}

/** A visitor goes from one house that lies to the next: the relay, its group, and what is behind it. */
async function visitHouses(run: Run, home: Place): Promise<void> {
	const { screen, street, random, findings } = run;
	for (let house = 0; house < HOUSES; house += 1) {
		screen.now = `house ${house}`;
		const { group } = openHostileHouse(street, `h${house}`, random, findings);
		await screen.follow(relayPath(group.relay));
		await screen.follow(groupPath(group));
		if (house % 4 === 1) await screen.follow(aboutPath(group));
		if (house % 4 === 3) await screen.follow(membersPath(group));
		if (house % BATCH < BATCH - 1) continue;
		await screen.follow(groupPath(home.group));
		await visitorIsHeard(run, home);
	}
}

/** A relay refuses what a member says, in any words. */
async function hearRefusals(run: Run, { house, group }: Place): Promise<void> {
	const { screen, random, findings } = run;
	const { page } = screen;
	for (let at = 0; at < ASKED; at += 1) {
		const words = `May I, for the ${at}th time?`;
		screen.now = `refusal ${at}`;
		house.refusal = hostileWords(random);
		findings.count('words');
		const refused = message(page, words);
		const discard = async (): Promise<void> => {
			await say(page, words);
			await refused.getByText('not sent').waitFor();
			await refused.getByRole('button', { name: 'Discard' }).click();
			await refused.waitFor({ state: 'detached' });
		};
		const done = await screen.expect('a refused message can be discarded', discard());
		house.refusal = undefined;
		if (!done) await page.goto(groupPath(group));
		if (at % BATCH === BATCH - 1) await memberIsHeard(run);
	}
}

/** A relay answers with any token, or none, when a member stands at the door of its room. */
async function askForTokens(run: Run, { house, group }: Place): Promise<void> {
	const { screen, random, findings } = run;
	const { page } = screen;
	const goIn = page.getByRole('button', { name: 'Only listen' });
	for (let at = 0; at < ASKED; at += 1) {
		screen.now = `token ${at}`;
		if (at % BATCH === 0) await screen.follow(roomPath(group));
		house.token = hostileToken(random);
		findings.count('tokens');
		const ask = async (): Promise<void> => {
			const answer = page.waitForResponse(
				(response) => response.request().method() === 'GET' && response.url().includes(`${tokenPath}/`)
			);
			await Promise.all([answer, goIn.click()]);
			await page.getByRole('dialog').getByRole('alert').waitFor();
			await goIn.click({ trial: true });
		};
		await screen.expect('the door says what is wrong', ask());
		if (at % BATCH < BATCH - 1) continue;
		await screen.follow(groupPath(group));
		await memberIsHeard(run);
	}
}

/** An address of ours that somebody has bent. */
function hostileAddress(random: Random, host: string): string {
	const text = (): string => {
		const raw = (random() < 0.5 ? hostileText(random) : hostileLink(random)).slice(0, 1500).toWellFormed();
		return random() < 0.7 ? encodeURIComponent(raw) : raw;
	};
	return pick(random, [
		`/${text()}`,
		`/${text()}/${text()}`,
		`/${host}/commons?at=${text()}#invite=${text()}`,
		`/${host}/commons?at=${text()}`,
		`/join?r=${text()}&h=${text()}&code=${text()}#${text()}`,
		`/join?text=${text()}`,
		`/join#${text()}`,
		`/login?next=${text()}`,
		`/${text()}/room`,
		`/spaces/${text()}/${text()}`
	]);
}

/** Somebody follows links that were bent on the way, and pastes what is none. */
async function followLinks(run: Run, { group }: Place): Promise<void> {
	const { screen, random, findings } = run;
	const { page } = screen;
	const host = relayPath(group.relay).slice(1);
	for (let at = 0; at < ASKED; at += 1) {
		findings.count('links');
		const address = new URL(hostileAddress(random, host), page.url());
		screen.now = `link ${at}: ${address.href}`;
		if (at % 4 === 3) {
			await screen.follow('/join');
			const field = page.getByRole('textbox');
			await screen.expect(
				'a link can be pasted',
				field.fill(hostileLink(random)).then(() => field.press('Enter'))
			);
			await screen.rest();
		} else await screen.follow(address.pathname + address.search + address.hash);
		if (at % BATCH < BATCH - 1) continue;
		await screen.follow(groupPath(group));
		await memberIsHeard(run);
	}
}

async function runVisitor(run: Run): Promise<void> {
	const home = openHonestHouse(
		run.street,
		'home',
		times(6, (at) => keyOf(`member ${at}`))
	);
	await floodConversation(run, home);
	await visitHouses(run, home);
}

async function runMember(run: Run): Promise<void> {
	const { street, screen } = run;
	const key = keyOf('the member');
	const place = openHonestHouse(street, 'club', [key]);
	place.house.challenge = hostileText(run.random);
	await installExtension(screen.page, key);
	await signInWithExtension(screen.page, groupPath(place.group));
	await composer(screen.page).waitFor();
	await memberIsHeard(run);
	await hearRefusals(run, place);
	await askForTokens(run, place);
	await followLinks(run, place);
}

/** Nothing but this machine: hosts that a hostile text names are not there. */
function launch(): Promise<Browser> {
	return chromium.launch(chromiumLaunch(['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost']));
}

/**
 * Hostile content, signed by valid relay and member keys, through real sockets to the screen. `inputs`: how many,
 * at least a hundred of each class. `exceptions`: what nobody caught, policy reports, text that ran, links to where
 * none may lead. `stuck`: screens that did not come to rest, honest messages that were not seen, buttons that did
 * not answer; asked after every batch. `npm run bench -- fuzz SEED` runs the inputs of `seed` again; without one, each
 * run has inputs of its own.
 */
export async function measure([given]: readonly string[]): Promise<Record<string, number>> {
	const seed = Number(given ?? Date.now() % 1_000_000_007);
	console.log(`seed ${seed}`);
	const findings = new Findings();
	const [server, street, browser] = await Promise.all([serveApp(), startStreet(), launch()]);
	const start = async (part: number): Promise<Run> => ({
		street,
		findings,
		random: seededRandom(seed + part),
		screen: await FuzzScreen.open(browser, server.url, findings)
	});
	try {
		const [visitor, member] = [await start(0), await start(1)];
		await Promise.all([runVisitor(visitor), runMember(member)]);
	} catch (cause) {
		// Nothing more can be learnt from a page that is gone, or from one that is stuck again and again.
		findings.stuck.push(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
	} finally {
		findings.print();
		await browser.close();
		await Promise.all([street.stop(), server.stop()]);
	}
	const rare = inputClasses.filter((name) => (findings.inputs.get(name) ?? 0) < budgets.each);
	return {
		inputs: findings.total,
		classes_below_100: rare.length,
		exceptions: findings.exceptions.length,
		stuck: findings.stuck.length,
		seed
	};
}

/** What is not as it has to be. */
export function judge(figures: Record<string, number | boolean | string>): string[] {
	const problems: string[] = [];
	if (Number(figures.inputs) < budgets.inputs) problems.push(`only ${String(figures.inputs)} inputs`);
	if (figures.classes_below_100 !== 0) problems.push('a class was met fewer than a hundred times');
	if (figures.exceptions !== 0) problems.push(`${String(figures.exceptions)} exceptions`);
	if (figures.stuck !== 0) problems.push(`stuck ${String(figures.stuck)} times`);
	return problems;
}
