/**
 * The wide network as the relays of one account see it. Those that the account's own list names may know who asks
 * (NIP-42), and no others: AUTH tells who one is. They are asked over sync's connection, whose AUTH ends at the relay's
 * OK; NDK's neither asks again after it nor says that an event waits for it.
 */
import { AppError, isAppError } from '../app-error.ts';
import { pause } from '../pause.ts';
import type { NostrEvent } from '../protocol/event.ts';
import { matchesFilter, type Filter } from '../protocol/filter.ts';
import type { Signer } from '../protocol/signer.ts';
import type { PublishAnswer } from './remote-channel.ts';
import type { VerifyEvents } from './signed-answer.ts';
import type { LoadNetwork, WideNetwork } from './wide-network.ts';

/** The part of sync's relay connection that is used. */
interface KnownRelay {
	authenticate(): Promise<AppError | undefined>;
	request(
		filters: Filter[],
		handlers: {
			onEvents(events: NostrEvent[]): void;
			onEose(): void;
			onClosed(error: AppError): void;
		}
	): { close(): void };
	publish(event: NostrEvent): Promise<PublishAnswer & { readonly error?: AppError }>;
}

/** What is needed to let relays know who asks. */
export interface OwnRelaysPorts {
	readonly signer: Signer;
	readonly network: LoadNetwork;
	/** Structurally sync's pool. */
	readonly relays: { connection(scope: string, relay: string): KnownRelay };
	readonly verify: VerifyEvents;
}

/** Milliseconds that a relay has to answer once it knows who asks. */
const answerMs = 8_000;

/** The relays of one account, beyond those of its groups. */
export class OwnRelays {
	#ports: OwnRelaysPorts;
	#network: WideNetwork | undefined;
	#chosen: readonly string[] = [];
	#isAct = false;
	/** Refused what nobody signed for. */
	#strict = new Set<string>();
	/** Nobody signed for them when they were last asked: only an act asks again. */
	#unsigned = new Set<string>();

	constructor(ports: OwnRelaysPorts) {
		this.#ports = ports;
	}

	/** Loads the network. Only with `isAct` may a locked key be asked for: nothing is unlocked to look. */
	async open(isAct: boolean): Promise<void> {
		this.#network = await this.#ports.network();
		this.#isAct = isAct;
	}

	/** These relays are on the account's own list. */
	choose(relays: readonly string[]): void {
		this.#chosen = relays;
	}

	/** Whether an answer would be another one if the relay knew who asks, as it may. */
	canAskAgain(relay: string, answer: unknown): boolean {
		return isAppError(answer) && answer.code === 'auth-required' && this.#mayKnow(relay);
	}

	/** All that one relay has for a filter, verified; an error when it did not answer to the end. */
	async fetch(relay: string, filter: Filter): Promise<NostrEvent[] | AppError> {
		if (!this.#strict.has(relay)) {
			const answer = await this.#wide.fetch(relay, filter);
			if (!this.canAskAgain(relay, answer)) return answer;
			this.#strict.add(relay);
		}
		const connection = await this.#introduce(relay);
		return isAppError(connection) ? connection : this.#ask(connection, filter);
	}

	/** Offers an event to one relay; undefined when the relay took it. */
	async publish(relay: string, event: NostrEvent): Promise<AppError | undefined> {
		if (!this.#strict.has(relay)) {
			const error = await this.#wide.publish(relay, event);
			const isAsked = this.#wide.hasAsked(relay) && error?.code === 'unknown-outcome' && this.#mayKnow(relay);
			if (!isAsked && !this.canAskAgain(relay, error)) return error;
			this.#strict.add(relay);
		}
		const connection = await this.#introduce(relay);
		if (isAppError(connection)) return connection;
		const { status, error } = await connection.publish(event);
		return status === 'ok' ? undefined : (error ?? new AppError('unknown-outcome', 'later'));
	}

	get #wide(): WideNetwork {
		if (!this.#network) throw new Error('the network is opened first');
		return this.#network;
	}

	#mayKnow(relay: string): boolean {
		const { kind, needsPerson } = this.#ports.signer;
		const mayAsk = !this.#unsigned.has(relay) && (kind !== 'key' || !needsPerson);
		return this.#chosen.includes(relay) && (this.#isAct || mayAsk);
	}

	async #introduce(relay: string): Promise<KnownRelay | AppError> {
		if (!this.#mayKnow(relay)) return new AppError('auth-required', 'now');
		const connection = this.#ports.relays.connection(this.#ports.signer.pubkey, relay);
		// A signer may be away: what the other relays have said does not wait for it.
		const late = (): AppError => new AppError('timeout', 'later');
		const patience = this.#isAct ? [] : [pause(answerMs).then(late)];
		const error = await Promise.race([connection.authenticate(), ...patience]);
		if (error) this.#unsigned.add(relay);
		else this.#unsigned.delete(relay);
		return error ?? connection;
	}

	async #ask(connection: KnownRelay, filter: Filter): Promise<NostrEvent[] | AppError> {
		const events = new Map<string, NostrEvent>();
		const { promise, resolve } = Promise.withResolvers<AppError | undefined>();
		const timer = setTimeout(() => resolve(new AppError('timeout', 'later')), answerMs);
		const request = connection.request([filter], {
			onEvents: (batch) => {
				for (const event of batch) if (matchesFilter(event, filter)) events.set(event.id, event);
			},
			onEose: () => resolve(undefined),
			onClosed: resolve
		});
		const error = await promise;
		clearTimeout(timer);
		request.close();
		if (error) return error;
		const found = [...events.values()];
		const verdicts = await this.#ports.verify(found);
		return found.filter((_, at) => verdicts[at]);
	}
}
