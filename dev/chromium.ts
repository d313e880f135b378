import { existsSync, readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { chromiumLaunch } from './browser.ts';
import { findProgram, runCommand } from './command.ts';
import { withProgress } from './progress.ts';

function isPresent(): boolean {
	const { executablePath } = chromiumLaunch();
	return existsSync(executablePath ?? chromium.executablePath());
}

function isDebian(): boolean {
	const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
	return /^ID=debian$/m.test(release) && findProgram('apt-get') !== undefined;
}

/** Makes sure that there is a Chromium: as root on Debian it is installed. Returns what to do about it where that is not possible. */
export async function ensureChromium(): Promise<string | undefined> {
	if (isPresent()) return undefined;
	if (!isDebian()) return 'There is no Chromium; `npx playwright install chromium` brings one.';
	if (process.getuid?.() !== 0) return 'There is no Chromium; `sudo apt-get install chromium` brings one.';
	const outcome = await withProgress('Chromium', 'installing Debian’s package', async () => {
		await runCommand('apt-get', ['update'], { onLine: () => {} });
		const install = ['install', '--yes', '--no-install-recommends', 'chromium'];
		return runCommand('apt-get', install, { env: { DEBIAN_FRONTEND: 'noninteractive' }, onLine: () => {} });
	});
	return isPresent() ? undefined : `Chromium could not be installed:\n${outcome.output.trimEnd()}`;
}
