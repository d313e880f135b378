import { parseChatMessage, type ChatMessage } from '$lib/protocol/chat-message';
import type { NostrEvent } from '$lib/protocol/event';
import { kinds } from '$lib/protocol/kinds';
import { parseReaction } from '$lib/protocol/reaction';
import type { EventCache } from '$lib/storage/event-cache';
import type { Place } from '$lib/storage/place';
import type { Said } from './timeline';

const none: readonly NostrEvent[] = [];

/** What hangs on the messages that are held: reactions to them, and the messages that they answer. */
export class Attachments {
	#reactions = $state.raw<ReadonlyMap<string, readonly NostrEvent[]>>(new Map());
	#answered = $state.raw<ReadonlyMap<string, ChatMessage>>(new Map());
	#cache: Pick<EventCache, 'findAll' | 'referring'>;
	#place: Place;

	constructor(cache: Pick<EventCache, 'findAll' | 'referring'>, place: Place) {
		this.#cache = cache;
		this.#place = place;
	}

	/** The reactions (kind 7) to a message, oldest first. The same list as long as they are the same. */
	reactionsTo(id: string): readonly NostrEvent[] {
		return this.#reactions.get(id) ?? none;
	}

	/** A message that another one answers, when the device has it. */
	answered(id: string): ChatMessage | undefined {
		return this.#answered.get(id);
	}

	/** Reads what hangs on `said`; the result is shown when the returned function is called. */
	async read(said: readonly Said[]): Promise<() => void> {
		const ids = said.map(({ message }) => message.id);
		const wanted = new Set(said.flatMap(({ message }) => message.replyTo?.id ?? []));
		const [reactions, answered] = await Promise.all([
			this.#cache.referring(this.#place, ids, [kinds.reaction]),
			this.#cache.findAll(this.#place, [...wanted])
		]);
		return () => {
			this.#takeReactions(ids, reactions);
			this.#takeAnswered(wanted, answered);
		};
	}

	/** Forgets what hangs on messages that are no longer held. */
	retain(said: readonly Said[]): void {
		const ids = new Set(said.map(({ message }) => message.id));
		const answered = new Set(said.flatMap(({ message }) => message.replyTo?.id ?? []));
		this.#reactions = new Map([...this.#reactions].filter(([id]) => ids.has(id)));
		this.#answered = new Map([...this.#answered].filter(([id]) => answered.has(id)));
	}

	#takeReactions(ids: readonly string[], events: readonly NostrEvent[]): void {
		const found = new Map<string, NostrEvent[]>();
		for (const event of events) {
			const target = parseReaction(event)?.target;
			if (target) found.set(target, [...(found.get(target) ?? []), event]);
		}
		const next = new Map(this.#reactions);
		let changed = false;
		for (const id of ids) {
			const before = next.get(id) ?? none;
			const now = found.get(id) ?? none;
			if (before.length === now.length && before.every((event, at) => event.id === now[at]?.id)) continue;
			if (now.length > 0) next.set(id, now);
			else next.delete(id);
			changed = true;
		}
		if (changed) this.#reactions = next;
	}

	#takeAnswered(wanted: ReadonlySet<string>, events: readonly NostrEvent[]): void {
		const found = new Map(events.map((event) => [event.id, event]));
		const next = new Map(this.#answered);
		let changed = false;
		for (const id of wanted) {
			const event = found.get(id);
			if (next.get(id)?.id === event?.id) continue;
			const message = event && parseChatMessage(event);
			if (message) next.set(id, message);
			else next.delete(id);
			changed = true;
		}
		if (changed) this.#answered = next;
	}
}
