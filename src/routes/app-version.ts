import { version } from '$app/environment';
import { messageSW, Workbox } from 'workbox-window';
import UpdateLine from '$lib/components/UpdateLine.svelte';
import { log } from '$lib/log';
import { shellName, versionQuestion } from '$lib/shell-version';
import { AppUpdate } from '$lib/stores/app-update.svelte';
import { trustedWorkerUrl } from '$lib/worker-url';

/** The version of the app, and what says that there is another. One chunk, so that no deploy takes half of it. */
export interface AppVersion {
	readonly update: AppUpdate;
	readonly Line: typeof UpdateLine;
}

/** Milliseconds: an app that stays open asks for a new version when it is looked at after this. */
const askAfter = 3_600_000;
const triedKey = 'porch-update';

let opened: AppVersion | undefined;

/**
 * Registers the service worker that keeps the shell, and follows it and the host. The same for every caller; one of
 * them may find that a part of the app is missing.
 */
export function openVersion(isPartMissing: boolean): AppVersion {
	opened ??= create();
	if (isPartMissing) void opened.update.missPart();
	return opened;
}

function create(): AppVersion {
	const update = new AppUpdate({
		version,
		workerVersion,
		deployedVersion,
		renewWorker,
		isFirstTry,
		reload: () => location.reload()
	});
	if ('serviceWorker' in navigator) {
		follow(update).catch((cause: unknown) => log('version', 'no service worker', cause));
	}
	// Safari on iOS, in a tab: what it needs before somebody puts this on the home screen can wait until the page is idle.
	if ('standalone' in navigator && navigator.standalone === false) {
		import('$lib/startup-images')
			.then(({ addStartupImages }) => addStartupImages(window))
			.catch((cause: unknown) => log('version', 'no startup images', cause));
	}
	return { update, Line: UpdateLine };
}

async function follow(update: AppUpdate): Promise<void> {
	// Held until the page is gone; without it the worker may drop what this page has yet to load.
	navigator.locks
		?.request(shellName(version), { mode: 'shared' }, () => new Promise(() => undefined))
		.catch((cause: unknown) => log('version', 'the files of this version cannot be held', cause));
	navigator.serviceWorker.addEventListener('controllerchange', () => void update.look());
	const workbox = new Workbox(trustedWorkerUrl('/service-worker.js'));
	await workbox.register();
	let asked = performance.now();
	document.addEventListener('visibilitychange', () => {
		if (document.visibilityState !== 'visible' || performance.now() - asked < askAfter) return;
		asked = performance.now();
		workbox.update().catch((cause: unknown) => log('version', 'could not ask for another', cause));
	});
	await update.look();
}

async function workerVersion(): Promise<string | undefined> {
	const { controller } = navigator.serviceWorker;
	const answer: unknown = controller && (await messageSW(controller, versionQuestion));
	return typeof answer === 'string' ? answer : undefined;
}

async function deployedVersion(): Promise<string | undefined> {
	try {
		const response = await fetch('/version.json', { cache: 'no-store' });
		const answer: unknown = response.ok && (await response.json());
		if (typeof answer !== 'object' || answer === null || !('version' in answer)) return undefined;
		return typeof answer.version === 'string' ? answer.version : undefined;
	} catch (cause) {
		log('version', 'the host does not say which it serves', cause);
		return undefined;
	}
}

/** Rejects when it cannot be fetched or installed. */
async function renewWorker(): Promise<void> {
	const registration = await navigator.serviceWorker?.getRegistration();
	await registration?.update();
	const next = registration?.installing ?? registration?.waiting;
	if (!next) return;
	await new Promise<void>((resolve, reject) => {
		const follow = (): void => {
			if (next.state === 'activated') resolve();
			else if (next.state === 'redundant') reject(new TypeError('the new service worker was not installed'));
		};
		next.addEventListener('statechange', follow);
		follow();
	});
}

function isFirstTry(deployed: string): boolean {
	try {
		if (sessionStorage.getItem(triedKey) === deployed) return false;
		sessionStorage.setItem(triedKey, deployed);
		return true;
	} catch {
		return false; // where nothing can be noted, the person decides
	}
}
