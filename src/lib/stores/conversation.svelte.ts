import { AppError, isAppError } from '$lib/app-error';
import { log } from '$lib/log';
import { once } from '$lib/once';
import type { ChatMessage } from '$lib/protocol/chat-message';
import type { EventPosition } from '$lib/storage/event-record';
import { placeKey, type Place } from '$lib/storage/place';
import type { ConversationPorts } from './conversation-ports';
import type { Destination } from './destination';
import { Gathering } from './gathering';
import { HeldMessages } from './held-messages.svelte';
import { Lane } from './lane';
import type { MessageActs, Wording } from './message-acts';
import { OutboxView } from './outbox-view.svelte';
import type { Pending } from './outgoing';
import { tallyReactions, type ReactionChip } from './reaction-tally';
import { buildRows, positionOf, type Row } from './timeline';
import { Unread } from './unread.svelte';

/** Rows that stay ready beyond what is on screen; and once the reader goes anywhere. */
const [AHEAD, AHEAD_MOVING] = [60, 150];
/** Milliseconds in which changes are gathered; and while one scrolls past what may have changed. */
const [GATHER, GATHER_PASSING] = [60, 500];
/** Milliseconds in which a relay may send all that was missed before it is shown in parts. */
const CATCH_UP = 2000;

/**
 * One conversation as one account sees it: a stretch of messages from the cache merged with what is on its way.
 * The first page is one read, before any socket. A change reads again only what is on screen and the newest page.
 */
export class Conversation {
	/** The cache was read once. */
	loaded = $state(false);
	/** Resolves when it was read for whoever holds it, or could not be. */
	opening: Promise<unknown> = Promise.resolve();
	/** Whether there is something older: not known, being fetched, nothing, or it could not be fetched. */
	older = $state.raw<'idle' | 'loading' | 'start' | AppError>('idle');
	destination = $state.raw<Destination>({ align: 'end' });
	/** The message that was asked for is not to be had. */
	missing = $state(false);
	readonly unread: Unread;
	/** What I do to it. Whoever only reads never loads it. */
	readonly acts: () => Promise<MessageActs>;

	#held: HeldMessages;
	#outbox: OutboxView;
	#rows: Row[] = [];
	#ports: ConversationPorts;
	#place: Place;
	#lane = new Lane('conversation');
	#gathering = new Gathering(() => void this.#refresh());
	/** The last message on screen. */
	#near: EventPosition | undefined;
	#arriving = true;
	/** The reader has scrolled, or gone to a message. */
	#moved = false;
	/** All that the relay had was here once: what comes while it is caught up with again was missed. */
	#wasLive = false;
	#loadingNewer = false;
	/** What was missed has come: holes anywhere in what is held are closed. */
	#filled = false;

	constructor(ports: ConversationPorts, place: Place) {
		this.#ports = ports;
		this.#place = place;
		this.unread = new Unread(ports, place);
		this.acts = once(async () => new (await import('./message-acts')).MessageActs(ports, place));
		this.#outbox = new OutboxView(ports.outbox, place);
		const [outbox, { cache, meet }] = [this.#outbox, ports];
		const onTake = (): void => outbox.merge(this.#held.said);
		this.#held = new HeldMessages({ cache, keyOf: (id) => outbox.keyOf(id), meet, onTake }, place);
	}

	/** The conversation, oldest first. */
	readonly rows: readonly Row[] = $derived.by(() => {
		const { said, live } = this.#held;
		const all = live ? [...said, ...this.#outbox.outgoing.said] : said;
		this.#rows = buildRows(all, this.unread.line, this.older === 'start', this.#rows);
		return this.#rows;
	});

	/** The newest message is held, so that new ones are seen to come. */
	get live(): boolean {
		return this.#held.live;
	}

	/** The signs under a message, mine on its way included. */
	chipsOf(id: string): ReactionChip[] {
		const { reactions, deleting } = this.#outbox.outgoing;
		const { scope } = this.#place;
		return tallyReactions(this.#held.attachments.reactionsTo(id), scope, reactions.get(id), deleting);
	}

	/** What of mine about a message is to be told under it: its deletion on its way, and what did not get through. */
	pendingOf(id: string): readonly Pending[] {
		const { pending } = this.#outbox.outgoing;
		if (pending.size === 0) return [];
		const about = [id, ...this.#held.attachments.reactionsTo(id).map((event) => event.id)];
		return about.flatMap((target) => pending.get(target) ?? []);
	}

	/** The message that another one answers, when the device has it. */
	answered(id: string): ChatMessage | undefined {
		return this.#held.attachments.answered(id);
	}

	/** Reads and follows the conversation, at the message `at` or the first unread one. Returns how to stop. */
	hold(at?: string): () => void {
		const { changes, sync } = this.#ports;
		const stops = [
			changes.watch(`place:${placeKey(this.#place)}`, () => {
				this.#held.invalidate();
				this.#gather();
			}),
			changes.watch(`outbox:${placeKey(this.#place)}`, () => this.#gathering.within(0)),
			changes.watch(`marks:${this.#place.scope}`, () => void this.#lane.run(() => this.#readMark())),
			sync.onStatus(() => this.#onStatus()),
			() => this.#gathering.stop(),
			this.unread.hold()
		];
		this.opening = this.#lane.run(() => this.#open(at));
		return () => {
			for (const stop of stops) stop();
		};
	}

	/** Says which rows are on screen: what is near them is made ready, and the last one counts as read. */
	show(first: number, last: number): void {
		const onScreen = this.rows.slice(first, last + 1).filter((row) => !row.sending);
		const newest = onScreen.at(-1);
		if (!newest) return;
		this.#near = positionOf(newest);
		if (this.unread.see(this.rows.slice(0, last + 1))) void this.unread.recount(this.#held.said, this.live);
		const ahead = this.#moved ? AHEAD_MOVING : AHEAD;
		if (first < ahead && this.older === 'idle') void this.loadOlder();
		if (!this.live && this.rows.length - last < ahead) void this.#loadNewer();
		if (onScreen.some((row) => !this.#held.isFresh(row))) this.#gathering.within(GATHER_PASSING);
	}

	/** The reader has taken the place they see: it is not changed any more when what was missed comes in. */
	settle(): void {
		this.#arriving = false;
		this.#moved = true;
	}

	/** Makes ready what is older than the first message; also after it could not be fetched. */
	async loadOlder(): Promise<void> {
		const { sync } = this.#ports;
		const oldest = this.#held.said[0];
		if (this.older === 'loading' || this.older === 'start' || !oldest) return;
		this.older = 'loading';
		const { epoch } = this.#held;
		// Offline the cache may have some of what is older; with the relay at hand it is made complete first.
		const isOffline = sync.status.phase === 'offline';
		const result = isOffline ? sync.status.error : await sync.loadOlder(positionOf(oldest));
		await this.#lane.run(async () => {
			if (epoch !== this.#held.epoch) return;
			await this.#held.trim('newest');
			const grew = await this.#held.addOlder();
			this.older = grew || result === 'more' ? 'idle' : (result ?? new AppError('offline', 'later'));
		});
		if (epoch !== this.#held.epoch) this.older = 'idle';
	}

	/** Goes to a message, wherever it is in history. */
	async jumpTo(id: string): Promise<void> {
		this.settle();
		const event = await this.#ports.cache.find(this.#place, id);
		if (event) await this.#lane.run(() => this.#stand(event));
		await this.#fetchAround(id);
	}

	/** Goes to the newest message. */
	async jumpToNewest(): Promise<void> {
		this.settle();
		await this.#lane.run(async () => {
			if (!this.live) {
				await this.#held.showNewest();
				if (this.older !== 'loading') this.older = 'idle';
			}
			this.destination = { align: 'end' };
		});
	}

	/** Says something, and goes to where it stands. Resolves when it is stored. */
	async send(wording: Wording): Promise<void> {
		await (await this.acts()).send(wording);
		this.#gathering.within(0);
		void this.jumpToNewest();
	}

	async #open(at: string | undefined): Promise<void> {
		await Promise.all([this.#held.showNewest(), this.unread.open(), this.#outbox.read()]);
		this.#outbox.merge(this.#held.said);
		const { before: mark } = this.unread;
		const asked = at ? await this.#ports.cache.find(this.#place, at) : undefined;
		if (asked) await this.#stand(asked);
		else if (!at && mark && this.#held.startsAfter(mark)) await this.#showAround(mark);
		if (!at) await this.#drawLine();
		this.loaded = true;
		if (!at) return;
		this.settle();
		void this.#fetchAround(at);
	}

	/** Once the relay has sent what was missed: the first unread message may be among it. */
	async #arrive(): Promise<void> {
		const { sync } = this.#ports;
		if (!this.#arriving || !this.loaded || sync.status.phase !== 'live') return;
		this.#arriving = false;
		const { before: mark, line } = this.unread;
		const isFurtherBack = mark && !line && this.#held.startsAfter(mark);
		if (isFurtherBack) await sync.loadNewer(mark);
		await this.#lane.run(async () => {
			if (isFurtherBack) await this.#showAround(mark);
			await this.#drawLine();
		});
	}

	async #drawLine(): Promise<void> {
		const line = await this.unread.drawLine(this.#held.said, this.live);
		if (line) this.destination = { key: line.key, align: 'start' };
	}

	/** Stands at a message of the cache. */
	async #stand(event: EventPosition): Promise<void> {
		const isHeld = this.#held.said.some(({ message }) => message.id === event.id);
		if (!isHeld) await this.#showAround(event);
		this.missing = false;
		this.destination = { key: this.#outbox.keyOf(event.id), align: 'center', marked: true };
	}

	/** Asks the relay for a message, and for what the device lacks around it. */
	async #fetchAround(id: string): Promise<void> {
		const { cache, sync } = this.#ports;
		const wasHere = (await cache.find(this.#place, id)) !== undefined;
		await sync.loadAround(id);
		const event = await cache.find(this.#place, id);
		this.missing = event === undefined;
		if (!event) return;
		await this.#lane.run(() => (wasHere ? this.#held.readAround(event) : this.#stand(event)));
	}

	async #showAround(position: EventPosition): Promise<void> {
		await this.#held.showAround(position);
		if (this.older !== 'loading') this.older = 'idle';
	}

	/**
	 * What was missed while the relay was away is shown in one go: in parts, each would push the one before it off
	 * the screen, unread.
	 */
	#gather(): void {
		const { phase } = this.#ports.sync.status;
		const isCatchingUp = this.#wasLive && (phase === 'connecting' || phase === 'loading');
		this.#gathering.within(isCatchingUp ? CATCH_UP : GATHER);
	}

	/** Reads again what the changes that were gathered may have touched. */
	async #refresh(): Promise<void> {
		await this.#lane.run(async () => {
			await this.#outbox.read();
			await this.#held.readAgain(this.#near);
			if (this.#filled) await this.#held.readThrough(this.#near);
			this.#filled = false;
			await this.unread.recount(this.#held.said, this.live);
		});
		await this.#arrive();
	}

	async #loadNewer(): Promise<void> {
		const newest = this.#held.said.at(-1);
		if (!newest || this.live || this.#loadingNewer) return;
		this.#loadingNewer = true;
		const { epoch } = this.#held;
		const result = await this.#ports.sync.loadNewer(positionOf(newest));
		if (isAppError(result)) log('conversation', 'newer messages could not be had', result);
		await this.#lane.run(async () => {
			if (epoch !== this.#held.epoch) return;
			if ((await this.#held.trim('oldest')) && this.older === 'start') this.older = 'idle';
			await this.#held.addNewer();
		});
		this.#loadingNewer = false;
		await this.unread.recount(this.#held.said, this.live);
	}

	async #readMark(): Promise<void> {
		await this.unread.read();
		await this.unread.recount(this.#held.said, this.live);
	}

	#onStatus(): void {
		const { phase } = this.#ports.sync.status;
		if (phase === 'live') {
			this.#filled = this.#wasLive = true;
			if (isAppError(this.older)) this.older = 'idle';
		}
		if (this.loaded) this.#gather();
	}
}
