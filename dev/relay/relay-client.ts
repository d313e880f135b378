import { WebSocket } from 'ws';
import { parseEvent, type EventDraft, type NostrEvent } from '../../src/lib/protocol/event.ts';
import type { Filter } from '../../src/lib/protocol/filter.ts';
import { createSecretKey, pubkeyOf, signEvent } from '../../src/lib/protocol/signature.ts';

/** How an event was answered. `words` is the whole sentence, prefix included. */
export interface Reply {
	readonly ok: boolean;
	readonly words: string;
}

/** The answer to a REQ: the stored events in their order, or the words of a CLOSED. */
export interface Answer {
	readonly events: readonly NostrEvent[];
	readonly closed?: string;
}

/** Milliseconds. */
const patience = 10_000;

/**
 * One person's plain line to a relay, for tests: frames in the order in which they come, no cleverness. Every wait ends
 * after ten seconds with an error that says what was waited for.
 */
export class RelayClient {
	readonly pubkey: string;
	readonly secretKey: Uint8Array;
	readonly url: string;
	/** Every frame so far, parsed. */
	readonly frames: unknown[][] = [];
	readonly #socket: WebSocket;
	readonly #waiting = new Set<() => void>();
	#subscriptions = 0;

	private constructor(url: string, secretKey: Uint8Array) {
		this.url = url;
		this.secretKey = secretKey;
		this.pubkey = pubkeyOf(secretKey);
		this.#socket = new WebSocket(url);
		const wake = () => this.#waiting.forEach((look) => look());
		this.#socket.on('message', (data: Buffer) => {
			this.frames.push(JSON.parse(data.toString('utf8')) as unknown[]);
			wake();
		});
		this.#socket.on('open', wake);
		this.#socket.on('close', wake);
		this.#socket.on('error', wake);
	}

	/** Connects as somebody: a new person, if no key is given. */
	static async connect(url: string, secretKey = createSecretKey()): Promise<RelayClient> {
		const client = new RelayClient(url, secretKey);
		await client.#until('the connection', () => client.#socket.readyState === WebSocket.OPEN || undefined);
		return client;
	}

	get isOpen(): boolean {
		return this.#socket.readyState === WebSocket.OPEN;
	}

	/** Signs a draft, now or as of `created_at`. */
	sign(draft: EventDraft & { created_at?: number }): NostrEvent {
		return signEvent({ created_at: Math.floor(Date.now() / 1000), ...draft }, this.secretKey);
	}

	/** Sends any message. */
	send(...message: unknown[]): void {
		this.#socket.send(JSON.stringify(message));
	}

	/** Publishes and waits for the OK. */
	async publish(draft: EventDraft & { created_at?: number }): Promise<Reply & { event: NostrEvent }> {
		const event = this.sign(draft);
		return { event, ...(await this.publishEvent(event)) };
	}

	/** Publishes a signed event, anybody's, and waits for the OK. */
	async publishEvent(event: NostrEvent): Promise<Reply> {
		const from = this.frames.length;
		this.send('EVENT', event);
		return this.#replyTo(event.id, from);
	}

	/** Answers the relay's challenge (NIP-42). */
	async authenticate(relay = this.url): Promise<Reply> {
		const [, challenge] = await this.frame('a challenge', ([verb]) => verb === 'AUTH');
		const tags = [
			['relay', relay],
			['challenge', String(challenge)]
		];
		const event = this.sign({ kind: 22242, content: '', tags });
		const from = this.frames.length;
		this.send('AUTH', event);
		return this.#replyTo(event.id, from);
	}

	/** Asks for stored events, waits for their end, and closes the subscription. */
	async query(...filters: Filter[]): Promise<Answer & { id: string }> {
		const subscription = await this.subscribe(...filters);
		this.send('CLOSE', subscription.id);
		return subscription;
	}

	/** Asks, waits for the end of the stored events, and stays subscribed. */
	async subscribe(...filters: Filter[]): Promise<Answer & { id: string }> {
		const id = `s${(this.#subscriptions += 1)}`;
		const from = this.frames.length;
		this.send('REQ', id, ...filters);
		const isEnd = ([verb, about]: unknown[]) => (verb === 'EOSE' || verb === 'CLOSED') && about === id;
		const [verb, , words] = await this.frame(`the end of ${JSON.stringify(filters)}`, isEnd, from);
		const events = this.eventsOf(id, from);
		return verb === 'CLOSED' ? { id, events, closed: String(words) } : { id, events };
	}

	/** Everything a subscription has brought since the frame at `from`. */
	eventsOf(id: string, from = 0): NostrEvent[] {
		const ofThis = this.frames.slice(from).filter(([verb, about]) => verb === 'EVENT' && about === id);
		return ofThis.flatMap(([, , event]) => parseEvent(event) ?? []);
	}

	/** Waits for a subscription to bring an event that passes. */
	event(id: string, what: string, passes: (event: NostrEvent) => boolean): Promise<NostrEvent> {
		return this.#until(what, () => this.eventsOf(id).find(passes));
	}

	/** Waits for a frame that passes, from the frame at `from` on. */
	frame(what: string, passes: (frame: unknown[]) => boolean, from = 0): Promise<unknown[]> {
		return this.#until(what, () => this.frames.slice(from).find(passes));
	}

	/** Waits until the relay has cut the line. */
	async closed(): Promise<void> {
		await this.#until(
			'the end of the connection',
			() => this.#socket.readyState === WebSocket.CLOSED || undefined
		);
	}

	close(): void {
		this.#socket.terminate();
	}

	async #replyTo(id: string, from: number): Promise<Reply> {
		const [, , ok, words] = await this.frame('an OK', ([verb, about]) => verb === 'OK' && about === id, from);
		return { ok: ok === true, words: String(words) };
	}

	#until<Found>(what: string, find: () => Found | undefined): Promise<Found> {
		return new Promise((done, fail) => {
			const timer = setTimeout(() => {
				this.#waiting.delete(look);
				fail(
					new Error(
						`waited in vain for ${what}; the last frames were ${JSON.stringify(this.frames.slice(-3))}`
					)
				);
			}, patience);
			const look = () => {
				const found = find();
				if (found === undefined) return;
				this.#waiting.delete(look);
				clearTimeout(timer);
				done(found);
			};
			this.#waiting.add(look);
			look();
		});
	}
}
