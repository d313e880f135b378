import { existsSync } from 'node:fs';

const debianChromium = '/usr/bin/chromium';

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
