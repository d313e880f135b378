import { isAppError } from '../app-error.ts';
import { log } from '../log.ts';
import { kinds } from '../protocol/kinds.ts';
import type { ProfileCache } from '$lib/storage/profile-cache';
import { NOBODY, type Scope } from '$lib/storage/scope';
import { profileRelays } from '$lib/deployment';
import { EventIntake } from './event-intake.ts';
import { fetchPage } from './history-walk.ts';
import type { RelayPool } from './relay-pool.ts';
import type { Verifier } from './verifier.ts';

interface Ports {
	pool: Pick<RelayPool, 'connection'>;
	/** Whose eyes: the account's key, or nobody. */
	scope(): Scope;
	profiles: Pick<ProfileCache, 'put'>;
	verifier: Verifier;
	/** Where profiles are looked up that the group's relay does not have; the deployment's unless given. */
	relays?: readonly string[];
}

/** Milliseconds that wishes are gathered: one request for a screen of faces. */
const GATHER = 50;
/** Keys of one request. */
const AUTHORS = 100;

/**
 * Looks up people's profiles (kind 0): on the relay they were met on, then on the deployment's, those as nobody,
 * since they need not know who reads where. Nobody is asked twice in a session for the same person.
 */
export class ProfileLookup {
	readonly #ports: Ports;
	readonly #wanted = new Map<string, Set<string>>();
	/** By `scope relay pubkey`. */
	readonly #asked = new Set<string>();
	#gathering = false;

	constructor(ports: Ports) {
		this.#ports = ports;
	}

	/** Wants the profiles of these people; they come into the profile cache. `relay` is where they were met. */
	want(pubkeys: readonly string[], relay?: string): void {
		const wanted = this.#wanted.get(relay ?? '') ?? new Set();
		this.#wanted.set(relay ?? '', wanted);
		for (const pubkey of pubkeys) wanted.add(pubkey);
		if (this.#gathering) return;
		this.#gathering = true;
		setTimeout(() => this.#flush(), GATHER);
	}

	#flush(): void {
		this.#gathering = false;
		const scope = this.#ports.scope();
		for (const [relay, pubkeys] of this.#wanted) {
			const list = [...pubkeys];
			for (let at = 0; at < list.length; at += AUTHORS) {
				this.#lookUp(scope, relay, list.slice(at, at + AUTHORS)).catch((cause: unknown) =>
					log('profile-lookup', 'profiles could not be kept', cause)
				);
			}
		}
		this.#wanted.clear();
	}

	async #lookUp(scope: Scope, relay: string, pubkeys: string[]): Promise<void> {
		const { relays = profileRelays } = this.#ports;
		let missing = pubkeys;
		const sources = [
			...(relay ? [{ relay, as: scope }] : []),
			...relays.map((other) => ({ relay: other, as: NOBODY }))
		];
		for (const source of sources) {
			const key = (pubkey: string): string => `${scope} ${source.relay} ${pubkey}`;
			const unasked = missing.filter((pubkey) => !this.#asked.has(key(pubkey)));
			if (unasked.length === 0) continue;
			for (const pubkey of unasked) this.#asked.add(key(pubkey));
			const found = await this.#ask(scope, source, unasked);
			if (found) missing = missing.filter((pubkey) => !found.has(pubkey));
			// No answer is no "no".
			else for (const pubkey of unasked) this.#asked.delete(key(pubkey));
		}
	}

	/** The keys whose profile came; undefined when the relay did not answer. */
	async #ask(
		scope: Scope,
		{ relay, as }: { relay: string; as: Scope },
		authors: string[]
	): Promise<Set<string> | undefined> {
		const { pool, profiles, verifier } = this.#ports;
		const wanted = new Set(authors);
		const intake = new EventIntake(
			{
				cache: { put: (_, __, events) => profiles.put(scope, events).then(() => undefined) },
				verifier,
				belongs: (event) => event.kind === kinds.profile && wanted.has(event.pubkey)
			},
			{ scope, relay }
		);
		const page = await fetchPage(
			{ connection: pool.connection(as, relay), intake },
			{ kinds: [kinds.profile], authors }
		);
		if (!isAppError(page)) return new Set(page.fresh.map((event) => event.pubkey));
		// A relay that refuses to look has said no; one that could not be reached has not.
		return page.code === 'timeout' || page.code.startsWith('relay-') ? undefined : new Set();
	}
}
