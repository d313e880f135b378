import {
	expect,
	test as base,
	type BrowserContext,
	type BrowserContextOptions,
	type Page
} from '@playwright/test';
import { createHash } from 'node:crypto';
import { buildApp } from '../../dev/build-app.ts';
import { startRelay, type RunningRelay } from '../../dev/relay/start-relay.ts';
import { serveBuild } from '../../dev/serve-build.ts';
import { defaultRelayPort, startStack, type Stack } from '../../dev/stack.ts';
import { BrowserProcess } from './browser-process.ts';

type FirefoxPreferences = Record<string, string | number | boolean>;

interface App extends Stack {
	/** `http://localhost:<port>` */
	url: string;
	/** The built app. */
	folder: string;
	/** Another house: a relay that the app was not built for, with no groups yet. */
	twin: RunningRelay;
	/** A relay that keeps requests to join until somebody answers them, as relay29 does. */
	keeper: RunningRelay;
}

interface WorkerFixtures {
	app: App;
	/** Whether two people who talk are in the garden's room. They take a good part of two cores. */
	bots: boolean;
}

interface TestFixtures {
	/** How big, where and in which language every device of this project is. */
	device: BrowserContextOptions;
	/** A browser that can be killed and started again with the same profile, a folder. */
	startBrowser: (profile: string, preferences?: FirefoxPreferences) => Promise<BrowserProcess>;
	/** Another device: its own storage, its own account. Complains about errors and policy reports at the end. */
	openPhone: (options?: BrowserContextOptions) => Promise<Page>;
	/** What went wrong on any page of this test: exceptions and reports of the content security policy. */
	complaints: string[];
	/** Whatever a test made the servers do wrong ends with it. */
	goodServers: undefined;
}

/** Collects exceptions and policy reports of every page of a context, from before its first script. */
export async function watchForComplaints(context: BrowserContext, complaints: string[]): Promise<void> {
	await context.exposeBinding('__complain', (_source, text: string) => void complaints.push(text));
	await context.addInitScript(() => {
		document.addEventListener('securitypolicyviolation', (event) => {
			const report = `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`;
			void (globalThis as unknown as { __complain: (text: string) => Promise<void> }).__complain(
				`policy: ${report}`
			);
		});
	});
	if (context.browser()?.browserType().name() === 'firefox') return watchFirefox(context);
	context.on('weberror', (thrown) =>
		complaints.push(`exception: ${thrown.error().stack || String(thrown.error())}`)
	);
}

/** A stock Firefox reports as an exception whatever it logs, a relay that is away for one: here pages tell their own. */
async function watchFirefox(context: BrowserContext): Promise<void> {
	await context.addInitScript(() => {
		const { __complain } = globalThis as unknown as { __complain: (text: string) => Promise<void> };
		const complain = (thrown: unknown): void =>
			void __complain(`exception: ${String(thrown)} ${(thrown instanceof Error && thrown.stack) || ''}`);
		addEventListener('error', ({ error, message }) => complain(error ?? message));
		addEventListener('unhandledrejection', ({ reason }) => complain(reason));
	});
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
	bots: [false, { option: true, scope: 'worker' }],
	app: [
		async ({ bots }, use) => {
			const relayPort = Number(process.env.PORCH_RELAY_PORT ?? defaultRelayPort);
			const stack = await startStack({ fresh: true, control: true, relayPort, bots });
			const twin = await startRelay({
				name: 'The house next door',
				secretKey: createHash('sha256').update('porch tests: the house next door').digest()
			});
			const keeper = await startRelay({
				name: 'The house that takes its time',
				profile: 'relay29',
				secretKey: createHash('sha256').update('porch tests: the house that takes its time').digest()
			});
			const folder = await buildApp({
				relays: [stack.relay.url],
				profileRelays: [stack.relay.url],
				mediaServers: [stack.media.url]
			});
			const server = await serveBuild({ folder, port: 4750 });
			await use({ ...stack, twin, keeper, folder, url: server.url });
			await server.stop();
			await keeper.stop();
			await twin.stop();
			await stack.stop();
		},
		{ scope: 'worker', timeout: 600_000 }
	],
	baseURL: async ({ app }, use) => use(app.url),
	goodServers: [
		async ({ app }, use) => {
			await use(undefined);
			app.relay.behave();
			app.twin.behave();
			app.media.behave();
		},
		{ auto: true }
	],
	complaints: async ({}, use) => {
		const complaints: string[] = [];
		await use(complaints);
		expect(complaints).toEqual([]);
	},
	device: async (
		{
			contextOptions,
			baseURL,
			viewport,
			userAgent,
			isMobile,
			hasTouch,
			deviceScaleFactor,
			locale,
			timezoneId
		},
		use
	) => {
		const screen = { viewport, userAgent, isMobile, hasTouch, deviceScaleFactor };
		await use({ ...contextOptions, ...screen, locale, timezoneId, baseURL });
	},
	openPhone: async ({ browser, complaints, device }, use) => {
		const contexts: BrowserContext[] = [];
		await use(async (options = {}) => {
			const context = await browser.newContext({ ...device, ...options });
			contexts.push(context);
			await watchForComplaints(context, complaints);
			return context.newPage();
		});
		for (const context of contexts) await context.close();
	},
	startBrowser: async ({ playwright, browserName, launchOptions, complaints, device }, use, info) => {
		const contexts: BrowserContext[] = [];
		await use(async (profile, preferences = {}) => {
			const begun = Date.now();
			const context = await playwright[browserName].launchPersistentContext(profile, {
				...launchOptions,
				firefoxUserPrefs: { ...launchOptions.firefoxUserPrefs, ...preferences },
				...device
			});
			// What it takes to start a browser is no more part of a test's time than with the one that Playwright starts.
			info.setTimeout(info.timeout + Date.now() - begun);
			contexts.push(context);
			await watchForComplaints(context, complaints);
			return new BrowserProcess(context, profile);
		});
		for (const context of contexts) await context.close();
	},
	page: async ({ openPhone }, use) => use(await openPhone())
});

export { expect };
