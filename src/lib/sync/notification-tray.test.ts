import { expect, test } from 'vitest';
import { LocalLocks } from './local-locks.ts';
import { NotificationTray, type TrayRegistration } from './notification-tray.ts';

/** Plays Chromium: what is about to be shown while somebody asks is shown, and forgotten. */
function playRegistration() {
	const shown = new Set<string>();
	const arriving = new Set<string>();
	const registration: TrayRegistration = {
		showNotification: async (_title, { tag = '' }) => {
			arriving.add(tag);
			await settled();
			if (arriving.delete(tag)) shown.add(tag);
		},
		getNotifications: async () => {
			arriving.clear();
			await settled();
			return [...shown].map((tag) => ({ tag, close: () => void shown.delete(tag) }));
		}
	};
	return { shown, registration };
}

/** Some turns later. */
async function settled(): Promise<void> {
	for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
}

/** Two tabs of one browser. */
function openTabs() {
	const { shown, registration } = playRegistration();
	const locks = new LocalLocks();
	const open = () => new NotificationTray({ registration: () => Promise.resolve(registration), locks });
	return { shown, here: open(), there: open() };
}

test('what one tab is about to show is not lost when another one asks what is shown', async () => {
	const { shown, here, there } = openTabs();
	await here.show('Read', { tag: 'read' });
	await Promise.all([here.show('New', { tag: 'new' }), there.close((tag) => tag === 'read')]);
	expect([...shown]).toEqual(['new']);
});

test('what comes while another tab judges the one before it is not taken away for it', async () => {
	const { shown, here, there } = openTabs();
	await here.show('First', { tag: 'porch' });
	const judging = Promise.withResolvers<boolean>();
	const closing = there.close(() => judging.promise);
	await settled();
	const showing = here.show('Second', { tag: 'porch' });
	await settled();
	judging.resolve(true);
	await Promise.all([closing, showing]);
	expect([...shown]).toEqual(['porch']);
});

test('one that fails holds nobody up, and without a worker nothing is shown', async () => {
	const { shown, here, there } = openTabs();
	await here.show('Old', { tag: 'old' });
	await expect(there.close(() => Promise.reject(new Error('closed')))).rejects.toThrow('closed');
	await here.show('New', { tag: 'new' });
	expect([...shown]).toEqual(['old', 'new']);
	const none = new NotificationTray({
		registration: () => Promise.resolve(undefined),
		locks: new LocalLocks()
	});
	await none.show('New', {});
	await none.close(() => true);
});
