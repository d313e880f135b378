import { AppError } from '../app-error.ts';
import type { Clock } from '../clock.ts';
import type { NostrEvent } from '../protocol/event.ts';
import { isModeration } from '../protocol/kinds.ts';
import { parseRefusal } from '../protocol/refusal.ts';
import type { AuthProspect } from './relay-auth.ts';

/**
 * What became of an event that was offered. `refused` has the relay's words; `final` is false when it said so in a
 * NOTICE, which names no event. `unknown`: no answer came, and the event may or may not be on the relay.
 */
export type PublishOutcome =
	| { status: 'ok'; words?: string }
	| { status: 'refused'; error: AppError; final: boolean }
	| { status: 'unknown'; error: AppError };

interface Ports {
	/** Sends a frame; only called while the socket is open. */
	send(frame: readonly unknown[]): void;
	/** An event was refused for want of AUTH. After `wait`, its end will be told. */
	wantAuth(): AuthProspect;
	onCountChange(): void;
	clock: Clock;
}

interface Publication {
	event: NostrEvent;
	timeoutMs: number;
	phase: 'queued' | 'sent' | 'needs-auth';
	/** Sent, and not refused since: the relay may have it. */
	everSent: boolean;
	/** Sent again after an AUTH: once. */
	replayed: boolean;
	timer?: ReturnType<typeof setTimeout>;
	/** What a NOTICE said of it; an OK that comes after all is believed instead. */
	notice?: AppError;
	outcome: Promise<PublishOutcome>;
	settle(outcome: PublishOutcome): void;
}

/** Seconds after which moderation is out of date, for people and for most relays. */
const ACT_LIFE = 60;
/** Milliseconds that an OK may still take after a NOTICE that looks like a refusal. */
const NOTICE_GRACE = 1_500;
const weHaveIt = /^duplicate:.*\b(event|have|seen|stored|exists in)\b/i;
const isAboutMembership = /member|group/i;

/** The events that one connection has offered and that are not answered yet (NIP-01). */
export class RelayPublications {
	readonly #ports: Ports;
	readonly #pending = new Map<string, Publication>();
	#open = false;

	constructor(ports: Ports) {
		this.#ports = ports;
	}

	/** How many are waiting for their answer. */
	get count(): number {
		return this.#pending.size;
	}

	/** Offers an event, now or when the socket opens. The same event offered twice has one answer. */
	add(event: NostrEvent, timeoutMs: number): Promise<PublishOutcome> {
		const known = this.#pending.get(event.id);
		if (known) return known.outcome;
		const { promise, resolve } = Promise.withResolvers<PublishOutcome>();
		const publication: Publication = {
			event,
			timeoutMs,
			phase: 'queued',
			everSent: false,
			replayed: false,
			outcome: promise,
			settle: resolve
		};
		this.#pending.set(event.id, publication);
		this.#startTimer(publication);
		this.#ports.onCountChange();
		if (this.#open) this.#send(publication);
		return promise;
	}

	onOpen(): void {
		this.#open = true;
		for (const publication of this.#pending.values()) this.#send(publication);
	}

	/** The socket is gone. What was sent is sent again on the next: the same event, so the relay keeps one. */
	onDrop(): void {
		this.#open = false;
		for (const publication of this.#pending.values()) {
			if (publication.phase === 'needs-auth') this.#startTimer(publication);
			publication.phase = 'queued';
			publication.replayed = false;
		}
	}

	/** An OK of the relay; true when it answers one of these. */
	onOk(id: string, accepted: boolean, words: string): boolean {
		const publication = this.#pending.get(id);
		if (!publication) return false;
		if (accepted || (weHaveIt.test(words) && !isAboutMembership.test(words))) {
			this.#finish(publication, { status: 'ok', words: words || undefined });
			return true;
		}
		publication.everSent = false;
		const error = parseRefusal(words);
		const auth = error.code === 'auth-required' && !publication.replayed ? this.#ports.wantAuth() : 'never';
		if (auth === 'never') this.#finish(publication, { status: 'refused', error, final: true });
		else if (auth === 'now') this.#replay(publication);
		else {
			// From here on a person may be asked to sign: that takes as long as it takes.
			clearTimeout(publication.timer);
			publication.phase = 'needs-auth';
		}
		return true;
	}

	/** groups_relay refuses moderation by a bare NOTICE: it is ours when only one event waits for its answer. */
	onNotice(words: string): void {
		const sent = [...this.#pending.values()].filter((publication) => publication.phase === 'sent');
		const [publication] = sent;
		if (!publication || sent.length > 1 || publication.notice) return;
		publication.notice = parseRefusal(words);
		clearTimeout(publication.timer);
		this.#startTimer(publication, NOTICE_GRACE);
	}

	onAuthOk(): void {
		for (const publication of this.#pending.values()) {
			if (publication.phase === 'needs-auth') this.#replay(publication);
		}
	}

	onAuthFailed(error: AppError): void {
		for (const publication of [...this.#pending.values()]) {
			if (publication.phase === 'needs-auth')
				this.#finish(publication, { status: 'refused', error, final: true });
		}
	}

	/** The connection is closed for good. */
	close(): void {
		for (const publication of [...this.#pending.values()]) this.#giveUp(publication);
	}

	#replay(publication: Publication): void {
		publication.replayed = true;
		this.#startTimer(publication);
		this.#send(publication);
	}

	/** Whatever it had to wait for (a socket, a signer, an AUTH): moderation is not sent late. */
	#send(publication: Publication): void {
		const { kind, created_at } = publication.event;
		if (isModeration(kind) && this.#ports.clock() - created_at > ACT_LIFE) {
			if (publication.everSent) this.#giveUp(publication);
			else {
				const error = new AppError('too-old', 'now');
				this.#finish(publication, { status: 'refused', error, final: true });
			}
			return;
		}
		publication.phase = 'sent';
		publication.everSent = true;
		this.#ports.send(['EVENT', publication.event]);
	}

	#startTimer(publication: Publication, wait = publication.timeoutMs): void {
		clearTimeout(publication.timer);
		publication.timer = setTimeout(() => this.#giveUp(publication), wait);
	}

	#giveUp(publication: Publication): void {
		if (publication.notice) {
			this.#finish(publication, { status: 'refused', error: publication.notice, final: false });
			return;
		}
		const error = publication.everSent
			? new AppError('unknown-outcome', 'now')
			: new AppError('offline', 'later');
		this.#finish(publication, { status: 'unknown', error });
	}

	#finish(publication: Publication, outcome: PublishOutcome): void {
		clearTimeout(publication.timer);
		this.#pending.delete(publication.event.id);
		this.#ports.onCountChange();
		publication.settle(outcome);
	}
}
