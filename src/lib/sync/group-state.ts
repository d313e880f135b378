import type { AppError } from '../app-error.ts';
import { groupIdOf, hasTag, type NostrEvent } from '../protocol/event.ts';
import { isRelayState, kinds } from '../protocol/kinds.ts';
import type { EventCache } from '$lib/storage/event-cache';
import type { Place } from '$lib/storage/place';
import { NOBODY } from '$lib/storage/scope';
import { EventIntake } from './event-intake.ts';
import { stateFilters } from './group-tracks.ts';
import { admitRelayState, type Authority } from './relay-authority.ts';
import type { RelayConnection } from './relay-connection.ts';
import type { RelayRequest } from './relay-requests.ts';
import type { Verifier } from './verifier.ts';

interface Ports {
	connection: Pick<RelayConnection, 'request'>;
	cache: Pick<EventCache, 'put' | 'newest' | 'forgetPlace'>;
	verifier: Verifier;
	facts: Authority;
	onChange(): void;
	/** The relay's word names the account: as a member, an admin, somebody in the room. */
	onNamed(): void;
	/** The group is for members only now, and what nobody in particular had read of it is forgotten. */
	onVanish(): void;
	onFail(cause: unknown): void;
}

/** What the relay itself says of one group (39000-39005), kept in the cache while it is open. */
export class GroupState {
	/** Why the relay does not tell. */
	refusal: AppError | undefined;
	/** It has told everything, and that is in the cache. */
	answered = false;
	/** What the group is (39000) was among it, in whatever state. */
	#isDescribed = false;
	/** It turned private, and what nobody in particular had read is forgotten: once, whatever its relay goes on showing. */
	#isVanished = false;

	readonly #ports: Ports;
	readonly #place: Place;
	readonly #intake: EventIntake;
	#request: RelayRequest | undefined;

	constructor(ports: Ports, place: Place) {
		const { cache, verifier, facts } = ports;
		this.#ports = ports;
		this.#place = place;
		this.#intake = new EventIntake(
			{
				cache,
				verifier,
				belongs: (event) => isRelayState(event.kind) && groupIdOf(event) === place.id,
				admit: (events) => admitRelayState(facts, place.relay, events)
			},
			place
		);
	}

	/** It has told everything, and not what the group is: there is none, or it is kept from this account. */
	get isAbsent(): boolean {
		return this.answered && !this.#isDescribed;
	}

	/** The line was cut: on the next one all is told anew. */
	interrupt(): void {
		this.answered = this.#isDescribed = false;
	}

	/** Asks, or asks again. */
	open(): void {
		this.close();
		this.#request = this.#ports.connection.request(
			stateFilters([this.#place.id]),
			{
				onEvents: (events) => void this.#take(events),
				onEose: () => {
					// Behind everything that came before: the relay's key may still have to be looked up.
					void this.#take([]).then(() => {
						this.answered = true;
						this.#ports.onChange();
					});
				},
				onClosed: (error) => {
					this.refusal = error;
					this.#ports.onChange();
				}
			},
			{ live: true }
		);
	}

	/** Stops asking. */
	close(): void {
		this.#request?.close();
		this.#request = this.refusal = undefined;
		this.interrupt();
	}

	async #take(events: NostrEvent[]): Promise<void> {
		// Also one that does not count: that the relay has none is another matter.
		const describes = (event: NostrEvent) =>
			event.kind === kinds.groupMetadata && groupIdOf(event) === this.#place.id;
		this.#isDescribed ||= events.some(describes);
		try {
			const { fresh } = await this.#intake.take(events);
			const me = this.#place.scope;
			const namesMe = (event: NostrEvent) => event.tags.some(([name, value]) => name === 'p' && value === me);
			if (fresh.some(namesMe)) this.#ports.onNamed();
			const described = fresh.findLast(describes);
			const isSecret = described ? hasTag(described, 'private') : this.#isVanished;
			if (me === NOBODY && isSecret && !this.#isVanished) await this.#vanish(fresh);
			this.#isVanished = isSecret;
		} catch (cause) {
			this.#ports.onFail(cause);
		}
	}

	/** What was read without an account does not stay on the device when only members may read it. */
	async #vanish(state: NostrEvent[]): Promise<void> {
		const { cache } = this.#ports;
		const [said] = await cache.newest(this.#place, 1);
		if (!said) return;
		await cache.forgetPlace(this.#place);
		await cache.put(this.#place.scope, this.#place.relay, state);
		this.#ports.onVanish();
	}
}
