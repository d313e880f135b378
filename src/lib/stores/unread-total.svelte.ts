import { groupKeyText } from '$lib/protocol/group-key';
import type { ChangeFeed } from '$lib/storage/change-feed';
import type { EventCache } from '$lib/storage/event-cache';
import { defaultNoticeLevel, type GroupNotices } from '$lib/storage/group-notices';
import { placeKey, type Place } from '$lib/storage/place';
import type { NoticeLevel, ReadMark } from '$lib/storage/kept-records';
import type { ReadMarks } from '$lib/storage/read-marks';
import { Gathering } from './gathering';
import { Lane } from './lane';
import { tallyPlace } from './place-tally';
import { UNREAD_LIMIT } from './unread-tally';

/** What unread messages are counted by. */
export interface UnreadTotalPorts {
	cache: Pick<EventCache, 'following' | 'newest' | 'mentions'>;
	marks: Pick<ReadMarks, 'ofAccount'>;
	notices: Pick<GroupNotices, 'levels'>;
	changes: Pick<ChangeFeed, 'watch'>;
}

/** Milliseconds in which changes are gathered: reading and catching up bring many. */
const GATHER = 200;

/**
 * What is unread in all groups of an account together, as far as it wants to be told of it and the device knows it;
 * for the icon and the title.
 */
export class UnreadTotal {
	#counts = $state.raw<ReadonlyMap<string, number>>(new Map());
	#marks = new Map<string, ReadMark>();
	#levels = new Map<string, NoticeLevel>();
	#ports: UnreadTotalPorts;
	#lane = new Lane('unread-total');

	constructor(ports: UnreadTotalPorts) {
		this.#ports = ports;
	}

	/** At most {@link UNREAD_LIMIT} + 1, which means "or more". */
	readonly count: number = $derived.by(() => {
		const sum = [...this.#counts.values()].reduce((total, count) => total + count, 0);
		return Math.min(sum, UNREAD_LIMIT + 1);
	});

	/** Counts the groups of one account and follows them; what is known of others is dropped. Returns how to stop. */
	follow(places: readonly Place[]): () => void {
		const { changes } = this.#ports;
		const account = places[0]?.scope ?? '';
		let stale = new Set(places);
		let isOver = false;
		const recount = async (): Promise<void> => {
			const asked = stale;
			stale = new Set();
			for (const place of await this.#moved(account, places)) asked.add(place);
			const counts = await Promise.all([...asked].map((place) => this.#count(place)));
			if (isOver) return;
			const counted = new Map([...asked].map((place, at) => [placeKey(place), counts[at] ?? 0]));
			const keys = places.map(placeKey);
			this.#counts = new Map(keys.map((key) => [key, counted.get(key) ?? this.#counts.get(key) ?? 0]));
		};
		const gathering = new Gathering(() => void this.#lane.run(recount));
		const recountLater = (): void => gathering.within(GATHER);
		const stops = [
			changes.watch(`marks:${account}`, recountLater),
			changes.watch(`notices:${account}`, recountLater),
			...places.map((place) =>
				changes.watch(`place:${placeKey(place)}`, () => {
					stale.add(place);
					recountLater();
				})
			),
			() => gathering.stop()
		];
		gathering.within(0);
		return () => {
			isOver = true;
			for (const stop of stops) stop();
		};
	}

	async #count(place: Place): Promise<number> {
		const key = groupKeyText(place);
		const level = this.#levels.get(key) ?? defaultNoticeLevel;
		if (level === 'nothing') return 0;
		const { count, mentions } = await tallyPlace(this.#ports.cache, place, this.#marks.get(key));
		return level === 'all' ? count : mentions;
	}

	/** Reads all marks and choices at once, and tells which are others now. */
	async #moved(account: string, places: readonly Place[]): Promise<Place[]> {
		const [before, chosen] = [this.#marks, this.#levels];
		const { marks, notices } = this.#ports;
		const [read, levels] = await Promise.all([marks.ofAccount(account), notices.levels(account)]);
		this.#marks = new Map(read.map(({ key, mark }) => [groupKeyText(key), mark]));
		this.#levels = levels;
		return places.filter((place) => {
			const key = groupKeyText(place);
			const [mark, last] = [this.#marks.get(key), before.get(key)];
			const isRead = mark?.id !== last?.id || mark?.beyond?.length !== last?.beyond?.length;
			return isRead || levels.get(key) !== chosen.get(key);
		});
	}
}
