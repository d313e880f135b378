import type { Clock } from '$lib/clock';
import type { NostrEvent } from '$lib/protocol/event';
import type { EventCache } from '$lib/storage/event-cache';
import type { GroupNotices } from '$lib/storage/group-notices';
import { placeKey, type Place } from '$lib/storage/place';
import type { ReadMarks } from '$lib/storage/read-marks';
import type { ChangeFeed } from '$lib/storage/change-feed';
import { horizonAt, isSettled } from '$lib/storage/settled';
import type { Settings } from '$lib/storage/settings';
import type { HostClock } from '$lib/sync/host-clock';
import { Gathering } from './gathering';
import { Lane } from './lane';
import type { Onlookers } from './onlookers';
import { isQuiet, minuteOfDay } from './quiet-hours';
import { UNREAD_LIMIT } from './unread-tally';

/** What is to be said of a group. */
export interface GroupNews {
	place: Place;
	/** The newest message that its person wants to be told of. */
	event: NostrEvent;
	/** How many such messages are unread; {@link UNREAD_LIMIT} + 1 means "or more". */
	count: number;
}

interface Ports {
	cache: Pick<EventCache, 'newest' | 'mentions'>;
	marks: Pick<ReadMarks, 'find'>;
	notices: Pick<GroupNotices, 'level' | 'claim'>;
	settings: Pick<Settings, 'all'>;
	changes: Pick<ChangeFeed, 'watch'>;
	onlookers: Pick<Onlookers, 'subjects'>;
	clock: Clock;
	host: Pick<HostClock, 'look' | 'offset'>;
	/** The wall clock, for quiet hours. */
	now: () => Date;
	/** Whether the platform lets anything be shown. */
	permitted: () => boolean;
	show: (news: GroupNews) => Promise<void>;
	/** Takes away what is shown of groups in which `unread` says that nothing is unread any more. */
	tidy: (isRead: (place: Place) => Promise<boolean>) => Promise<void>;
}

/** Milliseconds in which changes are gathered. */
const GATHER = 300;
/** Seconds: what is older is told to nobody who has the app before them. */
const FRESH = 120;
/** Somebody looks at the list of groups, where all that is unread stands. */
export const homeSubject = 'home';

/**
 * Tells of what happens in groups while the app lives: one notification for each, of the newest message that its
 * person wants to be told of and has not read. Every message is claimed once, by one of all tabs, before anything is
 * shown; what was claimed in silence (somebody looked, or it was night) is not told later either.
 */
export class GroupNotifier {
	#ports: Ports;
	#lane = new Lane('group-notifier');
	/** Since when each group is followed, unix seconds; a list that only changes its order begins nothing anew. */
	#since = new Map<string, number>();
	/** What changed and is not told yet. */
	#changed = new Map<string, Place>();

	constructor(ports: Ports) {
		this.#ports = ports;
	}

	/** Follows the groups of one account. Returns how to stop. */
	follow(places: readonly Place[]): () => void {
		const { changes, clock } = this.#ports;
		const account = places[0]?.scope ?? '';
		const now = clock();
		const keys = places.map(placeKey);
		this.#since = new Map(keys.map((key) => [key, this.#since.get(key) ?? now]));
		this.#changed = new Map([...this.#changed].filter(([key]) => keys.includes(key)));
		const telling = new Gathering(() => {
			const asked = [...this.#changed];
			this.#changed.clear();
			// Each by itself: what fails of one group takes nothing from the others.
			for (const [key, place] of asked)
				void this.#lane.run(() => this.#tell(place, this.#since.get(key) ?? now));
		});
		if (this.#changed.size > 0) telling.within(GATHER);
		const tidying = new Gathering(() => void this.#lane.run(() => this.#tidy()));
		const stops = [
			...places.map((place) =>
				changes.watch(`place:${placeKey(place)}`, () => {
					this.#changed.set(placeKey(place), place);
					telling.within(GATHER);
				})
			),
			changes.watch(`marks:${account}`, () => tidying.within(GATHER)),
			() => telling.stop(),
			() => tidying.stop()
		];
		return () => {
			for (const stop of stops) stop();
		};
	}

	/** Resolves when all that was begun is told. */
	async idle(): Promise<void> {
		await this.#lane.run(() => Promise.resolve());
	}

	async #tell(place: Place, since: number): Promise<void> {
		const { settings, notices, permitted, onlookers, clock, now, show } = this.#ports;
		if (!permitted()) return;
		const { notify, quietHours } = await settings.all();
		if (!notify) return;
		const { wanted, isNew } = await this.#unread(place);
		const event = await notices.claim(place.scope, place, wanted, await this.#now(wanted[0]));
		if (!event) return;
		const looked = await onlookers.subjects();
		if (looked.has(placeKey(place)) || looked.has(homeSubject)) return;
		// Who has the app before them sees what was missed; they are told of what happens now.
		if (looked.size > 0 && (await this.#isBefore(clock() - FRESH, event))) return;
		if (isNew && (await this.#isBefore(since, event))) return;
		if (!isQuiet(quietHours, minuteOfDay(now()))) await show({ place, event, count: wanted.length });
	}

	/** What is to be told of a group, the newest first. `isNew`: it was never read here, so all of it is unread. */
	async #unread(place: Place): Promise<{ wanted: NostrEvent[]; isNew: boolean }> {
		const { cache, marks, notices } = this.#ports;
		const [level, mark] = await Promise.all([
			notices.level(place.scope, place),
			marks.find(place.scope, place)
		]);
		if (level === 'nothing') return { wanted: [], isNew: false };
		const limit = UNREAD_LIMIT + 1;
		const newest = await (level === 'all' ? cache.newest(place, limit) : cache.mentions(place, limit));
		const wanted = newest.filter(
			(event) => event.pubkey !== place.scope && (!mark || !isSettled(mark, event))
		);
		return { wanted, isNew: mark === undefined };
	}

	/** The time, by the host where the newest message seems to come from the future: the device's clock may be late. */
	async #now(newest: NostrEvent | undefined): Promise<number> {
		const { host, clock } = this.#ports;
		if (newest && newest.created_at > horizonAt(clock())) await host.look();
		return clock() + Math.max(0, host.offset);
	}

	/** Whether a message is older than that, by the device's clock; by one that is fast all looks old. */
	async #isBefore(time: number, { created_at }: NostrEvent): Promise<boolean> {
		if (created_at >= time) return false;
		const { host } = this.#ports;
		await host.look();
		return created_at - Math.min(0, host.offset) < time;
	}

	#tidy(): Promise<void> {
		return this.#ports.tidy(async (place) => (await this.#unread(place)).wanted.length === 0);
	}
}
