import { log } from '$lib/log';
import { parseChatMessage, type ChatMessage } from '$lib/protocol/chat-message';
import type { ChangeFeed } from '$lib/storage/change-feed';
import type { EventCache } from '$lib/storage/event-cache';
import { placeKey, type Place } from '$lib/storage/place';

interface Ports {
	cache: Pick<EventCache, 'find'>;
	changes: Pick<ChangeFeed, 'watch'>;
}

/** Those of a group's pinned messages (39005) that are on the device, in the group's order. */
export class PinnedMessages {
	messages = $state.raw<readonly ChatMessage[]>([]);
	#ports: Ports;
	#place: Place;

	constructor(ports: Ports, place: Place) {
		this.#ports = ports;
		this.#place = place;
	}

	/** Keeps the messages of `ids` up to date. Returns how to stop. */
	hold(ids: readonly string[]): () => void {
		const read = (): void =>
			void this.#read(ids).catch((cause: unknown) => log('pinned-messages', 'could not be read', cause));
		read();
		// Pins are few and seldom on the device at first; once all are there, nothing needs to be read again.
		return this.#ports.changes.watch(`place:${placeKey(this.#place)}`, () => {
			if (this.messages.length < ids.length) read();
		});
	}

	async #read(ids: readonly string[]): Promise<void> {
		const events = await Promise.all(ids.map((id) => this.#ports.cache.find(this.#place, id)));
		this.messages = events.flatMap((event) => (event && parseChatMessage(event)) ?? []);
	}
}
