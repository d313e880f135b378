import { expect, onTestFinished, test, vi } from 'vitest';
import { openTestStorage } from '../../../tests/fixtures/storage.ts';
import { NoticeSettings, type NoticePlatform } from './notice-settings.svelte';

/** Settings on a device whose person answers the browser with `answer`. */
async function openSettings(answer?: NotificationPermission) {
	const storage = await openTestStorage();
	let permission: NotificationPermission = 'default';
	const requestPermission = vi.fn(() => Promise.resolve((permission = answer ?? 'default')));
	const platform: NoticePlatform | undefined = answer && {
		get permission() {
			return permission;
		},
		requestPermission
	};
	const settings = new NoticeSettings({ ...storage, platform });
	onTestFinished(settings.follow());
	return { settings, requestPermission, notify: () => storage.settings.find('notify') };
}

test('are off until somebody turns them on, and the browser agrees', async () => {
	const { settings, notify, requestPermission } = await openSettings('granted');
	await settings.read();
	expect([settings.on, settings.permission]).toEqual([false, 'default']);
	expect(requestPermission).not.toHaveBeenCalled();
	await settings.turn(true);
	expect([settings.on, await notify()]).toEqual([true, true]);
	await settings.turn(false);
	expect([settings.on, await notify()]).toEqual([false, false]);
});

test('stay off after a no, and where the browser cannot', async () => {
	const refused = await openSettings('denied');
	await refused.settings.turn(true);
	expect([refused.settings.on, refused.settings.permission]).toEqual([false, 'denied']);
	const unable = await openSettings();
	await unable.settings.turn(true);
	expect([unable.settings.on, unable.settings.permission, await unable.notify()]).toEqual([
		false,
		'unable',
		false
	]);
});
