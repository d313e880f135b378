import { AppError, isAppError, toAppError } from '../app-error.ts';
import type { Clock } from '../clock.ts';
import { log } from '../log.ts';
import { pause } from '../pause.ts';
import type { EventTemplate, NostrEvent } from '../protocol/event.ts';
import type { Signer } from '../protocol/signer.ts';
import type { ChangeFeed } from '$lib/storage/change-feed';
import type { EventCache } from '$lib/storage/event-cache';
import { notUploaded } from '$lib/storage/intent-pictures';
import type { Outbox } from '$lib/storage/outbox';
import type { Attempt, Intent, IntentError } from '$lib/storage/kept-records';
import { placeKey, type Place } from '$lib/storage/place';
import { EventStamp } from './event-stamp.ts';
import { PictureCarrier, type PicturePorts } from './picture-carrier.ts';
import type { RelayConnection } from './relay-connection.ts';
import { awaitTurn } from './signer-turn.ts';

/** What carrying an intent to its relay needs. */
export interface CarrierPorts {
	outbox: Pick<
		Outbox,
		| 'find'
		| 'ofGroup'
		| 'awaitSignature'
		| 'recordAttempt'
		| 'recordUpload'
		| 'mark'
		| 'markFrom'
		| 'renew'
		| 'settle'
	>;
	cache: Pick<EventCache, 'put' | 'find' | 'newest'>;
	/** Tells that the outbox has changed, in this tab or another. */
	changes: Pick<ChangeFeed, 'watch'>;
	signerOf(account: string): Signer | undefined;
	clock: Clock;
	/** Waits so many milliseconds; a timer unless given. */
	pause?: (milliseconds: number) => Promise<void>;
	/** What uploads pictures. Without it, messages with pictures that no server has yet are left as they are. */
	pictures?: PicturePorts;
}

/** What was carried changed under way, and is to be carried again. */
type Gone = 'changed' | undefined;
type Wire = Pick<RelayConnection, 'authenticate' | 'publish' | 'request' | 'status'>;

/** Milliseconds. */
const LOOK_UP_WAIT = 8_000;
/** Seconds that a burst may be stamped ahead of the clock: relays take nothing from the future (relay29: 30). */
const AHEAD = 20;
/** Milliseconds that a signer may take to tell the relay who asks: it may be away. */
const AUTH_WAIT = 8_000;

/**
 * Carries one intent to its relay: stamp, sign, store the attempt, publish, settle. The event that was stored is
 * offered again and again until its fate is known; another one is signed only when the relay does not have it.
 */
export class IntentCarrier {
	readonly #ports: CarrierPorts;
	readonly #stamp: EventStamp;
	readonly #pictures: PictureCarrier | undefined;
	/** What was already tried again without being asked, by intent and cause. */
	readonly #retried = new Set<string>();

	constructor(ports: CarrierPorts) {
		this.#ports = ports;
		this.#stamp = new EventStamp(ports);
		const ask = this.#ask.bind(this);
		this.#pictures = ports.pictures && new PictureCarrier({ ...ports, ...ports.pictures, ask });
	}

	/** Whether its pictures are on their way, and whether they get on. */
	uploadOf(id: string): 'moving' | 'still' | undefined {
		return this.#pictures?.uploadOf(id);
	}

	/** Whether pictures are uploaded here. */
	get uploads(): boolean {
		return this.#pictures !== undefined;
	}

	/** Resolves when the intent is settled, refused, unknown, or waits for something else. */
	async carry(id: string, wire: Wire): Promise<void> {
		let goes = true;
		while (goes) goes = (await this.#go(id, wire)) === 'changed';
	}

	/** One go; `changed`: while the signer had it, it was worded differently, or was to be asked for again. */
	async #go(id: string, wire: Wire): Promise<Gone> {
		const intent = await this.#find(id);
		if (!intent || intent.state === 'refused') return undefined;
		if (await this.#settleFromCache(intent)) return undefined;
		const last = intent.attempts.at(-1);
		if (!last) {
			// The addresses of its pictures are part of what is signed.
			if (notUploaded(intent).length > 0) return this.#pictures?.upload(intent);
			return this.#signAndOffer(intent, wire);
		}
		if (last.outcome !== 'refused') return this.#offer(intent, last, wire, true);
		// Asked to try again. A refusal can be about something else (a NOTICE), so the relay is asked first.
		const found = await this.#lookUp(intent, wire);
		return found === 'found' ? undefined : this.#signAndOffer(intent, wire);
	}

	/** Whoever asked a signer for it is gone: one tab carries an intent. */
	async #find(id: string): Promise<Intent | undefined> {
		const { outbox } = this.#ports;
		const intent = await outbox.find(id);
		if (intent?.state !== 'waiting-for-signature') return intent;
		return (await outbox.markFrom(id, intent.state, 'queued')) ?? outbox.find(id);
	}

	/** Ends it, until its person decides. */
	async #refuse(intent: Intent, error: AppError): Promise<undefined> {
		await this.#ports.outbox.mark(intent.id, 'refused', wordsOf(error));
	}

	/** What the relay has sent back by itself needs no OK any more. */
	async #settleFromCache(intent: Intent): Promise<boolean> {
		for (const { event } of intent.attempts) {
			if (!(await this.#ports.cache.find(placeOf(intent), event.id))) continue;
			await this.#ports.outbox.settle(intent.id);
			return true;
		}
		return false;
	}

	async #signAndOffer(intent: Intent, wire: Wire, withPrevious = true): Promise<Gone> {
		const { outbox } = this.#ports;
		const signer = this.#ports.signerOf(intent.account);
		if (!signer) return undefined; // it stays queued until there is one
		if (!(await awaitTurn(signer, outbox, intent))) return 'changed';
		const line = await outbox.ofGroup(intent.account, { relay: intent.relay, id: intent.group });
		const { template, time } = await this.#stamp.prepare(intent, line, withPrevious);
		if (time(line) - this.#ports.clock() > AHEAD) {
			// A second, as each message takes one: a clock that was set back holds up no more than that either.
			await (this.#ports.pause ?? pause)(1_000);
			if ((await outbox.find(intent.id))?.state !== intent.state) return 'changed';
		}
		const asked = await outbox.awaitSignature(intent.id, time);
		if (asked?.stamp === undefined) return 'changed';
		const event = await this.#ask(intent, signer, { ...template, created_at: asked.stamp });
		if (event === 'changed') return event;
		if (isAppError(event)) {
			const isFinal = event.code === 'signer-refused' || event.code === 'signer-wrong-key';
			await outbox.mark(intent.id, isFinal ? 'refused' : 'queued', wordsOf(event));
			return undefined;
		}
		const signed = await outbox.recordAttempt(intent.id, event, intent.draft);
		const attempt = signed?.attempts.at(-1);
		// Given up, or edited, in the moment in which the signer answered.
		return signed && attempt ? this.#offer(signed, attempt, wire, false) : 'changed';
	}

	/** A signer that never answers must not keep the person from wording it differently, or from giving it up. */
	async #ask(
		intent: Intent,
		signer: Signer,
		template: EventTemplate
	): Promise<NostrEvent | AppError | 'changed'> {
		const { promise, resolve } = Promise.withResolvers<'changed'>();
		const look = async (): Promise<void> => {
			const now = await this.#ports.outbox.find(intent.id);
			if (now?.state !== 'waiting-for-signature') resolve('changed');
		};
		const stop = this.#ports.changes.watch(`outbox:${placeKey(placeOf(intent))}`, () => {
			look().catch((cause: unknown) => log('intent-carrier', 'the outbox could not be read', cause));
		});
		try {
			return await Promise.race([sign(signer, template), promise]);
		} finally {
			stop();
		}
	}

	async #offer(intent: Intent, attempt: Attempt, wire: Wire, isAgain: boolean): Promise<Gone> {
		const { outbox } = this.#ports;
		const outcome = await wire.publish(attempt.event);
		if (outcome.status === 'ok') await this.#settle(intent, attempt.event);
		else if (outcome.status === 'refused')
			return this.#onRefusal(intent, outcome.error, wire, isAgain || !outcome.final);
		// It never left this device, and goes as it is: with a later stamp it would stand after what is said meanwhile.
		else if (outcome.error.code === 'offline' && !isAgain) await outbox.mark(intent.id, 'queued');
		else {
			await outbox.mark(intent.id, 'unknown', wordsOf(outcome.error));
			if (wire.status.phase === 'open') await this.#lookUp(intent, wire);
		}
		return undefined;
	}

	/** `doubtful`: the relay may have it all the same. */
	async #onRefusal(intent: Intent, error: AppError, wire: Wire, doubtful: boolean): Promise<Gone> {
		// The same event offered again may be "too old" for a relay that took it the first time.
		if (doubtful) {
			// While AUTH is under way it would be "unknown", and passed by what is said after it.
			if (wire.status.auth === 'signing') await endOfAuth(wire);
			const found = await this.#lookUp(intent, wire);
			if (found === 'found') return undefined;
			if (found === 'unsure') {
				await this.#ports.outbox.mark(intent.id, 'unknown', wordsOf(error));
				return undefined;
			}
		}
		const mend = error.code === 'too-old' || error.code === 'previous-unknown';
		const key = `${intent.id} ${error.code}`;
		if (!mend || this.#retried.has(key)) return this.#refuse(intent, error);
		this.#retried.add(key);
		const again = await this.#ports.outbox.renew(intent.id, error.words);
		return again && this.#signAndOffer(again, wire, error.code !== 'previous-unknown');
	}

	async #settle(intent: Intent, event: NostrEvent): Promise<void> {
		await this.#ports.cache.put(intent.account, intent.relay, [event]);
		await this.#ports.outbox.settle(intent.id);
	}

	/** Whether the relay has any event of this intent. Only a relay that knows who asks is believed when it says no. */
	async #lookUp(intent: Intent, wire: Wire): Promise<'found' | 'absent' | 'unsure'> {
		const mine = new Map(intent.attempts.map(({ event }) => [event.id, event]));
		const found = await new Promise<NostrEvent | 'nothing' | 'no answer'>((resolve) => {
			const finish = (result: NostrEvent | 'nothing' | 'no answer'): void => {
				clearTimeout(timer);
				request.close();
				resolve(result);
			};
			const timer = setTimeout(() => finish('no answer'), LOOK_UP_WAIT);
			const request = wire.request([{ ids: [...mine.keys()] }], {
				onEvents: (events) => {
					const own = events.map(({ id }) => mine.get(id)).find((event) => event !== undefined);
					if (own) finish(own);
				},
				onEose: () => finish('nothing'),
				onClosed: () => finish('no answer')
			});
		});
		if (typeof found === 'object') {
			await this.#settle(intent, found);
			return 'found';
		}
		const { auth } = wire.status;
		return found === 'nothing' && (auth === 'ok' || auth === 'none') ? 'absent' : 'unsure';
	}
}

async function sign(signer: Signer, template: EventTemplate): Promise<NostrEvent | AppError> {
	try {
		const event = await signer.signEvent(template);
		const isSame =
			event.pubkey === signer.pubkey && event.kind === template.kind && event.content === template.content;
		return isSame ? event : new AppError('signer-wrong-key', 'never');
	} catch (cause) {
		return toAppError(cause, 'signer-refused', 'now');
	}
}

/** Resolves when the relay knows who asks, or the signer takes too long for it. */
async function endOfAuth(wire: Wire): Promise<void> {
	await Promise.race([wire.authenticate(), pause(AUTH_WAIT)]);
}

function placeOf({ account, relay, group }: Intent): Place {
	return { scope: account, relay, id: group };
}

function wordsOf({ code, retry, words }: AppError): IntentError {
	return words === undefined ? { code, retry } : { code, retry, words };
}
