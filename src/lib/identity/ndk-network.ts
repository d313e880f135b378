/**
 * NDK as the wide network, one question to one relay at a time, with what it cannot be trusted with taken away:
 * signatures are checked by our own worker (NDK checks fewer and fewer, and after half a minute none), every
 * question has our own time limit (a CLOSED or a dead socket would leave it open for ever), nothing is left open
 * over a reconnect (NDK does not ask again), and its two built-in relays are never dialled.
 */
import NDK, { NDKEvent, NDKPublishError, NDKRelaySet, NDKSubscriptionCacheUsage } from '@nostr-dev-kit/ndk';
import { AppError } from '../app-error.ts';
import { parseEvent, type NostrEvent } from '../protocol/event.ts';
import { matchesFilter, type Filter } from '../protocol/filter.ts';
import { parseRefusal } from '../protocol/refusal.ts';
import type { VerifyEvents } from './signed-answer.ts';
import type { WideNetwork } from './wide-network.ts';

/** Milliseconds that one relay has to answer, connecting included. */
const answerMs = 8_000;

/** The wide network over NDK. */
export class NdkNetwork implements WideNetwork {
	#ndk = new NDK({ enableOutboxModel: false, autoConnectUserRelays: false, validationRatioFn: () => 1 });
	#verify: VerifyEvents;
	#answerMs: number;
	#asking = new Set<string>();

	constructor(verify: VerifyEvents, options: { answerMs?: number } = {}) {
		this.#verify = verify;
		this.#answerMs = options.answerMs ?? answerMs;
		// With no relays it dials nobody, but before it NDK leaves the relays of a question unconnected.
		void this.#ndk.connect();
		this.#ndk.pool.on('relay:auth', ({ url }) => this.#asking.add(asNamed(url)));
	}

	/** The relays that were dialled, as they were named. */
	get relays(): string[] {
		return [...this.#ndk.pool.relays.keys()].map(asNamed);
	}

	hasAsked(relay: string): boolean {
		return this.#asking.has(relay);
	}

	/** Rejects never; `timeout` when the relay did not answer to the end, a refusal in its words when it closed. */
	async fetch(relay: string, filter: Filter): Promise<NostrEvent[] | AppError> {
		const events = new Map<string, NostrEvent>();
		const error = await this.#ask(relay, filter, (event) => events.set(event.id, event));
		if (error) return error;
		const found = [...events.values()];
		const verdicts = await this.#verify(found);
		return found.filter((_, at) => verdicts[at]);
	}

	/** Rejects never; `unknown-outcome` when the relay said nothing, a refusal in its words when it said no. */
	async publish(relay: string, event: NostrEvent): Promise<AppError | undefined> {
		const target = NDKRelaySet.fromRelayUrls([relay], this.#ndk);
		try {
			await target.publish(new NDKEvent(this.#ndk, structuredClone(event)), this.#answerMs);
			return undefined;
		} catch (cause) {
			const [reason] = cause instanceof NDKPublishError ? cause.errors.values() : [];
			if (!reason || /timeout/i.test(reason.message))
				return new AppError('unknown-outcome', 'later', { cause });
			return parseRefusal(reason.message);
		}
	}

	/** Closes every socket. */
	close(): void {
		for (const relay of this.#ndk.pool.relays.values()) relay.disconnect();
	}

	#ask(relay: string, filter: Filter, take: (event: NostrEvent) => void): Promise<AppError | undefined> {
		const { promise, resolve } = Promise.withResolvers<AppError | undefined>();
		const subscription = this.#ndk.subscribe(
			filter,
			{
				relaySet: NDKRelaySet.fromRelayUrls([relay], this.#ndk),
				cacheUsage: NDKSubscriptionCacheUsage.ONLY_RELAY,
				closeOnEose: true,
				groupable: false,
				skipVerification: true
			},
			false
		);
		const timer = setTimeout(() => resolve(new AppError('timeout', 'later')), this.#answerMs);
		subscription.on('event', (received: NDKEvent) => {
			const event = parseEvent(received.rawEvent());
			if (event && matchesFilter(event, filter)) take(event);
		});
		subscription.on('eose', () => resolve(undefined));
		subscription.on('closed', (_: unknown, reason: string) => resolve(parseRefusal(reason)));
		subscription.start();
		return promise.finally(() => {
			clearTimeout(timer);
			subscription.stop();
		});
	}
}

/** NDK ends every address with a slash. */
function asNamed(url: string): string {
	return url.replace(/\/$/, '');
}
