/**
 * `npm test`: everything that CI runs, in the order in which failures are cheapest to learn of. The journeys that depend
 * on the browser run in Firefox and, on Linux, in WebKitGTK as well, where these are or can be installed; with
 * `--everywhere` they have to be.
 */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buildApp } from './build-app.ts';
import { runCommand } from './command.ts';
import { ensureBrowsers, type BrowserName, type MissingBrowser } from './ensure-browsers.ts';
import { findLiveKit, installLiveKit } from './livekit/livekit-binary.ts';
import { defaultRelayPort } from './stack.ts';
import {
	addTallies,
	closingLine,
	tallyOfCheck,
	tallyOfPlaywright,
	tallyOfVitest,
	type Tally
} from './test-tally.ts';

interface Stage {
	name: string;
	run: () => Promise<Tally>;
}

const results = 'test-results';
const LINES_OF_A_FAILURE = 40;
const environment = { CI: '1', FORCE_COLOR: '0' };
const isEverywhere = process.argv.includes('--everywhere');
/** The browsers beside Chromium, with the project of Playwright that runs in each. */
const others = [
	{ browser: 'Firefox', project: 'firefox' },
	...(process.platform === 'linux' ? [{ browser: 'WebKitGTK', project: 'webkit' } as const] : [])
] as const satisfies { browser: BrowserName; project: string }[];
const playwrightConfig = join('tests', 'end-to-end', 'playwright.config.ts');

/** What the stage that runs has printed last, to be told again at the end if it fails: a log may be cut at its start. */
let lastLines: string[] = [];

async function runStep(command: string, args: string[], env: Record<string, string> = {}): Promise<number> {
	const onLine = (line: string): void => {
		console.log(line);
		lastLines = [...lastLines, line].slice(-LINES_OF_A_FAILURE);
	};
	return (await runCommand(command, args, { env: { ...environment, ...env }, onLine })).code;
}

function check(name: string, command: string, ...args: string[]): Stage {
	return { name, run: async () => tallyOfCheck(await runStep(command, args)) };
}

async function readReport(name: string): Promise<unknown> {
	const text = await readFile(join(results, name), 'utf8').catch(() => 'null');
	return JSON.parse(text) as unknown;
}

async function runVitest(project: string): Promise<Tally> {
	const file = `vitest-${project}.json`;
	const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${join(results, file)}`];
	const code = await runStep('vitest', ['run', '--project', project, ...reporters]);
	return tallyOfVitest(await readReport(file), code);
}

async function build(): Promise<Tally> {
	const relays = [`ws://localhost:${defaultRelayPort}`];
	try {
		const mediaServers = [`http://localhost:${defaultRelayPort + 1}`];
		await buildApp({ relays, profileRelays: relays, mediaServers });
		return tallyOfCheck(0);
	} catch (error) {
		console.log(error instanceof Error ? error.message : error);
		return tallyOfCheck(1);
	}
}

async function runPlaywright(project: string): Promise<Tally> {
	if (!findLiveKit()) await installLiveKit();
	const file = `end-to-end-${project}.json`;
	const code = await runStep('playwright', ['test', '--config', playwrightConfig, `--project=${project}`], {
		PLAYWRIGHT_JSON_OUTPUT_FILE: join(results, file)
	});
	return tallyOfPlaywright(await readReport(file), code);
}

function stages(leftOut: readonly BrowserName[]): Stage[] {
	// What is tested here are always the same inputs: a change is not to fail by somebody else's luck.
	// Of what takes long a tenth, and always the same one; of the faults one in which each of them happens.
	const benches = [['size'], ['fuzz', '1'], ['sleeps', '10', '1'], ['faults', '766', '5']] as const;
	const list: Stage[] = [
		check('messages', process.execPath, ...process.execArgv, 'dev/locales.ts'),
		check('generated types', 'svelte-kit', 'sync'),
		check('format', 'prettier', '--check', '--log-level', 'warn', '.'),
		check('lint', 'eslint', '--max-warnings', '0', '.'),
		check(
			'types',
			'svelte-check',
			'--tsconfig',
			'./tsconfig.json',
			'--fail-on-warnings',
			'--output',
			'human'
		),
		check('types of the service worker', 'tsc', '--noEmit', '-p', 'src/service-worker'),
		{ name: 'tests in Node', run: () => runVitest('node') },
		{ name: 'tests in Chromium', run: () => runVitest('browser') },
		{ name: 'build', run: build },
		...benches.map(([name, ...options]) =>
			check(`bench ${name}`, process.execPath, ...process.execArgv, 'tests/bench/run.ts', name, ...options)
		)
	];
	list.push({ name: 'end to end', run: () => runPlaywright('phone') });
	for (const { browser, project } of others)
		if (!leftOut.includes(browser))
			list.push({ name: `end to end in ${browser}`, run: () => runPlaywright(project) });
	return list;
}

/** One sentence about what does not run, and undefined when everything does. */
function leftOutSentence(leftOut: readonly BrowserName[]): string | undefined {
	if (leftOut.length === 0) return undefined;
	const names = leftOut.join(' and ');
	return `Nothing runs in ${names} here; \`npm test -- --everywhere\` says what brings ${leftOut.length > 1 ? 'them' : 'it'}.`;
}

async function runAll(leftOut: readonly BrowserName[]): Promise<Tally> {
	await rm(results, { recursive: true, force: true });
	await mkdir(results, { recursive: true });
	const done: { name: string; tally: Tally; seconds: number; told: string[] }[] = [];
	for (const { name, run } of stages(leftOut)) {
		console.log(`\n== ${name}\n`);
		const started = Date.now();
		lastLines = [];
		const tally = await run();
		done.push({ name, tally, seconds: Math.round((Date.now() - started) / 1000), told: lastLines });
	}
	for (const { name, tally, told } of done)
		if (tally.failed > 0) console.log(`\n== Failed: ${name}\n\n${told.join('\n')}`);
	console.log('\n== Summary\n');
	for (const { name, tally, seconds } of done) {
		console.log(
			`  ${tally.failed > 0 ? 'FAILED' : 'ok    '} ${name.padEnd(28)} ${closingLine(tally)} (${seconds} s)`
		);
	}
	const sentence = leftOutSentence(leftOut);
	if (sentence) console.log(`\n  ${sentence}`);
	return addTallies(done.map(({ tally }) => tally));
}

const missing = await ensureBrowsers('Chromium');
const missingOthers = await ensureBrowsers(...others.map(({ browser }) => browser));
const needed: MissingBrowser[] = isEverywhere ? [...missing, ...missingOthers] : missing;
for (const { remedy } of needed) console.log(remedy);
const leftOut = missingOthers.map(({ name }) => name);
const total = needed.length > 0 ? tallyOfCheck(1) : await runAll(leftOut);
console.log(`\n${closingLine(total)}`);
process.exit(total.failed > 0 ? 1 : 0);
