import { log } from '../log.ts';
import type { NostrEvent } from '../protocol/event.ts';
import { parseRelayMessage, type RelayMessage } from './relay-message.ts';

/** As much of a WebSocket as is used, so that a test can script one. */
export type WebSocketLike = Pick<
	WebSocket,
	'send' | 'close' | 'onopen' | 'onmessage' | 'onclose' | 'onerror'
>;

/** The platform's WebSocket, or one that a test scripts. */
export type WebSocketConstructor = new (url: string) => WebSocketLike;

/** What a socket tells its connection. Events come in batches, and always before the EOSE that follows them. */
export interface RelaySocketHandlers {
	onOpen(): void;
	onEvents(subscription: string, events: NostrEvent[]): void;
	onMessage(message: Exclude<RelayMessage, { type: 'event' }>): void;
	/** The end, once, whoever ended it. */
	onEnd(): void;
}

/** How long events are gathered, in milliseconds: one frame of a screen, one transaction of the cache. */
const BATCH_MS = 16;
const BATCH_SIZE = 500;

/**
 * One WebSocket to a relay (NIP-01). It reads every frame, drops what is no message, and gathers the events of a
 * subscription so that whoever verifies and stores them does so by the batch.
 */
export class RelaySocket {
	/** When the relay was last heard: milliseconds of the wall clock, since the other one stops while a device sleeps. */
	lastHeard = Date.now();

	readonly #socket: WebSocketLike;
	readonly #handlers: RelaySocketHandlers;
	readonly #batches = new Map<string, NostrEvent[]>();
	#batchTimer: ReturnType<typeof setTimeout> | undefined;
	#unreadable = 0;
	#ended = false;

	/** Throws where the platform refuses the URL (a plain `ws:` from a secure page). */
	constructor(url: string, handlers: RelaySocketHandlers, WebSocketClass: WebSocketConstructor) {
		this.#handlers = handlers;
		this.#socket = new WebSocketClass(url);
		this.#socket.onopen = () => handlers.onOpen();
		this.#socket.onmessage = (message: { data: unknown }) => this.#read(message.data);
		this.#socket.onclose = () => this.#end();
		this.#socket.onerror = () => this.#end();
	}

	/** Sends one message of a client: `['REQ', ...]`, `['EVENT', ...]`. Only after `onOpen`. */
	send(frame: readonly unknown[]): void {
		if (!this.#ended) this.#socket.send(JSON.stringify(frame));
	}

	/** Ends it now: the closing handshake of a dead socket takes minutes, and nobody waits for it. */
	close(): void {
		this.#end();
	}

	#end(): void {
		if (this.#ended) return;
		this.#deliverAll();
		this.#ended = true;
		clearTimeout(this.#batchTimer);
		this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
		// A socket that is closed before it opened reports an error: it has been dealt with.
		this.#socket.onerror = () => undefined;
		this.#socket.close();
		this.#handlers.onEnd();
	}

	#read(data: unknown): void {
		this.lastHeard = Date.now();
		const message = parseRelayMessage(data);
		if (!message) {
			this.#unreadable += 1;
			if (this.#unreadable === 1) log('relay-socket', 'no message');
			return;
		}
		if (message.type === 'event') this.#gather(message.subscription, message.event);
		else {
			if (message.type === 'eose' || message.type === 'closed') this.#deliver(message.subscription);
			this.#handlers.onMessage(message);
		}
	}

	#gather(subscription: string, event: NostrEvent): void {
		const batch = this.#batches.get(subscription);
		if (batch) batch.push(event);
		else this.#batches.set(subscription, [event]);
		if ((batch?.length ?? 0) >= BATCH_SIZE) this.#deliver(subscription);
		this.#batchTimer ??= setTimeout(() => this.#deliverAll(), BATCH_MS);
	}

	#deliverAll(): void {
		clearTimeout(this.#batchTimer);
		this.#batchTimer = undefined;
		for (const subscription of [...this.#batches.keys()]) this.#deliver(subscription);
	}

	#deliver(subscription: string): void {
		const batch = this.#batches.get(subscription);
		if (!batch) return;
		this.#batches.delete(subscription);
		this.#handlers.onEvents(subscription, batch);
	}
}
