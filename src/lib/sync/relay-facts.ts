import { AppError, isAppError, toAppError } from '../app-error.ts';
import type { Clock } from '../clock.ts';
import { log } from '../log.ts';
import { isHexKey } from '../protocol/event.ts';
import { relayHttpUrl } from '../protocol/group-key.ts';
import { parseRelayInformation, type RelayInformation } from '../protocol/relay-information.ts';
import type { RelayInformationCache } from '$lib/storage/relay-information-cache';

interface Ports {
	fetch(url: string, options: RequestInit): Promise<Response>;
	cache: Pick<RelayInformationCache, 'find' | 'put'>;
	clock: Clock;
}

interface Facts {
	information: RelayInformation;
	/** The key that signed the first state this device saw, where the document names none. */
	firstSeenKey?: string;
	json: Record<string, unknown>;
	/** Unix seconds. */
	at: number;
}

const FRESH_SECONDS = 3_600;
const RECHECK_SECONDS = 30;
/** Milliseconds. */
const FETCH_MS = 8_000;
const LONGEST_DOCUMENT = 500_000;
/** Ours, in the stored document; what a relay says under this name is overwritten. */
const FIRST_SEEN = 'porch:first-seen-key';

/**
 * What relays say about themselves (NIP-11), from the device first. The key that must have signed 39000-39005 is
 * `self`; relays from before `self` sign with `pubkey`; where there is neither, or no document, the key that signed
 * the first group state seen is trusted from then on and kept with the document (trust on first use).
 */
export class RelayFacts {
	readonly #ports: Ports;
	readonly #known = new Map<string, Facts>();
	readonly #finding = new Map<string, Promise<Facts | undefined>>();
	readonly #fetching = new Map<string, Promise<RelayInformation | AppError>>();
	readonly #recheckedAt = new Map<string, number>();
	/** Not asked again for a while: group state waits for the answer. */
	readonly #failures = new Map<string, { error: AppError; at: number }>();

	constructor(ports: Ports) {
		this.#ports = ports;
	}

	/**
	 * What the relay says about itself: at once where the device knows it, then refreshed behind the scenes when it
	 * is an hour old. Errors: `relay-unreachable` (also for a relay that lets no page read it), `relay-bad-data`.
	 */
	async information(relay: string): Promise<RelayInformation | AppError> {
		const known = await this.#find(relay);
		if (!known || Object.keys(known.json).length === 0) return this.#refresh(relay);
		if (known.at < this.#ports.clock() - FRESH_SECONDS) void this.#refresh(relay);
		return known.information;
	}

	/** The key that must have signed the relay's 39000-39005; undefined when nothing names it yet. */
	async relayKey(relay: string): Promise<string | undefined> {
		await this.information(relay);
		const known = await this.#find(relay);
		return known?.information.relayKey ?? known?.firstSeenKey;
	}

	/** {@link relayKey} from a fresh document: somebody else signed, and the relay may have a new key. */
	async recheckRelayKey(relay: string): Promise<string | undefined> {
		const now = this.#ports.clock();
		if ((this.#recheckedAt.get(relay) ?? 0) <= now - RECHECK_SECONDS) {
			this.#recheckedAt.set(relay, now);
			await this.#refresh(relay);
		}
		return this.relayKey(relay);
	}

	/** Trusts `key` as the relay's from now on, unless another one is known. Gives the key that holds. */
	async trustFirst(relay: string, key: string): Promise<string> {
		const known = await this.#find(relay);
		const held = known?.information.relayKey ?? known?.firstSeenKey;
		if (held) return held;
		await this.#keep(relay, known?.json ?? {}, known?.at ?? 0, key);
		return key;
	}

	/** What the device knows: several parts of a screen ask at the same time. */
	async #find(relay: string): Promise<Facts | undefined> {
		const known = this.#known.get(relay);
		if (known) return known;
		const finding = this.#finding.get(relay) ?? this.#read(relay).finally(() => this.#finding.delete(relay));
		this.#finding.set(relay, finding);
		return finding;
	}

	async #read(relay: string): Promise<Facts | undefined> {
		const stored = await this.#ports.cache.find(relay);
		const facts = stored && readFacts(stored.json, stored.at);
		if (facts && !this.#known.has(relay)) this.#known.set(relay, facts);
		return this.#known.get(relay);
	}

	#refresh(relay: string): Promise<RelayInformation | AppError> {
		const failure = this.#failures.get(relay);
		if (failure && failure.at > this.#ports.clock() - RECHECK_SECONDS) return Promise.resolve(failure.error);
		const running = this.#fetching.get(relay);
		if (running) return running;
		const fetching = this.#fetch(relay).finally(() => this.#fetching.delete(relay));
		this.#fetching.set(relay, fetching);
		return fetching;
	}

	async #fetch(relay: string): Promise<RelayInformation | AppError> {
		const json = await this.#fetchDocument(relay);
		if (isAppError(json)) {
			this.#failures.set(relay, { error: json, at: this.#ports.clock() });
			return json;
		}
		const firstSeenKey = (await this.#find(relay))?.firstSeenKey;
		const facts = await this.#keep(relay, json, this.#ports.clock(), firstSeenKey);
		return facts?.information ?? new AppError('relay-bad-data', 'later');
	}

	async #fetchDocument(relay: string): Promise<Record<string, unknown> | AppError> {
		let text: string;
		try {
			const response = await this.#ports.fetch(relayHttpUrl(relay), {
				// Exactly this: relays compare the whole header, and answer anything else with a web page.
				headers: { Accept: 'application/nostr+json' },
				credentials: 'omit',
				signal: AbortSignal.timeout(FETCH_MS)
			});
			if (!response.ok) return new AppError('relay-bad-data', 'later', { words: `${response.status}` });
			text = await response.text();
		} catch (cause) {
			return toAppError(cause instanceof DOMException ? undefined : cause, 'relay-unreachable');
		}
		try {
			const json: unknown = text.length > LONGEST_DOCUMENT ? undefined : JSON.parse(text);
			if (parseRelayInformation(json)) return json as Record<string, unknown>;
		} catch {
			// No JSON is told apart from JSON of the wrong shape by nobody.
		}
		return new AppError('relay-bad-data', 'later');
	}

	async #keep(
		relay: string,
		document: Record<string, unknown>,
		at: number,
		firstSeenKey: string | undefined
	): Promise<Facts | undefined> {
		const { [FIRST_SEEN]: _, ...json } = document;
		if (firstSeenKey) json[FIRST_SEEN] = firstSeenKey;
		const facts = readFacts(json, at);
		if (facts) this.#known.set(relay, facts);
		try {
			await this.#ports.cache.put(relay, json, at);
		} catch (cause) {
			log('relay-facts', 'it could not be kept', cause);
		}
		return facts;
	}
}

function readFacts(stored: unknown, at: number): Facts | undefined {
	const information = parseRelayInformation(stored);
	if (!information) return undefined;
	const { [FIRST_SEEN]: key, ...json } = stored as Record<string, unknown>;
	return { information, firstSeenKey: isHexKey(key) ? key : undefined, json, at };
}
