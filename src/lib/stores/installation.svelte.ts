import { installPrompt, onInstallPrompt } from '$lib/install-prompt';
import { log } from '$lib/log';
import type { Settings } from '$lib/storage/settings';

/**
 * How Porch gets onto the home screen here: the browser asks, or a Share menu does it (iOS): Safari's, or since iOS
 * 16.4 that of another browser.
 */
export type InstallWay = 'prompt' | ShareMenu;

/** Whose Share menu it is. */
export type ShareMenu = 'safari-menu' | 'share-menu';

/** What is asked of the browser. `standalone` is Safari's on iOS, and in no other's types. */
export type Browser = Pick<Navigator, 'userAgent' | 'maxTouchPoints'> & { readonly standalone?: boolean };

interface Ports {
	readonly settings: Pick<Settings, 'find' | 'put'>;
	readonly browser: Browser;
	/** Whether the app has a window of its own already. */
	readonly isInstalled: () => boolean;
}

/**
 * Putting Porch on the home screen: offered once, after the first group, and to be found in the settings afterwards.
 */
export class Installation {
	/** Undefined where it cannot be done, or is done. */
	way = $state.raw<InstallWay>();
	/** It is to be offered now. Set by {@link open}, ends with the first answer. */
	offered = $state(false);
	#ports: Ports;

	constructor(ports: Ports) {
		this.#ports = ports;
	}

	/** On the device that shows the page. */
	static here(settings: Ports['settings'], view: Window): Installation {
		return new Installation({ settings, browser: view.navigator, isInstalled: () => isInstalled(view) });
	}

	/** Follows whether it can be done. Returns how to stop. */
	follow(): () => void {
		const look = (): void => void (this.way = this.#findWay());
		look();
		return onInstallPrompt(look);
	}

	/** Offers it, if it never was on this device, and never will be again. */
	async offerOnce(): Promise<void> {
		if (await this.#ports.settings.find('installOffered')) return;
		this.offered = true;
		await this.#ports.settings.put('installOffered', true);
	}

	/** Not now. */
	dismiss(): void {
		this.offered = false;
	}

	/** Lets the browser ask. */
	async install(): Promise<void> {
		this.offered = false;
		try {
			await installPrompt()?.prompt();
		} catch (cause) {
			log('installation', 'the browser did not ask', cause); // it says so itself, and the app works as before
		}
	}

	#findWay(): InstallWay | undefined {
		if (this.#ports.isInstalled()) return undefined;
		if (installPrompt()) return 'prompt';
		return findShareMenu(this.#ports.browser);
	}
}

/**
 * Whose Share menu can put a page on the home screen of an iPhone or iPad, in a tab: Safari's, or that of Chrome,
 * Firefox and Edge. Pages inside of other apps have no such menu, and neither has anything before iOS 16.4 but Safari.
 */
export function findShareMenu({ userAgent, maxTouchPoints, standalone }: Browser): ShareMenu | undefined {
	// What is no phone or tablet of Apple's knows of no `standalone`; browsers on one that are not Safari may not either.
	if (standalone || maxTouchPoints < 2) return undefined;
	if (/CriOS|FxiOS|EdgiOS/.test(userAgent)) {
		const [, major = 0, minor = 0] = (/ OS (\d+)_(\d+)/.exec(userAgent) ?? []).map(Number);
		return major > 16 || (major === 16 && minor >= 4) ? 'share-menu' : undefined;
	}
	const isSafari = /Version\/[\d.]+ .*Safari\//.test(userAgent) && !/OPiOS/.test(userAgent);
	return standalone === false && isSafari ? 'safari-menu' : undefined;
}

/** Whether the app has a window of its own already. */
function isInstalled(view: Window): boolean {
	const isApp = view.matchMedia(
		'(display-mode: standalone), (display-mode: minimal-ui), (display-mode: fullscreen)'
	);
	return isApp.matches || (view.navigator as Browser).standalone === true;
}
