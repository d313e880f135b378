import type { Clock } from '../clock.ts';
import type { EventTemplate } from '../protocol/event.ts';
import { kinds } from '../protocol/kinds.ts';
import { pickPrevious } from '../protocol/previous.ts';
import type { EventCache } from '$lib/storage/event-cache';
import { membershipKinds } from '$lib/storage/event-record';
import { wholeDraft } from '$lib/storage/intent-pictures';
import type { Intent } from '$lib/storage/kept-records';
import type { Place } from '$lib/storage/place';

interface Ports {
	cache: Pick<EventCache, 'newest'>;
	clock: Clock;
}

/**
 * Seconds that stamps may run ahead of the clock to stay behind what the relay has of me. A clock that is further off
 * is let in nowhere (NIP-42: about ten minutes), so beyond that it was wrong before, and is followed again.
 */
const FURTHEST_AHEAD = 600;
/** The same, behind a stamp that is not signed yet: it may be what a wrong clock said a moment ago. */
const FURTHEST_UNPROVEN = 30;
/** Events that `previous` may refer to: relays look no further back. */
const RECENT = 50;
/** What counts as seen in the group. */
const visibleKinds: readonly number[] = [
	kinds.chat,
	kinds.reaction,
	kinds.deletion,
	kinds.thread,
	kinds.comment,
	kinds.editMetadata,
	kinds.deleteEvent,
	kinds.updatePins,
	...membershipKinds
];
/** Said by those who cannot know what was said before. */
const withoutPrevious: readonly number[] = [kinds.createGroup, kinds.joinRequest];

/** All of an event to be signed but its time, which is taken when nobody else can take it. */
interface Unstamped {
	template: Omit<EventTemplate, 'created_at'>;
	/** The time, of what is in the group's line at that moment; unix seconds. */
	time: (line: readonly Intent[]) => number;
}

/**
 * Gives drafts their time and their references (NIP-29 `previous`), at the moment of signing: what was written
 * offline must not look late. Stamps rise within an account's group, so that a second holds one message.
 */
export class EventStamp {
	readonly #ports: Ports;

	constructor(ports: Ports) {
		this.#ports = ports;
	}

	/**
	 * Reads what its time and its references depend on. `earlier`: what was in the line before, and may have been
	 * settled since. `previous` false: the relay did not know the references that were picked.
	 */
	async prepare(intent: Intent, earlier: readonly Intent[], previous = true): Promise<Unstamped> {
		const { cache, clock } = this.#ports;
		const place = { scope: intent.account, relay: intent.relay, id: intent.group };
		const { kind, content, tags } = wholeDraft(intent);
		const references =
			previous && !withoutPrevious.includes(kind)
				? pickPrevious(await cache.newest(place, RECENT, { kinds: visibleKinds }), intent.account)
				: [];
		const added = references.length > 0 ? [['previous', ...references]] : [];
		const template = { kind, content, tags: [...tags.filter(([name]) => name !== 'previous'), ...added] };
		const proven = await this.#proven(place);
		return { template, time: (line) => timeAfter(clock(), proven, [...earlier, ...line]) };
	}

	/** When the relay has heard me last, as far as the device knows. */
	async #proven(place: Place): Promise<number[]> {
		const recent = await this.#ports.cache.newest(place, RECENT);
		const mine = recent.filter((event) => event.pubkey === place.scope);
		// What I said before so many others is older than all of them.
		const floor = recent.length < RECENT ? [] : recent.slice(-1);
		return [...mine, ...floor].map((event) => event.created_at);
	}
}

function timeAfter(now: number, proven: readonly number[], line: readonly Intent[]): number {
	const attempts = line.flatMap((intent) => intent.attempts).filter(({ outcome }) => outcome !== 'refused');
	const offered = [...proven, ...attempts.map(({ event }) => event.created_at)];
	const atSigner = line.flatMap(({ state, stamp }) =>
		state === 'waiting-for-signature' ? (stamp ?? []) : []
	);
	const stamps = [
		...offered.filter((stamp) => stamp <= now + FURTHEST_AHEAD),
		...atSigner.filter((stamp) => stamp <= now + FURTHEST_UNPROVEN)
	];
	return Math.max(now, ...stamps.map((stamp) => stamp + 1));
}
