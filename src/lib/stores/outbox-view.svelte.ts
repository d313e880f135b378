import type { Outbox } from '$lib/storage/outbox';
import type { Intent } from '$lib/storage/kept-records';
import type { Place } from '$lib/storage/place';
import { NOBODY } from '$lib/storage/scope';
import { nothingOutgoing, readOutgoing, type Outgoing } from './outgoing';
import type { Said } from './timeline';

/** What the outbox holds for one conversation, as it is shown beside what the cache holds. */
export class OutboxView {
	/** As of the last {@link merge}. */
	outgoing: Outgoing = $state.raw(nothingOutgoing);

	#outbox: Pick<Outbox, 'ofGroup'>;
	#place: Place;
	#intents: readonly Intent[] = [];
	#keys = new Map<string, string>();

	constructor(outbox: Pick<Outbox, 'ofGroup'>, place: Place) {
		this.#outbox = outbox;
		this.#place = place;
	}

	/** The key of a message by the id of its event: that of the intent it was, so that it stays the same when it is sent. */
	keyOf(eventId: string): string {
		return this.#keys.get(eventId) ?? eventId;
	}

	/** Reads the outbox; it is shown with the next {@link merge}. */
	async read(): Promise<void> {
		const { scope } = this.#place;
		if (scope === NOBODY) return;
		this.#intents = await this.#outbox.ofGroup(scope, this.#place);
		for (const { id, attempts } of this.#intents) {
			for (const { event } of attempts) this.#keys.set(event.id, id);
		}
	}

	/** Called in the moment in which `held` is shown: an intent goes when its event comes. */
	merge(held: readonly Said[]): void {
		if (this.#intents.length === 0) {
			this.outgoing = nothingOutgoing;
			return;
		}
		const ids = new Set(held.map(({ message }) => message.id));
		this.outgoing = readOutgoing(this.#intents, (id) => ids.has(id));
	}
}
