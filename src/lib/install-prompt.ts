import { askToKeepStorage } from './keep-storage';

/** What Chromium gives a page that can be installed, to be shown when it suits. Not in TypeScript's library. */
export interface InstallPrompt {
	/** Shows the browser's own question; once. */
	prompt(): Promise<{ outcome: 'accepted' | 'dismissed' }>;
}

let held: InstallPrompt | undefined;
const listeners = new Set<() => void>();

function hold(prompt: InstallPrompt | undefined): void {
	held = prompt;
	for (const listener of [...listeners]) listener();
}

/** Catches what comes once, and before the app has started; so this is the first thing that runs. */
export function catchInstallPrompt(view: EventTarget): void {
	view.addEventListener('beforeinstallprompt', (event) => {
		event.preventDefault(); // nobody is asked before they have a group here
		hold(event as Event & InstallPrompt);
	});
	view.addEventListener('appinstalled', () => {
		hold(undefined);
		void askToKeepStorage(); // browsers keep more for what is installed
	});
}

/** What can be shown now. */
export function installPrompt(): InstallPrompt | undefined {
	return held;
}

/** Calls back when there is a prompt, and when there is none any more. Returns how to stop. */
export function onInstallPrompt(listener: () => void): () => void {
	listeners.add(listener);
	return () => void listeners.delete(listener);
}
