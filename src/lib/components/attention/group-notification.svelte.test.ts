import { beforeAll, expect, test } from 'vitest';
import { alice, bob, carol, eventOf, porch, stateOf } from '../../../../tests/fixtures/cached-events.ts';
import { openTestStorage } from '../../../../tests/fixtures/storage.ts';
import { loadAccountWords, loadLocale } from '$lib/locales/messages';
import { LocalLocks } from '$lib/sync/local-locks';
import { NotificationTray, type TrayRegistration } from '$lib/sync/notification-tray';
import {
	closeAccountNotifications,
	closeReadNotifications,
	showGroupNotification
} from './group-notification';

beforeAll(async () => {
	await loadLocale('en');
	await loadAccountWords();
});

interface Shown {
	title: string;
	options: NotificationOptions & { timestamp?: number };
}

/** Plays what the platform shows, one for each tag. */
function playTray() {
	const shown = new Map<string, Shown>();
	const registration: TrayRegistration = {
		showNotification: (title, options) => {
			shown.set(options.tag ?? '', { title, options });
			return Promise.resolve();
		},
		getNotifications: () =>
			Promise.resolve([...shown.keys()].map((tag) => ({ tag, close: () => void shown.delete(tag) })))
	};
	const locks = new LocalLocks();
	return { shown, tray: new NotificationTray({ registration: () => Promise.resolve(registration), locks }) };
}

async function openDevice() {
	const { cache, profiles } = await openTestStorage();
	await cache.put(alice, porch.relay, [
		stateOf({
			tags: [
				['d', 'porch'],
				['name', 'The <b>Porch</b>']
			]
		})
	]);
	const profile = { kind: 0, pubkey: bob, content: JSON.stringify({ name: 'Bob' }) };
	await profiles.put(alice, [eventOf(profile)]);
	const { shown, tray } = playTray();
	return { ports: { cache, profiles, tray }, shown, tray };
}

test('says who said what in which group, as plain text, and leads to the message', async () => {
	const { ports, shown } = await openDevice();
	const event = eventOf({ pubkey: bob, content: '<img src=x onerror=alert(1)>\n see you' });
	await showGroupNotification(ports, { place: porch, event, count: 1 });
	expect([...shown.values()]).toMatchObject([
		{
			title: 'The <b>Porch</b>',
			options: {
				body: 'Bob: <img src=x onerror=alert(1)> see you',
				data: `/groups.example.com/porch?at=${event.id}`,
				timestamp: event.created_at * 1000
			}
		}
	]);
});

test('is one for each group, with how many there are', async () => {
	const { ports, shown, tray } = await openDevice();
	await showGroupNotification(ports, { place: porch, event: eventOf({ pubkey: bob }), count: 1 });
	await showGroupNotification(ports, { place: porch, event: eventOf({ pubkey: carol }), count: 100 });
	const garden = { ...porch, id: 'garden' };
	await showGroupNotification(ports, { place: garden, event: eventOf({ pubkey: bob }), count: 2 });
	expect([...shown.values()].map(({ title }) => title)).toEqual([
		'The <b>Porch</b> · 99+ new',
		'garden · 2 new'
	]);
	await closeReadNotifications(tray, [porch, garden], ({ id }) => Promise.resolve(id === 'porch'));
	expect([...shown.values()].map(({ title }) => title)).toEqual(['garden · 2 new']);
	await closeAccountNotifications(tray, bob);
	expect(shown.size).toBe(1);
	await closeAccountNotifications(tray, alice);
	expect(shown.size).toBe(0);
});
