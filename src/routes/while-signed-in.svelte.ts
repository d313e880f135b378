import { goto } from '$app/navigation';
import { page } from '$app/state';
import { showAppBadge } from '$lib/components/attention/app-badge';
import {
	closeAccountNotifications,
	closeReadNotifications,
	showGroupNotification
} from '$lib/components/attention/group-notification';
import { TitleCount } from '$lib/components/attention/title-count';
import { wide } from '$lib/components/width.svelte';
import { requestedPath } from '$lib/group-notice';
import { OwnReadState } from '$lib/identity/own-read-state';
import { loadAccountWords, m } from '$lib/locales/messages';
import { log } from '$lib/log';
import { groupIdOfParam, relayOfParam } from '$lib/paths';
import type { GroupNotices } from '$lib/storage/group-notices';
import { placeKey, type Place } from '$lib/storage/place';
import { openHostClock } from '$lib/sync/host-clock';
import { openLocks } from '$lib/sync/local-locks';
import { NotificationTray } from '$lib/sync/notification-tray';
import { fetchList } from '$lib/stores/list-fetch';
import { GroupNotifier, homeSubject } from '$lib/stores/group-notifier';
import { ReadStateSync } from '$lib/stores/read-state-sync';
import { Onlookers } from '$lib/stores/onlookers';
import type { Porch } from '$lib/stores/porch.svelte';
import { UNREAD_LIMIT } from '$lib/stores/unread-tally';
import { UnreadTotal, type UnreadTotalPorts } from '$lib/stores/unread-total.svelte';
import { keepRelays } from './keep-relays.svelte';
import { fetchAhead } from './fetch-ahead';
import { visibility } from './visibility.svelte';

/** What goes on for as long as an account is in use, whatever page is open. Returns how to stop. */
export async function attend(porch: Porch): Promise<() => void> {
	const { scope, storage } = porch;
	const tray = new NotificationTray({ registration, locks: openLocks() });
	const [notices] = await Promise.all([storage.notices(), loadAccountWords()]);
	// As a text first: the list is read anew often, and seldom another.
	const listed = $derived(JSON.stringify(porch.myGroups.entries.map(({ key }) => ({ scope, ...key }))));
	const places = $derived(JSON.parse(listed) as readonly Place[]);
	const stops = [
		fetchAhead(),
		followTaps(),
		$effect.root(() => {
			showTotal({ ...storage, notices }, () => places);
			notify(porch, { notices, tray }, () => places);
			shareReadState(porch);
			keepList(porch);
			keepRelays(porch, () => places);
		})
	];
	return () => {
		for (const stop of stops) stop();
		closeAccountNotifications(tray, scope).catch((cause: unknown) =>
			log('while-signed-in', 'what was shown stays', cause)
		);
	};
}

/** How much is unread, on the icon and in the title. */
function showTotal(known: UnreadTotalPorts, places: () => readonly Place[]): void {
	const total = new UnreadTotal(known);
	$effect(() => total.follow(places()));
	$effect(() => {
		const title = new TitleCount(document);
		$effect(() => {
			const { count } = total;
			const text = count > UNREAD_LIMIT ? `${UNREAD_LIMIT}+` : `${count}`;
			title.show(count > 0 ? (of) => m.account_title_count({ count: text, title: of }) : undefined);
			void showAppBadge(navigator, count);
		});
		return () => {
			title.stop();
			void showAppBadge(navigator, 0);
		};
	});
}

/** What happens in groups that nobody looks at. */
function notify(
	{ storage, scope, clock }: Porch,
	{ notices, tray }: { notices: GroupNotices; tray: NotificationTray },
	places: () => readonly Place[]
): void {
	const onlookers = new Onlookers(navigator.locks);
	const shown = { cache: storage.cache, profiles: storage.profiles, tray };
	const notifier = new GroupNotifier({
		...storage,
		notices,
		onlookers,
		clock,
		host: openHostClock(clock),
		now: () => new Date(),
		permitted: () => 'Notification' in globalThis && Notification.permission === 'granted',
		show: (news) => showGroupNotification(shown, news),
		tidy: (isRead) => closeReadNotifications(tray, places(), isRead)
	});
	$effect(() => notifier.follow(places()));
	$effect(() => {
		if (!visibility.current) return undefined;
		const relay = relayOfParam(page.params.relay ?? '');
		const id = groupIdOfParam(page.params.group ?? '');
		if (relay && id) return onlookers.look(placeKey({ scope, relay, id }));
		return onlookers.look(page.url.pathname === '/' && !wide.current ? homeSubject : 'the app');
	});
}

/** My list, as I may have changed it elsewhere. */
function keepList(porch: Porch): void {
	let fetching: Promise<boolean> | undefined;
	// One at a time: each may ask its person to sign what was changed.
	const fetch = (): Promise<boolean> =>
		(fetching ??= porch.myGroups.refresh().finally(() => (fetching = undefined)));
	const isWanted = $derived(visibility.current && porch.myGroups.answered !== true);
	$effect(() => {
		// With a network that is back it begins anew: soon.
		void porch.online;
		return isWanted ? fetchList({ fetch, random: Math.random }) : undefined;
	});
}

/** How far I have read, on all my devices. */
function shareReadState({ account, storage }: Porch): void {
	// The account's facts change (a copy was kept, it stays unlocked); its lists are made once.
	const lists = $derived(account.current?.lists);
	const signer = $derived(account.current?.signer);
	const sync = $derived.by(() => {
		if (!lists || !signer) return undefined;
		const state = new OwnReadState({ lists, signer, marks: storage.marks });
		const steady = () => performance.now();
		return new ReadStateSync({ state, lists, signer, changes: storage.changes, locks: openLocks(), steady });
	});
	$effect(() => sync?.follow());
	$effect(() => {
		if (visibility.current) void sync?.refresh();
		else void sync?.give();
	});
}

/** Goes where a tap on a notification leads, when the service worker asks this window to. */
function followTaps(): () => void {
	const worker = navigator.serviceWorker as ServiceWorkerContainer | undefined;
	const follow = ({ data, ports }: MessageEvent<unknown>): void => {
		const path = requestedPath(data);
		if (!path) return;
		ports[0]?.postMessage('taken');
		void goto(path);
	};
	worker?.addEventListener('message', follow);
	return () => worker?.removeEventListener('message', follow);
}

async function registration(): Promise<ServiceWorkerRegistration | undefined> {
	return (navigator.serviceWorker as ServiceWorkerContainer | undefined)?.getRegistration();
}
