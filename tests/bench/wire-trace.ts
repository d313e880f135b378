import type { BrowserContext } from '@playwright/test';
import type { NostrEvent } from '../../src/lib/protocol/event.ts';

const isEvent = (value: unknown): value is NostrEvent =>
	typeof value === 'object' && value !== null && 'pubkey' in value;

/** What the tabs of a phone say, and what they write and hear of their own events: for who looks for a reason. */
export class WireTrace {
	readonly lines: string[] = [];
	/** When the relay last refused some words of this person, in milliseconds; by all that the event says. */
	readonly refusals = new Map<string, number>();
	/** What was sent, by the event's id. */
	readonly #sent = new Map<string, string>();
	readonly #pubkey: string;

	constructor(context: BrowserContext, pubkey: string) {
		this.#pubkey = pubkey;
		context.on('page', (page) => {
			page.on('console', (message) => this.note(`says ${message.text()}`));
			page.on('websocket', (socket) => {
				this.note('a line is opened');
				socket.on('close', () => this.note('the line is closed'));
				socket.on('framesent', ({ payload }) => this.#frame('sends', String(payload)));
				socket.on('framereceived', ({ payload }) => this.#frame('hears', String(payload)));
			});
		});
	}

	note(text: string): void {
		this.lines.push(`${new Date().toISOString().slice(11, 23)} ${text.slice(0, 200)}`);
	}

	#frame(how: string, frame: string): void {
		const [verb, ...rest] = JSON.parse(frame) as unknown[];
		if (verb === 'REQ' || verb === 'EOSE' || verb === 'CLOSE') return;
		const event = rest.find(isEvent);
		if (how === 'sends' && event) this.#sent.set(event.id, event.content);
		const [id, isAccepted] = rest;
		const refused = verb === 'OK' && isAccepted === false ? this.#sent.get(String(id)) : undefined;
		if (refused !== undefined) this.refusals.set(refused, performance.now());
		if (how === 'hears' && event && event.pubkey !== this.#pubkey) return;
		const words = event
			? `${event.id.slice(0, 8)}, a ${event.kind} of ${event.created_at % 10_000}: ${event.content}`
			: rest.join(' ');
		this.note(`${how} ${String(verb)} ${words}`);
	}
}
