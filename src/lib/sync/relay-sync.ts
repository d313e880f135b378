import { isAppError, toAppError, type AppError } from '../app-error.ts';
import { log } from '../log.ts';
import type { NostrEvent } from '../protocol/event.ts';
import { groupIdOf } from '../protocol/event.ts';
import { kinds } from '../protocol/kinds.ts';
import type { EventCache } from '$lib/storage/event-cache';
import type { Scope } from '$lib/storage/scope';
import { EventIntake, type Intake } from './event-intake.ts';
import { fetchPage } from './history-walk.ts';
import { admitRelayState, type Authority } from './relay-authority.ts';
import type { RelayConnection } from './relay-connection.ts';
import type { RelayFacts } from './relay-facts.ts';
import { learnLimits } from './relay-limits.ts';
import type { EoseHint } from './relay-message.ts';
import type { RelayRequest } from './relay-requests.ts';
import type { Verifier } from './verifier.ts';

/** How the list of a relay's groups is being kept up to date; as of a group. */
export interface RelaySyncStatus {
	readonly phase: 'idle' | 'connecting' | 'loading' | 'live' | 'offline' | 'refused';
	readonly error?: AppError;
}

interface Ports {
	connection: RelayConnection;
	cache: Pick<EventCache, 'put'>;
	verifier: Verifier;
	facts: Authority & Pick<RelayFacts, 'information'>;
}

/** Pages of a long list, and events of one. */
const MOST_PAGES = 10;
const PAGE = 500;
const listKinds = [kinds.groupMetadata, kinds.livekitParticipants];

/** Keeps the groups that a relay shows to one account (39000), and who is in their rooms (39004), in the cache. */
export class RelaySync {
	readonly #ports: Ports;
	readonly #intake: EventIntake;
	readonly #listeners = new Set<() => void>();
	#status: RelaySyncStatus = { phase: 'idle' };
	#request: RelayRequest | undefined;
	#stop: (() => void) | undefined;
	#refusal: AppError | undefined;
	#error: AppError | undefined;
	#answered = false;

	constructor(ports: Ports, shelf: { scope: Scope; relay: string }) {
		this.#ports = ports;
		const { cache, verifier, facts } = ports;
		const belongs = (event: NostrEvent): boolean =>
			(listKinds as number[]).includes(event.kind) && groupIdOf(event) !== undefined;
		const admit = (events: NostrEvent[]) => admitRelayState(facts, shelf.relay, events);
		this.#intake = new EventIntake({ cache, verifier, belongs, admit }, shelf);
	}

	get status(): RelaySyncStatus {
		return this.#status;
	}

	/** Calls back after every change of {@link status}. Returns how to stop. */
	onStatus(callback: () => void): () => void {
		this.#listeners.add(callback);
		return () => void this.#listeners.delete(callback);
	}

	/** Starts, or asks again after a refusal. */
	open(): void {
		if (this.#request) return;
		this.#refusal = undefined;
		if (!this.#stop) {
			this.#stop = this.#ports.connection.onStatus(() => this.#onConnection());
			void learnLimits(this.#ports.facts, this.#ports.connection);
		}
		let taking: Promise<Intake>[] = [];
		this.#request = this.#ports.connection.request(
			[{ kinds: listKinds }],
			{
				onEvents: (events) => {
					const taken = this.#intake.take(events);
					taken.catch((cause: unknown) => this.#fail(cause));
					taking.push(taken);
				},
				onEose: (hint) => {
					const page = taking;
					taking = [];
					this.#finishPage(page, hint).catch((cause: unknown) => this.#fail(cause));
				},
				onClosed: (error) => {
					this.#refusal = error;
					this.#request = undefined;
					this.#update();
				}
			},
			{ live: true }
		);
		this.#update();
	}

	/** Stops; what the cache has stays. */
	close(): void {
		this.#request?.close();
		this.#stop?.();
		this.#request = this.#stop = undefined;
		this.#refusal = undefined;
		this.#answered = false;
		this.#update();
	}

	/** The list is as long as the relay makes its answers: the rest is asked for until twice nothing new comes. */
	async #finishPage(taking: Promise<Intake>[], hint?: EoseHint): Promise<void> {
		const first = (await Promise.all(taking)).flatMap(({ fresh }) => fresh);
		this.#answered = true;
		this.#update();
		// By address: relay29 makes these events anew, with another id, for every question.
		const met = new Set(first.map(addressOf));
		let until = Math.min(...first.map((event) => event.created_at));
		for (let quiet = 0, pages = 0; first.length > 0 && quiet < 2 && pages < MOST_PAGES; pages += 1) {
			if (hint === 'finish') return;
			const filter = { kinds: [kinds.groupMetadata], until: until - quiet, limit: PAGE };
			const page = await fetchPage({ connection: this.#ports.connection, intake: this.#intake }, filter);
			if (isAppError(page)) return this.#fail(page);
			const news = page.fresh.filter((event) => !met.has(addressOf(event)));
			for (const event of news) met.add(addressOf(event));
			until = Math.min(until, ...news.map((event) => event.created_at));
			quiet = news.length > 0 ? 0 : quiet + 1;
			({ hint } = page);
		}
	}

	#onConnection(): void {
		const { phase, auth } = this.#ports.connection.status;
		if (phase !== 'open') this.#answered = false;
		else if (auth === 'ok' && this.#refusal) this.open();
		this.#update();
	}

	#fail(cause: unknown): void {
		if (!this.#request) return; // nobody waits for it any more
		this.#error = toAppError(cause);
		log('relay-sync', `the list of groups: ${this.#error.code}`, cause);
		this.#update();
	}

	#update(): void {
		this.#status = this.#phase();
		for (const listener of [...this.#listeners]) listener();
	}

	#phase(): RelaySyncStatus {
		const { phase, error } = this.#ports.connection.status;
		if (this.#refusal) return { phase: 'refused', error: this.#refusal };
		if (!this.#request) return { phase: 'idle' };
		if (phase === 'waiting' || phase === 'closed') return { phase: 'offline', error };
		if (phase !== 'open') return { phase: 'connecting' };
		return { phase: this.#answered ? 'live' : 'loading', error: this.#error };
	}
}

function addressOf(event: NostrEvent): string {
	return `${event.kind} ${groupIdOf(event) ?? ''}`;
}
