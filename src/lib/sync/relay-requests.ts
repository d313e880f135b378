import type { AppError } from '../app-error.ts';
import type { NostrEvent } from '../protocol/event.ts';
import type { Filter } from '../protocol/filter.ts';
import { parseRefusal } from '../protocol/refusal.ts';
import type { AuthProspect } from './relay-auth.ts';
import type { EoseHint } from './relay-message.ts';

/** What comes back for a request. After `onClosed` nothing more does. */
export interface RequestHandlers {
	/** As they came from the relay: not verified, maybe again, maybe not even asked for. In batches. */
	onEvents(events: NostrEvent[]): void;
	/** The stored events have been sent; once for every time the request was sent. */
	onEose?(hint?: EoseHint): void;
	onClosed?(error: AppError): void;
}

/** A request that is kept up until it is closed. */
export interface RelayRequest {
	close(): void;
}

/** How a request is kept. */
export interface RequestOptions {
	/** It stays until it is closed, and is sent again after every reconnect. */
	live?: boolean;
	/** A live one that goes on while the connection rests. */
	background?: boolean;
}

/** Filters, or what they are by the time they are sent: after a reconnect a live request resumes where it was. */
export type FilterSource = readonly Filter[] | (() => readonly Filter[]);

interface Ports {
	/** Sends a frame; only called while the socket is open. */
	send(frame: readonly unknown[]): void;
	random(): number;
	/** A request was refused for want of AUTH. After `wait`, its end will be told. */
	wantAuth(): AuthProspect;
	onCountChange(): void;
}

interface Entry {
	source: FilterSource;
	handlers: RequestHandlers;
	live: boolean;
	background: boolean;
	/** The name of the subscription it is sent under; a new one each time, so that no answer is taken for another. */
	name?: string;
	phase: 'queued' | 'sent' | 'live' | 'needs-auth' | 'paused';
	/** Sent again after an AUTH on this socket: once. */
	replayed: boolean;
	/** Closed by the relay for no lasting reason, since the last EOSE. */
	setbacks: number;
	timer?: ReturnType<typeof setTimeout>;
}

/** Milliseconds. */
const PAUSE = 5_000;
const QUOTA_PAUSE = 15_000;
const MOST_SETBACKS = 3;
const overQuota =
	/too many (open |concurrent )?(subscriptions|reqs)|subscription quota|already \d+ subscriptions|max(imum)? subscriptions/i;

/**
 * The requests of one connection (NIP-01): sent when the socket opens and again after it was lost, once more after
 * an AUTH, and queued where the relay allows fewer at a time.
 */
export class RelayRequests {
	readonly #ports: Ports;
	readonly #entries = new Set<Entry>();
	readonly #byName = new Map<string, Entry>();
	#open = false;
	#resting = false;
	#limit = Infinity;
	#announced = Infinity;
	#named = 0;

	constructor(ports: Ports) {
		this.#ports = ports;
	}

	/** How many are wanted now, sent or not. */
	get count(): number {
		return [...this.#entries].filter((entry) => !this.#rests(entry)).length;
	}

	/** How many subscriptions the relay announces to allow (NIP-11). */
	limit(count: number): void {
		this.#announced = this.#limit = count;
	}

	add(source: FilterSource, handlers: RequestHandlers, options: RequestOptions): RelayRequest {
		const { live = false, background = false } = options;
		const entry: Entry = {
			...{ source, handlers, live, background },
			...{ phase: 'queued', replayed: false, setbacks: 0 }
		};
		this.#entries.add(entry);
		this.#ports.onCountChange();
		this.#pump();
		return { close: () => this.#remove(entry) };
	}

	/** While it rests, nothing live is asked for but what goes on in the background; afterwards all of it anew. */
	rest(resting: boolean): void {
		this.#resting = resting;
		for (const entry of this.#entries) {
			if (!this.#rests(entry) || entry.phase === 'needs-auth') continue;
			this.#withdraw(entry, true);
			entry.phase = 'queued';
		}
		this.#ports.onCountChange();
		this.#pump();
	}

	/** The socket is open: everything is sent. */
	onOpen(): void {
		this.#open = true;
		this.#limit = this.#announced;
		this.#pump();
	}

	/** The socket is gone: everything waits for the next. */
	onDrop(): void {
		this.#open = false;
		this.#byName.clear();
		for (const entry of this.#entries) {
			clearTimeout(entry.timer);
			Object.assign(entry, { phase: 'queued', replayed: false, name: undefined });
		}
	}

	/**
	 * The relay knows who reads: what it refused is asked again, and what is live too, because relays leave out in
	 * silence what a stranger may not read (pyramid's 39001-39004).
	 */
	onAuthOk(): void {
		for (const entry of this.#entries) {
			if (entry.phase !== 'needs-auth' && (!entry.live || entry.replayed || !entry.name)) continue;
			entry.replayed = true;
			this.#withdraw(entry, true);
			entry.phase = 'queued';
		}
		this.#pump();
	}

	/** The AUTH came to nothing: what waited for it ends with its error. */
	onAuthFailed(error: AppError): void {
		for (const entry of [...this.#entries]) {
			if (entry.phase === 'needs-auth') this.#finish(entry, error);
		}
	}

	onEvents(name: string, events: NostrEvent[]): void {
		this.#byName.get(name)?.handlers.onEvents(events);
	}

	onEose(name: string, hint?: EoseHint): void {
		const entry = this.#byName.get(name);
		if (!entry || entry.phase !== 'sent') return;
		entry.setbacks = 0;
		entry.phase = 'live';
		if (!entry.live) this.#remove(entry);
		entry.handlers.onEose?.(hint);
	}

	onClosed(name: string, words: string): void {
		const entry = this.#byName.get(name);
		if (!entry) return;
		const wasLive = entry.phase === 'live';
		this.#withdraw(entry, false);
		const error = parseRefusal(words);
		const auth = error.code === 'auth-required' && !entry.replayed ? this.#ports.wantAuth() : 'never';
		if (auth !== 'never') {
			entry.replayed = auth === 'now';
			entry.phase = auth === 'now' ? 'queued' : 'needs-auth';
		} else if (overQuota.test(words)) {
			this.#limit = Math.max(1, this.#byName.size);
			this.#pause(entry, QUOTA_PAUSE);
		} else if (wasLive && error.retry !== 'never' && entry.setbacks < MOST_SETBACKS) {
			entry.setbacks += 1;
			this.#pause(entry, PAUSE);
		} else this.#finish(entry, error);
		this.#pump();
	}

	/** The connection is closed for good. */
	close(error: AppError): void {
		for (const entry of [...this.#entries]) this.#finish(entry, error);
	}

	#pump(): void {
		for (const entry of this.#entries) {
			if (!this.#open || entry.phase !== 'queued' || this.#rests(entry)) continue;
			if (this.#byName.size >= this.#limit || (entry.live && !this.#hasRoomForLive())) continue;
			entry.name = (this.#named += 1).toString(36);
			entry.phase = 'sent';
			this.#byName.set(entry.name, entry);
			const filters = typeof entry.source === 'function' ? entry.source() : entry.source;
			this.#ports.send(['REQ', entry.name, ...filters]);
		}
	}

	#rests({ live, background }: Entry): boolean {
		return this.#resting && live && !background;
	}

	/** One place is kept for pages of history, or live requests would let none through. */
	#hasRoomForLive(): boolean {
		const live = [...this.#byName.values()].filter((entry) => entry.live).length;
		return live < Math.max(1, this.#limit - 1);
	}

	#pause(entry: Entry, wait: number): void {
		entry.phase = 'paused';
		entry.timer = setTimeout(
			() => {
				entry.phase = 'queued';
				this.#limit = this.#announced;
				this.#pump();
			},
			wait * (0.5 + this.#ports.random())
		);
	}

	#withdraw(entry: Entry, tell: boolean): void {
		clearTimeout(entry.timer);
		if (entry.name === undefined) return;
		this.#byName.delete(entry.name);
		if (tell && this.#open) this.#ports.send(['CLOSE', entry.name]);
		entry.name = undefined;
	}

	#remove(entry: Entry): void {
		if (!this.#entries.delete(entry)) return;
		this.#withdraw(entry, true);
		this.#ports.onCountChange();
		this.#pump();
	}

	#finish(entry: Entry, error: AppError): void {
		if (!this.#entries.delete(entry)) return;
		this.#withdraw(entry, false);
		this.#ports.onCountChange();
		entry.handlers.onClosed?.(error);
	}
}
