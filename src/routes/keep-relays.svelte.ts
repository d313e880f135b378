import { page } from '$app/state';
import { relayOfParam } from '$lib/paths';
import { pause } from '$lib/pause';
import { groupKeyText } from '$lib/protocol/group-key';
import { defaultNoticeLevel } from '$lib/storage/group-notices';
import type { Place } from '$lib/storage/place';
import { JoinedRelays } from '$lib/stores/joined-relays';
import type { Porch } from '$lib/stores/porch.svelte';
import type { RelayConnection } from '$lib/sync/relay-connection';
import { RelayWatch } from '$lib/sync/relay-watch';
import { untrack } from 'svelte';
import { visibility } from './visibility.svelte';

/** Milliseconds out of sight before the relays rest: people look at another app and come back. */
const restAfter = 5_000;
/**
 * Milliseconds between two looks at what is unread where nobody can be told of it, a little less than a watch looks
 * back; and how long each takes.
 */
const [dozeFor, glanceFor] = [9 * 60_000, 15_000];
/** Milliseconds that a relay has before the next one is opened, too. */
const answerWithin = 3_000;
/** Milliseconds between two relays, and by chance up to twice that. */
const pauseFor = 200;

/** Where the browser says that data is to be saved; not in every list of types. */
interface DataSaver extends EventTarget {
	readonly saveData?: boolean;
}

/** Keeps the relays of my groups open as far as they are needed. Within an effect. */
export function keepRelays(porch: Porch, places: () => readonly Place[]): void {
	const { scope, pool, storage, verifier, clock } = porch;
	const relays = new JoinedRelays({
		hold: ({ relay, id }) => porch.group({ relay, id }).hold(),
		answered: ({ relay }) => answered(pool.connection(scope, relay)),
		pause: idlePause,
		rest: (resting) => pool.rest(scope, resting),
		tellable: async (asked) => {
			const levels = await (await storage.notices()).levels(scope);
			return asked.filter((place) => (levels.get(groupKeyText(place)) ?? defaultNoticeLevel) !== 'nothing');
		},
		mayTell: async () => {
			if (!('Notification' in globalThis) || Notification.permission !== 'granted') return false;
			return (await storage.settings.all()).notify;
		},
		doze: () => pause(dozeFor),
		glance: () => pause(glanceFor),
		watch: (relay, groups) => {
			const connection = pool.connection(scope, relay);
			const watch = new RelayWatch(
				{ connection, cache: storage.cache, verifier, clock },
				{ scope, relay },
				groups
			);
			return () => watch.close();
		}
	});
	const saver = (navigator as { connection?: DataSaver }).connection;
	let saves = $state(saver?.saveData === true);
	let away = $state(false);
	$effect(() => {
		const follow = (): void => void (saves = saver?.saveData === true);
		saver?.addEventListener('change', follow);
		return () => saver?.removeEventListener('change', follow);
	});
	$effect(() => {
		const isVisible = visibility.current;
		if (isVisible) away = false;
		const timer = isVisible ? undefined : setTimeout(() => (away = true), restAfter);
		return () => clearTimeout(timer);
	});
	$effect(() => {
		const wanted = saves ? [] : places();
		// Who is in a call has its group open, seen or not.
		if (away && !porch.call?.active) void relays.rest(wanted);
		else
			void relays.open(
				wanted,
				untrack(() => relayOfParam(page.params.relay ?? ''))
			);
	});
	$effect(() => () => relays.close());
}

/** Resolves when the relay was reached, or could not be. */
function answered(connection: RelayConnection): Promise<void> {
	const isSettled = (): boolean => !['idle', 'connecting'].includes(connection.status.phase);
	return new Promise((resolve) => {
		const finish = (): void => {
			stop();
			clearTimeout(timer);
			resolve();
		};
		const timer = setTimeout(finish, answerWithin);
		const stop = connection.onStatus(() => isSettled() && finish());
		if (isSettled()) finish();
	});
}

/** Not all at once, and not while the page has something better to do. */
function idlePause(): Promise<void> {
	return new Promise((resolve) => {
		const wait = pauseFor * (1 + Math.random());
		setTimeout(() => {
			if ('requestIdleCallback' in globalThis) requestIdleCallback(() => resolve(), { timeout: 1000 });
			else resolve();
		}, wait);
	});
}
