import { log } from '../../src/lib/log.ts';
import type { LiveRooms } from './live-rooms.ts';

/**
 * Keeps 39004 true: at every word of LiveKit about a room it asks who is in it. One question at a time for each
 * group, so that an older answer never overtakes a newer one.
 */
export class RoomPresence {
	readonly #show: (groupId: string, pubkeys: readonly string[]) => void;
	readonly #rooms: LiveRooms;
	readonly #turns = new Map<string, Promise<void>>();

	constructor(rooms: LiveRooms, show: (groupId: string, pubkeys: readonly string[]) => void) {
		this.#rooms = rooms;
		this.#show = show;
	}

	/** Takes a webhook. Rejects when it is not from LiveKit; settles when 39004 is right. */
	async hear(body: string, authorization: string | undefined): Promise<void> {
		const news = await this.#rooms.readWebhook(body, authorization);
		if (!news) return;
		await this.#inTurn(news.groupId, async () => {
			this.#show(news.groupId, news.ended ? [] : await this.#rooms.whoIsIn(news.groupId, news.left));
		});
	}

	/** Asks anew who is in these groups' rooms: after a start, whatever was said before may be wrong. */
	async refresh(groupIds: readonly string[]): Promise<void> {
		const ask = async (id: string) => this.#show(id, await this.#rooms.whoIsIn(id));
		await Promise.all(groupIds.map((id) => this.#inTurn(id, () => ask(id))));
	}

	#inTurn(groupId: string, task: () => Promise<void>): Promise<void> {
		const turn = (this.#turns.get(groupId) ?? Promise.resolve()).then(task).catch((cause: unknown) => {
			log('relay', `could not ask LiveKit who is in the room of ${groupId}`, cause);
		});
		this.#turns.set(groupId, turn);
		return turn;
	}
}
