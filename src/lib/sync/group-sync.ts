import { AppError, toAppError } from '../app-error.ts';
import type { Clock } from '../clock.ts';
import { log } from '../log.ts';
import { groupIdOf, type NostrEvent } from '../protocol/event.ts';
import type { Filter } from '../protocol/filter.ts';
import { isRelayState, kinds } from '../protocol/kinds.ts';
import type { Coverage } from '$lib/storage/coverage';
import type { EventCache } from '$lib/storage/event-cache';
import type { EventPosition } from '$lib/storage/event-record';
import type { Gap } from '$lib/storage/intervals';
import type { Place } from '$lib/storage/place';
import { EventIntake, type Intake, type SeenEvent } from './event-intake.ts';
import { phaseOn, type GroupSyncStatus } from './group-sync-status.ts';
import { GroupHistory } from './group-history.ts';
import { GroupState } from './group-state.ts';
import { GroupProgress, type Round } from './group-progress.ts';
import { actions, conversationFilters, messages, type Track } from './group-tracks.ts';
import { joinIntakes } from './history-walk.ts';
import type { Authority } from './relay-authority.ts';
import type { RelayConnection } from './relay-connection.ts';
import type { RelayFacts } from './relay-facts.ts';
import { learnLimits } from './relay-limits.ts';
import type { EoseHint } from './relay-message.ts';
import type { RelayRequest } from './relay-requests.ts';
import type { Verifier } from './verifier.ts';

interface Ports {
	connection: RelayConnection;
	cache: EventCache;
	coverage: Coverage;
	verifier: Verifier;
	facts: Authority & Pick<RelayFacts, 'information'>;
	clock: Clock;
}

/** Milliseconds before a relay that says nothing is called slow. */
const PATIENCE = 10_000;

/**
 * Keeps one group of one relay in the cache while it is open: the relay's state of it, the newest messages, then
 * everything as it happens, and what was missed in between. Two requests, because relays refuse 39000-39005 mixed
 * with other kinds, and no other group is in them, because one that is refused would take the others with it.
 */
export class GroupSync {
	readonly #ports: Ports;
	readonly #place: Place;
	readonly #state: GroupState;
	readonly #conversation: EventIntake;
	readonly #history: GroupHistory;
	#progress: GroupProgress;
	/** What was verified in this session, of the conversation. */
	readonly #seen = new Map<string, SeenEvent>();
	readonly #listeners = new Set<() => void>();
	#status: GroupSyncStatus = { phase: 'idle', reachedStart: false };
	#opening = 0;
	/** Settles when all that was received is known to be. */
	#received: Promise<unknown> = Promise.resolve();
	#request: RelayRequest | undefined;
	#refusal: AppError | undefined;
	#round: Round | undefined;
	#slow: ReturnType<typeof setTimeout> | undefined;
	#stops: (() => void)[] = [];
	#error: AppError | undefined;
	#reachedStart = false;

	constructor(ports: Ports, place: Place) {
		const { cache, verifier } = ports;
		[this.#ports, this.#place] = [ports, place];
		const conversation = {
			cache,
			verifier,
			belongs: (event: NostrEvent) => !isRelayState(event.kind) && groupIdOf(event) === place.id
		};
		this.#conversation = new EventIntake(conversation, place, this.#seen);
		const [onChange, onNamed] = [() => this.#update(), () => this.#onNamed()];
		const told = { onChange, onNamed, onVanish: () => this.restart(), onFail: this.#fail };
		this.#state = new GroupState({ ...ports, ...told }, place);
		// Pages of history have a way of their own into the cache: what is said now does not wait behind them.
		const intake = new EventIntake(conversation, place, this.#seen);
		const onAttachments = () => void this.#round?.progress.hear(this.#round.sentAt).catch(this.#fail);
		const history = { intake, isWanted: () => this.#stops.length > 0, onAttachments };
		this.#history = new GroupHistory({ ...ports, ...history }, place);
		this.#progress = this.#createProgress();
	}

	get status(): GroupSyncStatus {
		return this.#status;
	}

	/** Of a `live` group: the relay shows everything but what it is. There is none, or it is kept from this account. */
	get isAbsent(): boolean {
		return this.#state.isAbsent;
	}

	/** Calls back after every change of {@link status}. Returns how to stop. */
	onStatus(callback: () => void): () => void {
		this.#listeners.add(callback);
		return () => void this.#listeners.delete(callback);
	}

	/** Starts, or asks again for what the relay has refused. */
	open(): void {
		if (this.#stops.length > 0) {
			this.#retry();
			return;
		}
		const { connection, cache, facts } = this.#ports;
		this.#stops = [connection.onStatus(() => this.#onConnection()), connection.hold({ rests: true })];
		this.#state.open();
		this.#askAgain();
		cache.markOpened(this.#place).catch(this.#fail);
		void learnLimits(facts, connection);
		this.#update();
	}

	/** Stops; what the cache has stays. */
	close(): void {
		this.#request?.close();
		this.#state.close();
		for (const stop of this.#stops) stop();
		clearTimeout(this.#slow);
		this.#request = this.#refusal = this.#round = undefined;
		this.#stops = [];
		this.#update();
	}

	/** Begins as on a new device, because what this one had is cleared: what is remembered here would claim it. */
	restart(): void {
		const wasOpen = this.#stops.length > 0;
		this.#reachedStart = false;
		this.close();
		this.#seen.clear();
		this.#progress.end();
		this.#progress = this.#createProgress();
		if (wasOpen) this.open();
	}

	/**
	 * Makes sure that the page of messages before a position is on the device, complete; at once where it is. To be
	 * called before older messages of the cache are shown: behind a gap the cache has some, but not all.
	 */
	async loadOlder(before: EventPosition): Promise<'more' | 'start' | AppError> {
		const result = await this.#history.loadOlder(before).catch(toAppError);
		if (result === 'start') this.#reachedStart = true;
		this.#update();
		return result;
	}

	/** The same towards the present, for who reads in the middle of history. `live`: nothing is newer. */
	loadNewer(after: EventPosition): Promise<'more' | 'live' | AppError> {
		return this.#history.loadNewer(after).catch(toAppError);
	}

	/** Brings a message and its surroundings onto the device; false when the relay does not have it. */
	loadAround(eventId: string): Promise<boolean | AppError> {
		return this.#history.loadAround(eventId).catch(toAppError);
	}

	#createProgress(): GroupProgress {
		const closeGap = (track: Track, gap: Gap) => this.#history.closeGap(track, gap);
		return new GroupProgress({ ...this.#ports, closeGap }, this.#place);
	}

	#ask(): void {
		this.#request?.close();
		this.#refusal = undefined;
		this.#request = this.#ports.connection.request(
			() => this.#startRound(),
			{
				onEvents: (events) => this.#take(events),
				onEose: (hint) => this.#onEose(hint),
				onClosed: (error) => {
					this.#refusal = error;
					this.#update();
				}
			},
			{ live: true }
		);
	}

	/** Asks once the device has said how far it knows the group: a line that stands again at once must not outrun it. */
	#askAgain(): void {
		this.#request?.close();
		const opening = (this.#opening += 1);
		void this.#recall()
			.catch(this.#fail)
			.then(() => {
				if (opening === this.#opening && this.#stops.length > 0) this.#ask();
			});
	}

	#retry(): void {
		if (this.#state.refusal || this.#state.isAbsent) this.#state.open();
		if (this.#refusal) this.#ask();
		this.#update();
	}

	/** Let in meanwhile: what was refused before, or left out in silence, is asked for again. */
	#onNamed(): void {
		if (this.#refusal || (this.#round?.caughtUp && this.#seen.size === 0)) this.#ask();
	}

	/** The filters of the conversation, as they are now: the newest page, or what came since the last time. */
	#startRound(): Filter[] {
		const progress = this.#progress;
		const floors = new Map([messages, actions].map((track) => [track, progress.floor(track)]));
		const round: Round = { sentAt: this.#ports.clock(), floors, taking: [], progress, caughtUp: false };
		this.#round = round;
		clearTimeout(this.#slow);
		this.#slow = setTimeout(() => this.#fail(new AppError('timeout', 'later')), PATIENCE);
		this.#update();
		return conversationFilters(this.#place, round.sentAt, round.floors);
	}

	#take(events: NostrEvent[]): void {
		const round = this.#round;
		const taking = this.#conversation.take(events);
		round?.taking?.push(taking);
		const known = taking.then(({ fresh }) => round?.progress.extend(fresh, round.sentAt)).catch(this.#fail);
		this.#received = this.#received.then(() => known);
	}

	#onEose(hint?: EoseHint): void {
		const round = this.#round;
		clearTimeout(this.#slow);
		if (this.#error?.code === 'timeout') this.#error = undefined;
		if (!round) return;
		Promise.all(round.taking ?? [])
			.then((intakes) => this.#finishRound(round, joinIntakes(intakes), hint))
			.catch(this.#fail);
		round.taking = undefined;
	}

	async #finishRound(round: Round, { seen, fresh, stored }: Intake, hint?: EoseHint): Promise<void> {
		this.#history.learnCap(seen.filter(({ kind }) => kind === kinds.chat).length);
		// Of messages that the device had, what happened since comes by itself.
		void this.#history.loadAttachments(round.floors.get(messages) === undefined ? fresh : stored);
		for (const track of [messages, actions]) {
			const page = { sentAt: round.sentAt, floor: round.floors.get(track), seen, hint };
			await round.progress.settle(track, page);
		}
		for (const track of [messages, actions]) {
			const error = await round.progress.catchUp(track);
			if (error) this.#fail(error);
		}
		if (await round.progress.askedByClock(round)) return this.#askAgain();
		round.caughtUp = true;
		this.#reachedStart ||= await this.#progress.reachedStart();
		this.#update();
		// Of a line that was cut the next one takes stock.
		if (this.#round === round) await this.#history.refreshNewest();
	}

	async #recall(): Promise<void> {
		// What came just before the line was cut is not to be asked for again.
		await this.#received;
		await this.#progress.recall();
		this.#reachedStart = await this.#progress.reachedStart();
	}

	#onConnection(): void {
		const { phase, auth, resting } = this.#ports.connection.status;
		if (phase !== 'open' || resting) {
			this.#state.interrupt();
			if (this.#round && !this.#refusal) this.#askAgain();
			this.#round = undefined;
			clearTimeout(this.#slow);
		} else if (auth === 'ok') this.#retry();
		this.#update();
	}

	readonly #fail = (cause: unknown): void => {
		if (this.#stops.length === 0) return; // nobody waits for it any more
		this.#error = toAppError(cause);
		log('group-sync', `${this.#place.relay}: ${this.#error.code}`, cause);
		this.#update();
	};

	#update(): void {
		const status = { ...this.#phase(), reachedStart: this.#reachedStart };
		const { phase, error, reachedStart } = this.#status;
		if (status.phase === phase && status.error === error && status.reachedStart === reachedStart) return;
		this.#status = status;
		for (const listener of [...this.#listeners]) listener();
	}

	#phase(): Pick<GroupSyncStatus, 'phase' | 'error'> {
		if (this.#stops.length === 0) return { phase: 'idle' };
		const refusal = this.#refusal ?? this.#state.refusal;
		if (refusal) return { phase: 'refused', error: refusal };
		const isLive = this.#round?.caughtUp && this.#state.answered;
		return phaseOn(this.#ports.connection.status, isLive ? 'live' : 'loading', this.#error);
	}
}
