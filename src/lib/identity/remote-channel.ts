/**
 * Questions to a remote signer and its answers (NIP-46), over relays. A phone kills the socket while the person is
 * in the signer app, and relays keep no ephemeral events: so a question stays open until it is answered, cancelled
 * or out of its own time, and is asked again, under the same id, whenever the person comes back.
 *
 * Whose answer it is needs no signature check: only the two ends of a NIP-44 conversation can make its MAC.
 */
import { AppError, toAppError, type ErrorCode } from '../app-error.ts';
import type { Clock } from '../clock.ts';
import { pause } from '../pause.ts';
import { isHexKey, type NostrEvent } from '../protocol/event.ts';
import type { Filter } from '../protocol/filter.ts';
import { kinds } from '../protocol/kinds.ts';
import type { KeyWorkerClient } from './key-worker-client.ts';

/** What became of a question on its way. */
export interface PublishAnswer {
	readonly status: 'ok' | 'refused' | 'unknown';
	readonly error?: { readonly code: ErrorCode };
}

/** The part of sync's relay connection that is used. */
export interface SignerRelay {
	request(
		filters: Filter[],
		handlers: { onEvents(events: NostrEvent[]): void; onEose?(): void },
		options?: { live?: boolean }
	): { close(): void };
	publish(event: NostrEvent): Promise<PublishAnswer>;
	allowAuth(): void;
	wake(): void;
}

/** Structurally sync's pool: the connection of a scope to a relay. */
export interface SignerRelays {
	connection(scope: string, relay: string): SignerRelay;
	closeScope(scope: string): void;
}

/** What a channel is made of. */
export interface ChannelPorts {
	readonly relays: SignerRelays;
	readonly keys: Pick<KeyWorkerClient, 'ask'>;
	readonly clock: Clock;
	/** Opens the sealed client key of a stored session; nothing to do while it is being made. */
	openClient?(): Promise<void>;
}

/** An answer of the signer. `from` is its author. */
export interface RemoteAnswer {
	readonly from: string;
	readonly id: string;
	readonly result: string;
	readonly error: string;
}

/** A question that waits. */
export interface RemoteQuestion {
	readonly method: string;
	/** Unix seconds. */
	readonly since: number;
	/** Where the signer wants the person to go and agree. */
	authUrl?: string;
}

interface OpenQuestion extends RemoteQuestion {
	readonly text: string;
	readonly settle: (answer: RemoteAnswer | AppError) => void;
}

/** Clocks differ; this many seconds of the past are asked for. */
const overlap = 30;
/** Milliseconds that a relay has to say that it listens. */
const standWithin = 2000;

/** A conversation with one signer, or, before it is known, with whoever answers our offer. */
export class RemoteChannel {
	readonly client: string;
	#ports: ChannelPorts;
	#relays: readonly string[];
	#signer: string | undefined;
	#open = new Map<string, OpenQuestion>();
	#requests: { close(): void }[] = [];
	/** A relay listens for the signer. */
	#standing: Promise<unknown> = Promise.resolve();
	/** Told whenever a question is asked, settled, or wants the person elsewhere. */
	onChange: () => void = () => undefined;
	/** Told of answers to no question: how a signer takes up an offer. */
	onUnasked: (answer: RemoteAnswer) => void = () => undefined;

	constructor(ports: ChannelPorts, client: string, relays: readonly string[], signer?: string) {
		this.#ports = ports;
		this.client = client;
		this.#relays = relays;
		this.#signer = signer;
	}

	/** What waits for the signer, oldest first. */
	get waiting(): RemoteQuestion[] {
		return [...this.#open.values()];
	}

	/** From now on only this signer is heard. */
	bind(signer: string): void {
		this.#signer = signer;
	}

	/** Moves to the relays the signer prefers. */
	moveTo(relays: readonly string[]): void {
		this.#stopListening();
		this.#relays = relays;
		this.listen();
	}

	/**
	 * Asks and waits. `timeoutMs` is for questions that no person answers; without it the wait ends with an answer,
	 * {@link cancel} or {@link close}. Rejects with `signer-refused` (in the signer's words), `signer-unreachable`.
	 */
	async ask(method: string, parameters: readonly string[], timeoutMs?: number): Promise<string> {
		const id = crypto.randomUUID();
		const text = JSON.stringify({ id, method, params: parameters });
		const answered = new Promise<RemoteAnswer>((resolve, reject) => {
			const settle = (answer: RemoteAnswer | AppError): void => {
				if (!this.#open.delete(id)) return;
				this.onChange();
				if (answer instanceof AppError) reject(answer);
				else resolve(answer);
			};
			this.#open.set(id, { method, text, since: this.#ports.clock(), settle });
		});
		this.onChange();
		const timer =
			timeoutMs === undefined ? undefined : setTimeout(() => this.#fail(id, 'signer-unreachable'), timeoutMs);
		void this.#send(id, text);
		try {
			const { result, error } = await answered;
			if (error) throw new AppError('signer-refused', 'now', { words: error });
			return result;
		} finally {
			clearTimeout(timer);
		}
	}

	/** Reconnects and asks every open question once more: the person is back from the signer. */
	askAgain(): void {
		for (const relay of this.#relays) this.#connection(relay).wake();
		for (const [id, question] of this.#open) void this.#send(id, question.text);
	}

	/** The person no longer wants what waits. */
	cancel(): void {
		for (const id of this.#open.keys()) this.#fail(id, 'signer-refused');
	}

	/** Ends the conversation and its connections. */
	close(): void {
		this.cancel();
		this.#stopListening();
		this.#ports.relays.closeScope(this.client);
		void this.#ports.keys.ask('lock', { pubkey: this.client });
	}

	#connection(relay: string): SignerRelay {
		const connection = this.#ports.relays.connection(this.client, relay);
		// The client key is made for this signer alone: showing it to the relay tells nothing about the person.
		connection.allowAuth();
		return connection;
	}

	/** Hears the signer, and what relays still have of it `since` then; the first question does it too. */
	listen(since = this.#ports.clock()): void {
		if (this.#requests.length > 0) return;
		const filter = { kinds: [kinds.nostrConnect], '#p': [this.client], since: since - overlap };
		const onEvents = (events: NostrEvent[]): void => {
			for (const event of events) void this.#receive(event);
		};
		const { promise, resolve } = Promise.withResolvers<unknown>();
		const onEose = (): void => resolve(undefined);
		this.#standing = Promise.race([promise, pause(standWithin)]);
		this.#requests = this.#relays.map((relay) =>
			this.#connection(relay).request([filter], { onEvents, onEose }, { live: true })
		);
	}

	#stopListening(): void {
		for (const request of this.#requests) request.close();
		this.#requests = [];
	}

	async #send(id: string, text: string): Promise<void> {
		try {
			// The client key is open before the relay can ask for it (NIP-42).
			await this.#ports.openClient?.();
			this.listen();
			// Relays keep no ephemeral events: an answer that came before is lost.
			await this.#standing;
			const event = await this.#seal(text);
			const outcomes = await Promise.all(this.#relays.map((relay) => this.#connection(relay).publish(event)));
			if (!outcomes.some(mayHaveArrived)) this.#fail(id, 'signer-unreachable');
		} catch (cause) {
			this.#open.get(id)?.settle(toAppError(cause));
		}
	}

	async #seal(text: string): Promise<NostrEvent> {
		const { keys, clock } = this.#ports;
		const peer = this.#signer ?? '';
		const content = await keys.ask('encrypt', { pubkey: this.client, peer, text });
		const template = { kind: kinds.nostrConnect, tags: [['p', peer]], content, created_at: clock() };
		return keys.ask('sign', { pubkey: this.client, template });
	}

	async #receive(event: NostrEvent): Promise<void> {
		if (event.kind !== kinds.nostrConnect || (this.#signer && event.pubkey !== this.#signer)) return;
		const question = { pubkey: this.client, peer: event.pubkey, text: event.content };
		const text = await this.#ports.keys.ask('decrypt', question).catch(() => '');
		const answer = parseAnswer(text, event.pubkey);
		if (!answer) return;
		const open = this.#open.get(answer.id);
		if (!open) this.onUnasked(answer);
		else if (answer.result === 'auth_url') this.#sendPerson(open, answer.error);
		else open.settle(answer);
	}

	#sendPerson(question: OpenQuestion, url: string): void {
		if (!URL.canParse(url) || new URL(url).protocol !== 'https:') return;
		question.authUrl = url;
		this.onChange();
	}

	#fail(id: string, code: ErrorCode): void {
		this.#open.get(id)?.settle(new AppError(code, 'now'));
	}
}

/** Many relays never say OK to an ephemeral event: silence after it was sent is no failure. */
function mayHaveArrived({ status, error }: PublishAnswer): boolean {
	return status === 'ok' || (status === 'unknown' && error?.code === 'unknown-outcome');
}

/** Reads the decrypted text of an answer; undefined when it is none. */
export function parseAnswer(text: string, from: string): RemoteAnswer | undefined {
	try {
		const value = JSON.parse(text) as Record<string, unknown> | null;
		const { id, result, error } = value ?? {};
		if (typeof id !== 'string' || !isHexKey(from)) return undefined;
		return { from, id, result: textOf(result), error: textOf(error) };
	} catch {
		return undefined;
	}
}

/** Some signers answer with an object where the NIP wants its JSON. */
function textOf(value: unknown): string {
	if (typeof value === 'string') return value;
	return value === undefined || value === null ? '' : JSON.stringify(value);
}
