import type { RelaySocket } from './relay-socket.ts';

/** Milliseconds. Longer than the silence between the pings of any relay, which a browser does not show. */
const SILENCE = 75_000;
const FRESH = 3_000;
const ANSWER_WAIT = 6_000;
const NAME = 'probe';
/** Matches nothing, and relays that ask for a group in every filter let `ids` through. */
const FILTER = { ids: ['0'.repeat(64)], limit: 1 };

/**
 * Finds out whether a socket still lives: after sleep, or when the network changed, it may be open and dead. A page
 * cannot ping, so it asks a question that every relay answers; anything that is heard is the answer.
 */
export class SocketProbe {
	readonly #socket: RelaySocket;
	#silenceTimer: ReturnType<typeof setTimeout> | undefined;
	#answerTimer: ReturnType<typeof setTimeout> | undefined;

	/** Starts with the first silence to wait for; ends with {@link stop}. A dead socket is closed. */
	constructor(socket: RelaySocket) {
		this.#socket = socket;
		this.#waitForSilence();
	}

	/** A question is out: what the relay now says without naming anything may be about it. */
	get asking(): boolean {
		return this.#answerTimer !== undefined;
	}

	/** Asks now, unless the relay was heard a moment ago. */
	ask(): void {
		if (this.asking || this.#silence() < FRESH) return;
		const heard = this.#socket.lastHeard;
		clearTimeout(this.#silenceTimer);
		this.#socket.send(['REQ', NAME, FILTER]);
		this.#answerTimer = setTimeout(() => {
			this.#answerTimer = undefined;
			if (this.#socket.lastHeard === heard) this.#socket.close();
			else this.#waitForSilence();
		}, ANSWER_WAIT);
	}

	/** An EOSE; true when it ends our question. */
	onEose(name: string): boolean {
		if (name !== NAME) return false;
		this.#socket.send(['CLOSE', NAME]);
		return true;
	}

	/** The socket is gone. */
	stop(): void {
		clearTimeout(this.#silenceTimer);
		clearTimeout(this.#answerTimer);
	}

	/** Milliseconds. By a clock that was set back meanwhile, as after a sleep, nobody knows how long it is. */
	#silence(): number {
		const silence = Date.now() - this.#socket.lastHeard;
		return silence < 0 ? Infinity : silence;
	}

	#waitForSilence(): void {
		const wait = Math.max(SILENCE - this.#silence(), FRESH);
		this.#silenceTimer = setTimeout(() => {
			if (this.#silence() < SILENCE) this.#waitForSilence();
			else this.ask();
		}, wait);
	}
}
