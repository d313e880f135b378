import { randomBytes } from 'node:crypto';
import type { WebSocket } from 'ws';
import { groupIdOf, type NostrEvent } from '../../src/lib/protocol/event.ts';
import { matchesFilter, type Filter } from '../../src/lib/protocol/filter.ts';
import { judgeClientAuth } from './client-auth.ts';
import { parseClientMessage, type ClientMessage } from './client-message.ts';
import type { GroupRelay, Outcome } from './group-relay.ts';
import type { Misbehaviour, Occasion } from './misbehaviour.ts';
import { aimOf, spoilAnswer, spoilEvent } from './misbehaving-answer.ts';

/** What a connection needs of the relay it belongs to. */
export interface Surroundings {
	readonly relay: GroupRelay;
	readonly misbehaviour: Misbehaviour;
	readonly clock: () => number;
	/** Sends to every connection what follows from an accepted event; `answer` sends the OK, at the right moment. */
	readonly deliver: (outcome: Outcome, answer: () => void) => void;
}

const maxSubscriptions = 200;
const maxKeys = 8;
const frames = new WeakMap<NostrEvent, string>();

/** One client: its subscriptions, and the keys it has proved to hold. */
export class Connection {
	readonly #socket: WebSocket;
	readonly #host: string;
	readonly #around: Surroundings;
	readonly #challenge = randomBytes(16).toString('hex');
	readonly #authenticated = new Set<string>();
	readonly #subscriptions = new Map<string, readonly Filter[]>();
	readonly #waiting: string[] = [];
	readonly #timers = new Set<NodeJS.Timeout>();

	constructor(socket: WebSocket, host: string, around: Surroundings) {
		this.#socket = socket;
		this.#host = host;
		this.#around = around;
		socket.on('message', (data: Buffer) => this.#receive(parseClientMessage(data.toString('utf8'))));
		socket.on('close', () => this.#forget());
		// A frame that is too long or malformed closes the socket; `close` follows.
		socket.on('error', () => this.#forget());
		this.#send(['AUTH', this.#challenge]);
	}

	/** Sends a new event to the subscriptions it matches, as far as this client may read it. */
	deliver(event: NostrEvent): void {
		for (const [id, filters] of this.#subscriptions) {
			if (filters.some((filter) => this.#isFor(event, filter))) this.#sendEvent(id, event);
		}
	}

	/** Cuts the line, without a word. */
	drop(): void {
		this.#forget();
		this.#socket.terminate();
	}

	#isFor(event: NostrEvent, filter: Filter): boolean {
		return matchesFilter(event, filter) && this.#around.relay.isReadable(event, filter, this.#authenticated);
	}

	#receive(message: ClientMessage): void {
		const { relay } = this.#around;
		switch (message.verb) {
			case 'EVENT':
				this.#receiveEvent(message.event);
				break;
			case 'AUTH':
				this.#receiveAuth(message.event);
				break;
			case 'REQ':
			case 'COUNT':
				this.#receiveRequest(message.verb, message.id, message.filters);
				break;
			case 'CLOSE':
				this.#subscriptions.delete(message.id);
				break;
			case 'BAD-EVENT':
				this.#send(['OK', message.id, false, relay.say({ reason: 'bad-event' })]);
				break;
			case 'BAD-REQUEST':
				this.#close(message.id, relay.say({ reason: 'bad-filter', value: message.why }));
				break;
			case 'NOTHING':
				this.#send(['NOTICE', `invalid: ${message.why}`]);
		}
	}

	#receiveEvent(event: NostrEvent): void {
		const { misbehaviour, relay, deliver } = this.#around;
		const occasion: Occasion = { verb: 'EVENT', kinds: [event.kind], groups: [groupIdOf(event) ?? ''] };
		const refuse = misbehaviour.take('refuse', occasion);
		if (refuse) {
			this.#send(['OK', event.id, false, refuse.words ?? 'blocked: not today']);
			return;
		}
		const death = misbehaviour.take('die', occasion);
		if (death) {
			if (death.keep) relay.submit(event, this.#authenticated);
			process.kill(process.pid, 'SIGKILL');
		}
		const drop = misbehaviour.take('drop', occasion);
		const silence = drop ?? misbehaviour.take('never-answer', occasion);
		if (!silence || silence.keep) {
			const outcome = relay.submit(event, this.#authenticated);
			deliver(outcome, () => {
				if (!silence) this.#answer(event.id, outcome);
			});
		}
		if (drop) this.drop();
	}

	#answer(id: string, { accepted, words, noticeOnly }: Outcome): void {
		this.#send(noticeOnly ? ['NOTICE', words] : ['OK', id, accepted, words]);
	}

	#receiveAuth(event: NostrEvent): void {
		if (this.#isSpoilt({ verb: 'AUTH' }, (words) => this.#send(['OK', event.id, false, words]))) return;
		const challenge = { text: this.#challenge, host: this.#host, now: this.#around.clock() };
		const isFull = this.#authenticated.size >= maxKeys && !this.#authenticated.has(event.pubkey);
		const why = judgeClientAuth(event, challenge) ?? (isFull ? 'too many keys' : undefined);
		if (why === undefined) this.#authenticated.add(event.pubkey);
		const words = why === undefined ? '' : `error: failed to authenticate: ${why}`;
		this.#send(['OK', event.id, why === undefined, words]);
	}

	#receiveRequest(verb: 'REQ' | 'COUNT', id: string, filters: readonly Filter[]): void {
		const { relay, misbehaviour } = this.#around;
		this.#subscriptions.delete(id);
		if (this.#isSpoilt({ verb, ...aimOf(filters) }, (words) => this.#close(id, words))) return;
		const refusal = this.#refusalOf(verb) ?? relay.refuseRequest(filters, this.#authenticated);
		if (refusal !== undefined) {
			this.#close(id, refusal);
		} else if (verb === 'COUNT') {
			const count = relay.query(filters, this.#authenticated, Infinity).length;
			this.#send(['COUNT', id, { count }]);
		} else {
			this.#subscriptions.set(id, filters);
			const stored = relay.query(filters, this.#authenticated);
			const answer = spoilAnswer(stored, filters, misbehaviour, relay.store);
			for (const event of answer) this.#sendEvent(id, event);
			this.#send(['EOSE', id]);
		}
	}

	#refusalOf(verb: 'REQ' | 'COUNT'): string | undefined {
		const { relay } = this.#around;
		const cannotCount = verb === 'COUNT' && !relay.habits.supportedNips.includes(45);
		if (cannotCount) return relay.say({ reason: 'count-unsupported' });
		const isFull = this.#subscriptions.size >= maxSubscriptions;
		return isFull ? relay.say({ reason: 'too-many-requests' }) : undefined;
	}

	/** Refuses, drops or swallows what is not an event, where the relay was told to; true when it did. */
	#isSpoilt(occasion: Occasion, refuse: (words: string) => void): boolean {
		const { misbehaviour } = this.#around;
		const refusal = misbehaviour.take('refuse', occasion);
		if (refusal) {
			refuse(refusal.words ?? 'blocked: not today');
			return true;
		}
		if (!misbehaviour.take('drop', occasion))
			return misbehaviour.take('never-answer', occasion) !== undefined;
		this.drop();
		return true;
	}

	#close(id: string, words: string): void {
		this.#subscriptions.delete(id);
		this.#send(['CLOSED', id, words]);
	}

	#sendEvent(subscription: string, event: NostrEvent): void {
		const sent = spoilEvent(event, this.#around.misbehaviour);
		if (!sent) return;
		const json = frames.get(sent) ?? JSON.stringify(sent);
		frames.set(sent, json);
		const frame = `["EVENT",${JSON.stringify(subscription)},${json}]`;
		this.#sendFrame(frame);
		if (this.#around.misbehaviour.take('duplicate', { kinds: [event.kind] })) this.#sendFrame(frame);
	}

	#send(message: readonly unknown[]): void {
		this.#sendFrame(JSON.stringify(message));
	}

	#sendFrame(frame: string): void {
		const slow = this.#around.misbehaviour.take('slow');
		if (!slow && this.#waiting.length === 0) {
			this.#socket.send(frame);
			return;
		}
		this.#waiting.push(frame);
		// Each timer sends the frame whose turn it is, so that none overtakes another.
		const timer = setTimeout(() => {
			this.#timers.delete(timer);
			const next = this.#waiting.shift();
			if (next !== undefined) this.#socket.send(next);
		}, slow?.milliseconds ?? 1000);
		this.#timers.add(timer);
	}

	#forget(): void {
		this.#subscriptions.clear();
		for (const timer of this.#timers) clearTimeout(timer);
		this.#timers.clear();
		this.#waiting.length = 0;
	}
}
