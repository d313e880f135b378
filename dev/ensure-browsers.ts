import { existsSync, readFileSync } from 'node:fs';
import { chromium, firefox } from 'playwright-core';
import { chromiumLaunch, firefoxLaunch, webkit } from './browser.ts';
import { findProgram, runCommand } from './command.ts';
import { withProgress } from './progress.ts';

interface BrowserSource {
	isPresent(): Promise<boolean>;
	/** What it takes of Debian's packages. */
	packages: string[];
	/** The command that brings it where there are no packages of Debian. */
	elsewhere: string;
}

const debianWebKit = ['webkit2gtk-driver', 'gir1.2-webkit2-4.1', 'python3-gi', 'xvfb'];

const sources = {
	Chromium: {
		isPresent: () =>
			Promise.resolve(existsSync(chromiumLaunch().executablePath ?? chromium.executablePath())),
		packages: ['chromium'],
		elsewhere: 'npx playwright install chromium'
	},
	Firefox: {
		isPresent: () => Promise.resolve(existsSync(firefoxLaunch().executablePath ?? firefox.executablePath())),
		packages: ['firefox-esr'],
		elsewhere: 'npx playwright install firefox'
	},
	WebKitGTK: {
		isPresent: hasWebKit,
		packages: debianWebKit,
		elsewhere: `sudo apt-get install ${debianWebKit.join(' ')}`
	}
} satisfies Record<string, BrowserSource>;

export type BrowserName = keyof typeof sources;

async function hasWebKit(): Promise<boolean> {
	if (!findProgram(webkit.driver) || !findProgram(webkit.screen)) return false;
	const { code } = await runCommand(webkit.python, ['-c', webkit.import], { onLine: () => {} });
	return code === 0;
}

function isDebian(): boolean {
	const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
	return /^ID=debian$/m.test(release) && findProgram('apt-get') !== undefined;
}

async function missingOf(wanted: readonly BrowserName[]): Promise<BrowserName[]> {
	const present = await Promise.all(wanted.map((name) => sources[name].isPresent()));
	return wanted.filter((_name, at) => !present[at]);
}

/** A browser that is not there. */
export interface MissingBrowser {
	name: BrowserName;
	/** What brings it, or why it could not be installed. */
	remedy: string;
}

/**
 * Makes sure that these browsers are there: as root on Debian they are installed. Returns those that are not, with
 * what to do about it.
 */
export async function ensureBrowsers(...wanted: BrowserName[]): Promise<MissingBrowser[]> {
	const missing = await missingOf(wanted);
	if (missing.length === 0) return [];
	if (isDebian() && process.getuid?.() === 0) return install(missing);
	return missing.map((name) => {
		const { packages, elsewhere } = sources[name];
		const brings = isDebian() ? `sudo apt-get install ${packages.join(' ')}` : elsewhere;
		return { name, remedy: `There is no ${name}; \`${brings}\` brings one.` };
	});
}

async function install(names: readonly BrowserName[]): Promise<MissingBrowser[]> {
	const outcome = await withProgress(names.join(', '), 'installing Debian’s packages', async () => {
		await runCommand('apt-get', ['update'], { onLine: () => {} });
		const packages = names.flatMap((name) => sources[name].packages);
		const command = ['install', '--yes', '--no-install-recommends', ...packages];
		return runCommand('apt-get', command, { env: { DEBIAN_FRONTEND: 'noninteractive' }, onLine: () => {} });
	});
	const still = await missingOf(names);
	return still.map((name) => ({
		name,
		remedy: `${name} could not be installed:\n${outcome.output.trimEnd()}`
	}));
}
