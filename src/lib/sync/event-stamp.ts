import type { Clock } from '../clock.ts';
import type { EventTemplate } from '../protocol/event.ts';
import { kinds } from '../protocol/kinds.ts';
import { pickPrevious } from '../protocol/previous.ts';
import type { EventCache } from '$lib/storage/event-cache';
import { wholeDraft } from '$lib/storage/intent-pictures';
import type { Attempt, Intent } from '$lib/storage/kept-records';
import type { Place } from '$lib/storage/place';

interface Ports {
	cache: Pick<EventCache, 'newest' | 'recentIds'>;
	clock: Clock;
}

/**
 * Seconds that stamps may run ahead of the clock to stay behind what the relay has of me. A clock that is further off
 * is let in nowhere (NIP-42: about ten minutes), so beyond that it was wrong before, and is followed again.
 */
const FURTHEST_AHEAD = 600;
/** The same, behind a stamp that no relay has taken yet: it may be what a wrong clock said a moment ago. */
const FURTHEST_UNPROVEN = 30;
/** Events that `previous` may refer to: relays look no further back. */
const RECENT = 50;
/** Said by those who cannot know what was said before. */
const withoutPrevious: readonly number[] = [kinds.createGroup, kinds.joinRequest];

/**
 * Gives drafts their time and their references (NIP-29 `previous`), at the moment of signing: what was written
 * offline must not look late. Stamps rise within an account's group, so that a second holds one message.
 */
export class EventStamp {
	readonly #ports: Ports;
	readonly #last = new Map<string, number>();

	constructor(ports: Ports) {
		this.#ports = ports;
	}

	/** The template to sign. `previous` false: the relay did not know the references that were picked. */
	async stamp(intent: Intent, earlier: readonly Attempt[], previous = true): Promise<EventTemplate> {
		const place = { scope: intent.account, relay: intent.relay, id: intent.group };
		const { kind, content, tags } = wholeDraft(intent);
		const created_at = await this.#time(place, earlier);
		const references =
			previous && !withoutPrevious.includes(kind)
				? pickPrevious(await this.#ports.cache.recentIds(place, RECENT), intent.account)
				: [];
		const added = references.length > 0 ? [['previous', ...references]] : [];
		return { kind, content, tags: [...tags.filter(([name]) => name !== 'previous'), ...added], created_at };
	}

	async #time(place: Place, earlier: readonly Attempt[]): Promise<number> {
		const { cache, clock } = this.#ports;
		const key = `${place.scope} ${place.relay} ${place.id}`;
		const recent = await cache.newest(place, RECENT);
		const mine = recent.filter((event) => event.pubkey === place.scope);
		// What I said before so many others is older than all of them.
		const floor = recent.length < RECENT ? [] : recent.slice(-1);
		const pending = earlier.filter(({ outcome }) => outcome !== 'refused').map(({ event }) => event);
		const known = [...mine, ...floor, ...pending].map((event) => event.created_at);
		const now = clock();
		const last = this.#last.get(key) ?? 0;
		const stamps = known.filter((stamp) => stamp <= now + FURTHEST_AHEAD);
		if (last <= now + FURTHEST_UNPROVEN) stamps.push(last);
		const time = Math.max(now, ...stamps.map((stamp) => stamp + 1));
		this.#last.set(key, time);
		return time;
	}
}
