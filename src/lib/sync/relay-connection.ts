import { AppError } from '../app-error.ts';
import type { Clock } from '../clock.ts';
import type { NostrEvent } from '../protocol/event.ts';
import type { Signer } from '../protocol/signer.ts';
import { backOff } from './back-off.ts';
import { ConnectionHolds } from './connection-holds.ts';
import type { ConnectionStatus } from './connection-status.ts';
import { RelayAuth, type AuthProspect } from './relay-auth.ts';
import type { RelayMessage } from './relay-message.ts';
import { RelayPublications, type PublishOutcome } from './relay-publications.ts';
import {
	RelayRequests,
	type FilterSource,
	type RelayRequest,
	type RequestHandlers,
	type RequestOptions
} from './relay-requests.ts';
import { SocketProbe } from './socket-probe.ts';
import { RelaySocket, type WebSocketConstructor } from './relay-socket.ts';

/** What connections take from outside. */
export interface ConnectionPorts {
	/** Who signs for an account; undefined for nobody, and while there is no signer. */
	signerOf(scope: string): Signer | undefined;
	clock: Clock;
	/** 0-1. */
	random(): number;
	/** The platform's, unless a test scripts one. */
	WebSocket?: WebSocketConstructor;
}

/** Milliseconds. */
const CONNECT_WAIT = 10_000;
const STABLE_AFTER = 10_000;
const LINGER = 20_000;
const PUBLISH_WAIT = 10_000;

/**
 * The one connection of a scope (an account, or nobody) to a relay: relays add up the AUTHs of a socket, so accounts
 * never share one. It connects while something is wanted of it, comes back by itself, and notices sockets that died
 * in silence by asking a question that every relay answers.
 */
export class RelayConnection {
	readonly relay: string;
	readonly scope: string;

	readonly #ports: ConnectionPorts;
	readonly #auth: RelayAuth;
	readonly #requests: RelayRequests;
	readonly #publications: RelayPublications;
	readonly #listeners = new Set<() => void>();
	#link: Pick<ConnectionStatus, 'phase' | 'error' | 'retryAt'> = { phase: 'idle' };
	#status: ConnectionStatus = { phase: 'idle', auth: 'none' };
	#socket: RelaySocket | undefined;
	#probe: SocketProbe | undefined;
	/** Milliseconds of the monotonic clock; undefined before the socket is open. */
	#openedAt: number | undefined;
	#attempt = 0;
	readonly #holds = new ConnectionHolds(() => this.#onWantChange());
	#resting = false;
	/** The end of the wait for the socket to open, or for the next try. */
	#connectTimer: ReturnType<typeof setTimeout> | undefined;
	#lingerTimer: ReturnType<typeof setTimeout> | undefined;

	constructor(relay: string, scope: string, ports: ConnectionPorts) {
		this.relay = relay;
		this.scope = scope;
		this.#ports = ports;
		const shared = {
			send: (frame: readonly unknown[]) => this.#socket?.send(frame),
			wantAuth: () => this.#wantAuth(),
			onCountChange: () => this.#onWantChange(),
			random: () => ports.random(),
			clock: ports.clock
		};
		this.#requests = new RelayRequests(shared);
		this.#publications = new RelayPublications(shared);
		this.#auth = new RelayAuth({
			relay,
			signer: () => ports.signerOf(scope),
			clock: ports.clock,
			send: shared.send,
			onChange: () => this.#onAuthChange()
		});
	}

	get status(): ConnectionStatus {
		return this.#status;
	}

	/** Calls back after every change of {@link status}. Returns how to stop. */
	onStatus(callback: () => void): () => void {
		this.#listeners.add(callback);
		return () => void this.#listeners.delete(callback);
	}

	/**
	 * Asks the relay for events. A live request stays until it is closed and is sent again after every reconnect; one
	 * that is not ends with its EOSE, or goes on after a reconnect. Both are sent once more after an AUTH they needed.
	 */
	request(filters: FilterSource, handlers: RequestHandlers, options: RequestOptions = {}): RelayRequest {
		return this.#requests.add(filters, handlers, options);
	}

	/** Offers an event. Rejects never: silence is `unknown`, also when the relay could not be reached in time. */
	publish(event: NostrEvent, options: { timeoutMs?: number } = {}): Promise<PublishOutcome> {
		const outcome = this.#publications.add(event, options.timeoutMs ?? PUBLISH_WAIT);
		// No answer may mean a socket that died: it is found out before the next try.
		void outcome.then(({ status }) => status === 'unknown' && this.#probe?.ask());
		return outcome;
	}

	/** An act of the person (joining, writing, listening): from now on this relay may know who they are. */
	allowAuth(): void {
		this.#auth.allow();
	}

	/** Allows AUTH and resolves when the relay has accepted it, or when it asks for none; else with the error. */
	async authenticate(): Promise<AppError | undefined> {
		this.allowAuth();
		const release = this.hold();
		try {
			if (!(await this.connected())) return new AppError('offline', 'later');
			const result = await this.#auth.authenticate();
			if (result === 'dropped') return new AppError('relay-closed', 'now');
			return result instanceof AppError ? result : undefined;
		} finally {
			release();
		}
	}

	/** Keeps the connection wanted although nothing is asked of it, or only until it `rests`. Returns how to let go. */
	hold({ rests = false } = {}): () => void {
		return this.#holds.add(rests);
	}

	/** Nobody looks, or somebody does again. Resting, it asks for nothing live but what goes on in the background. */
	rest(resting: boolean): void {
		if (this.#resting === resting || this.#link.phase === 'closed') return;
		this.#resting = resting;
		// First, so that whoever is told may prepare what is asked afterwards.
		if (resting) this.#setLink(this.#link);
		this.#requests.rest(resting);
		this.#onWantChange();
		if (!resting) this.#setLink(this.#link);
	}

	/** Connects now if need be and tells whether the connection stands, at the latest when this try has failed. */
	async connected(): Promise<boolean> {
		const release = this.hold();
		if (this.#link.phase === 'waiting') this.#connect();
		while (this.#link.phase === 'connecting') {
			await new Promise<void>((resolve) => {
				const stop = this.onStatus(() => resolve(stop()));
			});
		}
		release();
		return this.#link.phase === 'open';
	}

	/** How many subscriptions the relay announces to allow at a time (NIP-11). */
	limitSubscriptions(count: number): void {
		this.#requests.limit(count);
	}

	/** The page is visible or the network is back: retries now, or finds out whether the socket is still alive. */
	wake(): void {
		this.#attempt = 0;
		if (this.#link.phase === 'waiting') this.#connect();
		else this.#probe?.ask();
	}

	/** Ends it for good; requests end with `aborted`, what was offered is `unknown`. */
	close(): void {
		this.#setLink({ phase: 'closed' });
		clearTimeout(this.#connectTimer);
		this.#requests.close(new AppError('aborted', 'never'));
		this.#publications.close();
		clearTimeout(this.#lingerTimer);
		this.#socket?.close();
		this.#listeners.clear();
	}

	get #wanted(): boolean {
		return this.#requests.count + this.#publications.count + this.#holds.count(this.#resting) > 0;
	}

	#onWantChange(): void {
		clearTimeout(this.#lingerTimer);
		if (!this.#wanted) {
			// A page that is left and entered again finds its socket open; one that is left for good costs nothing.
			this.#lingerTimer = setTimeout(() => this.#rest(), LINGER);
		} else if (this.#link.phase === 'idle') this.#connect();
	}

	#rest(): void {
		if (this.#link.phase === 'closed') return;
		clearTimeout(this.#connectTimer);
		this.#setLink({ phase: 'idle' });
		this.#socket?.close();
	}

	#connect(): void {
		clearTimeout(this.#connectTimer);
		this.#setLink({ phase: 'connecting' });
		this.#openedAt = undefined;
		const handlers = {
			onOpen: () => this.#onOpen(),
			onEvents: (name: string, events: NostrEvent[]) => this.#requests.onEvents(name, events),
			onMessage: (message: Exclude<RelayMessage, { type: 'event' }>) => this.#onMessage(message),
			onEnd: () => this.#onEnd()
		};
		try {
			const socket = new RelaySocket(this.relay, handlers, this.#ports.WebSocket ?? WebSocket);
			this.#socket = socket;
			this.#connectTimer = setTimeout(() => socket.close(), CONNECT_WAIT);
		} catch {
			// The platform refuses the address, and says why only in its console.
			this.#onEnd();
		}
	}

	#onOpen(): void {
		clearTimeout(this.#connectTimer);
		this.#openedAt = performance.now();
		if (this.#socket) this.#probe = new SocketProbe(this.#socket);
		this.#setLink({ phase: 'open' });
		this.#publications.onOpen();
		this.#requests.onOpen();
	}

	#onMessage(message: Exclude<RelayMessage, { type: 'event' }>): void {
		if (message.type === 'auth') this.#auth.onChallenge(message.challenge);
		else if (message.type === 'eose') {
			if (!this.#probe?.onEose(message.subscription)) {
				this.#requests.onEose(message.subscription, message.hint);
			}
		} else if (message.type === 'closed') this.#requests.onClosed(message.subscription, message.words);
		else if (message.type === 'notice') {
			if (!this.#probe?.asking) this.#publications.onNotice(message.words);
		} else if (!this.#auth.onOk(message.id, message.accepted, message.words)) {
			this.#publications.onOk(message.id, message.accepted, message.words);
		}
	}

	#onEnd(): void {
		const openedAt = this.#openedAt;
		if (openedAt !== undefined && performance.now() - openedAt > STABLE_AFTER) this.#attempt = 0;
		this.#socket = undefined;
		clearTimeout(this.#connectTimer);
		this.#probe?.stop();
		this.#probe = undefined;
		this.#requests.onDrop();
		this.#publications.onDrop();
		this.#auth.onDrop();
		if (this.#link.phase === 'closed' || this.#link.phase === 'idle') return;
		if (!this.#wanted) {
			this.#setLink({ phase: 'idle' });
			return;
		}
		const wait = backOff((this.#attempt += 1), () => this.#ports.random());
		const error = new AppError(openedAt === undefined ? 'relay-unreachable' : 'relay-closed', 'later');
		this.#setLink({ phase: 'waiting', error, retryAt: Date.now() + wait });
		this.#connectTimer = setTimeout(() => this.#connect(), wait);
	}

	#wantAuth(): AuthProspect {
		if (this.#auth.status === 'ok') return 'now';
		if (!this.#auth.allowed || this.#auth.status === 'refused') return 'never';
		void this.#auth.authenticate().then((result) => {
			if (result === 'unasked') this.#onAuthFailed(new AppError('auth-required', 'now'));
		});
		return 'wait';
	}

	#onAuthChange(): void {
		this.#setLink(this.#link);
		const { status, error } = this.#auth;
		if (status === 'ok') {
			this.#requests.onAuthOk();
			this.#publications.onAuthOk();
		} else if (status === 'refused' && error) this.#onAuthFailed(error);
	}

	#onAuthFailed(error: AppError): void {
		this.#requests.onAuthFailed(error);
		this.#publications.onAuthFailed(error);
	}

	#setLink(link: Pick<ConnectionStatus, 'phase' | 'error' | 'retryAt'>): void {
		this.#link = link;
		const { status: auth, error } = this.#auth;
		this.#status = { ...link, auth, error: link.error ?? error, ...(this.#resting ? { resting: true } : {}) };
		for (const listener of [...this.#listeners]) listener();
	}
}
