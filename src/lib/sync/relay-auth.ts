import { AppError, isAppError, toAppError } from '../app-error.ts';
import type { Clock } from '../clock.ts';
import type { NostrEvent } from '../protocol/event.ts';
import { kinds } from '../protocol/kinds.ts';
import { parseRefusal } from '../protocol/refusal.ts';
import type { Signer } from '../protocol/signer.ts';

/** `asked`: the relay sent a challenge; `signing`: the signer, maybe a person, has it. */
export type AuthStatus = 'none' | 'asked' | 'signing' | 'ok' | 'refused';

/** `unasked`: the relay sent no challenge; `dropped`: the socket went before it answered. */
export type AuthResult = 'ok' | 'unasked' | 'dropped' | AppError;

/** What a refusal for want of AUTH leads to: it is under way, it is done, or nobody permitted it. */
export type AuthProspect = 'wait' | 'now' | 'never';

interface Ports {
	relay: string;
	signer(): Signer | undefined;
	clock: Clock;
	send(frame: unknown[]): void;
	onChange(): void;
}

/** Milliseconds. A challenge comes with the socket or with the refusal; an OK comes at once or not at all. */
const CHALLENGE_WAIT = 3_000;
const OK_WAIT = 10_000;

/**
 * NIP-42 on one connection. Nothing is signed before {@link allow}: AUTH tells the relay who reads. One signature is
 * in flight at a time, it may take a person as long as it takes, and the end is the relay's OK, not the sending.
 */
export class RelayAuth {
	status: AuthStatus = 'none';
	error: AppError | undefined;

	readonly #ports: Ports;
	#allowed = false;
	#challenge: string | undefined;
	#running: Promise<AuthResult> | undefined;
	#onChallenge: (() => void) | undefined;
	#answer: { id: string; settle(result: AuthResult): void } | undefined;

	constructor(ports: Ports) {
		this.#ports = ports;
	}

	/** Whether an act of the person permits it, and nobody has declined since. */
	get allowed(): boolean {
		return this.#allowed;
	}

	/** An act of the person: from now on every challenge of this relay is answered, and a refusal is tried again. */
	allow(): void {
		this.#allowed = true;
		if (this.status === 'refused') this.#set(this.#challenge === undefined ? 'none' : 'asked');
		if (this.status === 'asked') void this.authenticate();
	}

	/** Answers the relay's challenge, waiting a moment for one, and resolves with the relay's OK. */
	authenticate(): Promise<AuthResult> {
		if (this.status === 'ok') return Promise.resolve('ok');
		this.#running ??= this.#run().finally(() => (this.#running = undefined));
		return this.#running;
	}

	/** The relay's challenge; the newest one counts. */
	onChallenge(challenge: string): void {
		this.#challenge = challenge;
		if (this.status === 'none') this.#set('asked');
		this.#onChallenge?.();
		if (this.#allowed && this.status === 'asked') void this.authenticate();
	}

	/** An OK of the relay; true when it answers our AUTH. */
	onOk(id: string, accepted: boolean, words: string): boolean {
		if (this.#answer?.id !== id) return false;
		const { words: text } = parseRefusal(words);
		this.#answer.settle(accepted ? 'ok' : new AppError('auth-refused', 'later', { words: text }));
		return true;
	}

	/** The socket is gone, and what it was told with it. A signature that is being made is not asked for twice. */
	onDrop(): void {
		this.#challenge = undefined;
		this.#answer?.settle('dropped');
		this.#onChallenge?.();
		if (this.status !== 'signing') this.#set('none');
	}

	async #run(): Promise<AuthResult> {
		for (;;) {
			if (this.#challenge === undefined) await this.#waitForChallenge();
			const challenge = this.#challenge;
			if (challenge === undefined) {
				this.#set('none');
				return 'unasked';
			}
			this.#set('signing');
			const signed = await this.#sign(challenge);
			if (isAppError(signed)) return this.#fail(signed);
			// A human took longer than the socket lived, or the relay changed its challenge: the new one is signed.
			if (challenge !== this.#challenge) continue;
			const result = await this.#offer(signed);
			if (isAppError(result)) return this.#fail(result);
			this.#set(result === 'ok' ? 'ok' : 'none');
			return result;
		}
	}

	async #sign(challenge: string): Promise<NostrEvent | AppError> {
		const signer = this.#ports.signer();
		if (!signer) return new AppError('auth-required', 'now');
		const tags = [
			['relay', this.#ports.relay],
			['challenge', challenge]
		];
		try {
			const template = { kind: kinds.clientAuth, created_at: this.#ports.clock(), tags, content: '' };
			const event = await signer.signEvent(template);
			return event.pubkey === signer.pubkey ? event : new AppError('signer-wrong-key', 'never');
		} catch (cause) {
			return toAppError(cause, 'signer-refused', 'now');
		}
	}

	#offer(event: NostrEvent): Promise<AuthResult> {
		return new Promise((resolve) => {
			const settle = (result: AuthResult): void => {
				clearTimeout(timer);
				this.#answer = undefined;
				resolve(result);
			};
			const timer = setTimeout(() => settle(new AppError('timeout', 'later')), OK_WAIT);
			this.#answer = { id: event.id, settle };
			this.#ports.send(['AUTH', event]);
		});
	}

	#waitForChallenge(): Promise<void> {
		return new Promise((resolve) => {
			const done = (): void => {
				clearTimeout(timer);
				this.#onChallenge = undefined;
				resolve();
			};
			const timer = setTimeout(done, CHALLENGE_WAIT);
			this.#onChallenge = done;
		});
	}

	#fail(error: AppError): AppError {
		// Who declined is not asked again at every reconnect, only after the next act.
		if (error.code !== 'auth-refused' && error.code !== 'timeout') this.#allowed = false;
		this.#set('refused', error);
		return error;
	}

	#set(status: AuthStatus, error?: AppError): void {
		this.status = status;
		this.error = error;
		this.#ports.onChange();
	}
}
