import { existsSync } from 'node:fs';

const debianChromium = '/usr/bin/chromium';
const debianFirefox = '/usr/bin/firefox-esr';

interface ChromiumLaunch {
	executablePath?: string;
	args: string[];
}

/**
 * How tests start Chromium: the system's (Debian's, or `PORCH_CHROMIUM`) where there is one, otherwise the one
 * that `playwright install chromium` brings. Root cannot use the sandbox. Nothing phones home.
 */
export function chromiumLaunch(extra: string[] = []): ChromiumLaunch {
	const system = process.env.PORCH_CHROMIUM ?? (existsSync(debianChromium) ? debianChromium : undefined);
	const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
	return {
		...(system ? { executablePath: system } : {}),
		args: [
			...asRoot,
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-quic',
			...extra
		]
	};
}

interface FirefoxLaunch {
	channel?: string;
	executablePath?: string;
	firefoxUserPrefs: Record<string, boolean>;
}

/**
 * How tests start Firefox: the system's (Debian's, or `PORCH_FIREFOX`) where there is one, which Playwright drives as
 * it is (WebDriver BiDi), otherwise the one that `playwright install firefox` brings. Processes that it would start
 * ahead of need only take the time of those that are needed.
 */
export function firefoxLaunch(): FirefoxLaunch {
	const system = process.env.PORCH_FIREFOX ?? (existsSync(debianFirefox) ? debianFirefox : undefined);
	return {
		...(system ? { channel: 'moz-firefox', executablePath: system } : {}),
		firefoxUserPrefs: { 'dom.ipc.processPrelaunch.enabled': false }
	};
}

/** What a WebKitGTK that tests can start is made of: its driver, a screen that nobody sees, and what opens its window. */
export const webkit = {
	driver: 'WebKitWebDriver',
	screen: 'Xvfb',
	python: '/usr/bin/python3',
	import: "import gi; gi.require_version('Gtk', '3.0'); gi.require_version('WebKit2', '4.1')"
} as const;
