import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { openTestStorage } from '../../../tests/fixtures/storage.ts';
import { catchInstallPrompt } from '$lib/install-prompt';
import { findShareMenu, Installation, type Browser } from './installation.svelte';

const chrome: Browser = {
	userAgent: 'Mozilla/5.0 (Linux; Android 10; K) Chrome/157 Safari/537.36',
	maxTouchPoints: 5
};
const iphone =
	'Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const safari: Browser = {
	userAgent: `${iphone} Version/26.0 Mobile/15E148 Safari/604.1`,
	maxTouchPoints: 5,
	standalone: false
};

async function openInstallation(browser: Browser, isInstalled = () => false) {
	const { settings } = await openTestStorage();
	const create = (): Installation => {
		const installation = new Installation({ settings, browser, isInstalled });
		onTestFinished(installation.follow());
		return installation;
	};
	return { create, installation: create() };
}

/** A window whose browser finds that the page can be installed. */
function createView() {
	const view = new EventTarget();
	catchInstallPrompt(view);
	onTestFinished(() => void view.dispatchEvent(new Event('appinstalled')));
	return {
		prompt: () => {
			const prompt = vi.fn(() => Promise.resolve({ outcome: 'dismissed' as const }));
			const event = Object.assign(new Event('beforeinstallprompt', { cancelable: true }), { prompt });
			view.dispatchEvent(event);
			return { event, prompt };
		},
		installed: () => void view.dispatchEvent(new Event('appinstalled'))
	};
}

describe('where the browser asks', () => {
	test('it waits until Porch wants it to, and is done when it is done', async () => {
		const view = createView();
		const { installation } = await openInstallation(chrome);
		expect(installation.way).toBeUndefined();
		const { event, prompt } = view.prompt();
		expect(event.defaultPrevented).toBe(true);
		expect(installation.way).toBe('prompt');
		await installation.install();
		expect(prompt).toHaveBeenCalledOnce();
		view.installed();
		expect(installation.way).toBeUndefined();
	});

	test('it is offered once on a device, whatever was answered', async () => {
		const { installation, create } = await openInstallation(chrome);
		await installation.offerOnce();
		expect(installation.offered).toBe(true);
		installation.dismiss();
		await installation.offerOnce();
		expect(installation.offered).toBe(false);
		const later = create();
		await later.offerOnce();
		expect(later.offered).toBe(false);
	});

	test('nothing is offered in the installed app', async () => {
		const view = createView();
		const { installation } = await openInstallation(chrome, () => true);
		view.prompt();
		expect(installation.way).toBeUndefined();
	});
});

const other = (name: string, system = '18_7'): Browser => ({
	userAgent: `${iphone.replace('18_7', system)} ${name} Mobile/15E148 Safari/604.1`,
	maxTouchPoints: 5
});

test('Safari on iOS has its Share menu, in a tab', async () => {
	expect((await openInstallation(safari)).installation.way).toBe('safari-menu');
});

test.each<[string, Browser]>([
	['Chrome', other('CriOS/157.0')],
	['Firefox, which says that it is no home screen', { ...other('FxiOS/160.0'), standalone: false }],
	['Edge, where the system had learned it', other('Version/16.0 EdgiOS/142.0', '16_4_1')]
])('so has another browser there, which is not Safari: %s', async (_, browser) => {
	expect((await openInstallation(browser)).installation.way).toBe('share-menu');
});

test.each<[string, Browser]>([
	['the home screen', { ...safari, standalone: true }],
	['Chrome before iOS 16.4', other('CriOS/110.0', '16_3')],
	['a page inside of another app', { ...safari, userAgent: `${iphone} Mobile/15E148 Somebook/1.0` }],
	['a Mac', { ...safari, maxTouchPoints: 0 }],
	['Android', chrome]
])('no Share menu on %s', (_, browser) => expect(findShareMenu(browser)).toBeUndefined());
