import { tick } from 'svelte';
import type { EventCache } from '$lib/storage/event-cache';
import type { EventPosition } from '$lib/storage/event-record';
import type { Place } from '$lib/storage/place';
import { Attachments } from './attachments.svelte';
import { MessageWindow, PAGE } from './message-window';
import { isAfter, positionOf, type Said } from './timeline';

interface Ports {
	cache: Pick<EventCache, 'newest' | 'following' | 'findAll' | 'referring'>;
	/** The key of a message, which for one of mine is that of the intent it was. */
	keyOf: (eventId: string) => string;
	/** Learns the names of those who speak. */
	meet: (pubkeys: readonly string[]) => Promise<void>;
	/** Called in the moment in which other messages are shown. */
	onTake: () => void;
}

/**
 * The messages that are shown, with what hangs on them. Everything that is read is shown in one go, so that nothing
 * changes its height a moment later, and what was read since the cache last changed is not read again.
 */
export class HeldMessages {
	/** Oldest first. */
	said = $state.raw<readonly Said[]>([]);
	/** The newest message of the device is among them. */
	live = $state(true);
	/** Rises when others take their place: nothing of the view carries over. */
	epoch = $state(0);
	readonly attachments: Attachments;

	#window: MessageWindow;
	#meet: Ports['meet'];
	#onTake: Ports['onTake'];
	/** Rises with each change of the cache. */
	#version = 0;
	/** Ids of messages that were read since the last one. */
	#fresh = new Set<string>();

	constructor({ cache, keyOf, meet, onTake }: Ports, place: Place) {
		this.#window = new MessageWindow(cache, place, keyOf);
		this.#meet = meet;
		this.#onTake = onTake;
		this.attachments = new Attachments(cache, place);
	}

	/** The cache has changed. */
	invalidate(): void {
		this.#version += 1;
		this.#fresh.clear();
	}

	/** Whether a message was read since the cache last changed. */
	isFresh({ message, sending }: Said): boolean {
		return sending !== undefined || this.#fresh.has(message.id);
	}

	/** What is shown begins after a position: what lies between is not there. */
	startsAfter(position: EventPosition): boolean {
		const oldest = this.said[0];
		return oldest !== undefined && isAfter(positionOf(oldest), position);
	}

	/** Shows the newest page. */
	async showNewest(): Promise<void> {
		await this.#window.openNewest();
		await this.#take(this.#window.said, undefined);
		this.epoch += 1;
	}

	/** Shows what stands around a position. */
	async showAround(position: EventPosition): Promise<void> {
		await this.#window.openAround(position);
		await this.#take(this.#window.said, undefined);
		this.epoch += 1;
	}

	/** Reads again what stands around a position, after gaps there were closed. */
	async readAround(position: EventPosition): Promise<void> {
		await this.#take(await this.#window.readAround(position), position);
	}

	/** Reads again what is on screen, which ends at `near`, and the newest page. */
	async readAgain(near: EventPosition | undefined): Promise<void> {
		await this.#take(await this.#window.readAgain(near), near);
	}

	/** Reads again all that is held, after everything that was missed has come. */
	async readThrough(near: EventPosition | undefined): Promise<void> {
		await this.#take(await this.#window.readThrough(), near);
	}

	/** Adds the page before the oldest message. Returns whether there was any. */
	async addOlder(): Promise<boolean> {
		const said = await this.#window.readOlder();
		const grew = said !== this.#window.said;
		await this.#take(said, undefined);
		return grew;
	}

	/** Adds the page after the newest message. */
	async addNewer(): Promise<void> {
		await this.#take(await this.#window.readNewer(), undefined);
	}

	/**
	 * Lets go of what is far from view, before something is added at the other end: a list that grows at one end
	 * while it shrinks at the other cannot tell which is which.
	 */
	async trim(away: 'newest' | 'oldest'): Promise<boolean> {
		if (!this.#window.trim(away)) return false;
		this.said = this.#window.said;
		this.live = this.#window.live;
		this.attachments.retain(this.said);
		await tick();
		return true;
	}

	async #take(said: readonly Said[], near: EventPosition | undefined): Promise<void> {
		const version = this.#version;
		const stale = this.#stale(said, near);
		const [showAttachments] = await Promise.all([
			this.attachments.read(stale),
			this.#meet(stale.map(({ message }) => message.author))
		]);
		if (version === this.#version) for (const { message } of stale) this.#fresh.add(message.id);
		this.#window.commit(said);
		showAttachments();
		this.said = said;
		this.live = this.#window.live;
		this.#onTake();
	}

	/** What is not shown yet, and of the rest what is on screen or newest, as far as it was not read just now. */
	#stale(said: readonly Said[], near: EventPosition | undefined): Said[] {
		const shown = new Set(this.said);
		const last = near ? said.findLastIndex((entry) => !isAfter(positionOf(entry), near)) : -PAGE;
		return said.filter((entry, at) => {
			if (this.isFresh(entry)) return false;
			return !shown.has(entry) || at >= said.length - PAGE || (at > last - PAGE && at <= last);
		});
	}
}
