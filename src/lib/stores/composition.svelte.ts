import type { Clock } from '$lib/clock';
import { AppError } from '$lib/app-error';
import { log } from '$lib/log';
import { parseChatMessage, type ChatMessage } from '$lib/protocol/chat-message';
import { hideMentions, showMentions } from '$lib/protocol/mention';
import { longestMessage } from '$lib/protocol/message-length';
import type { Drafts } from '$lib/storage/drafts';
import type { EventCache } from '$lib/storage/event-cache';
import type { Draft } from '$lib/storage/kept-records';
import type { Place } from '$lib/storage/place';
import type { Wording } from './message-acts';

/** The pictures beside the words. */
export interface Tray {
	/** How many there are. */
	readonly count: number;
	/** None is still being made ready. */
	readonly ready: boolean;
	/** Hands all of them over, by their ids. */
	take(): readonly string[];
	/** They could not be handed over. */
	giveBack(ids: readonly string[]): void;
}

interface Ports {
	drafts: Pick<Drafts, 'put' | 'ofGroup'>;
	cache: Pick<EventCache, 'find'>;
	clock: Clock;
	nameOf: (pubkey: string) => string;
}

/**
 * What is being written in one conversation. Every keystroke is kept on the device at once, with what it answers:
 * the group has a draft of its own, and so has each message replied to. People are written by name (`@Mara`) and
 * kept by key.
 */
export class Composition {
	text = $state('');
	replyTo = $state.raw<ChatMessage>();
	/** The intent whose text is worded differently. */
	instead = $state<string>();
	/** The last keystrokes are not on the device: it has no room for them, or refuses. */
	unkept = $state(false);

	#ports: Ports;
	#place: Place;
	#people = new Map<string, string>();
	/** What the device keeps of this group, by what it answers; '' for the group's own. */
	#kept = new Map<string, string>();
	#touched = false;
	#keystrokes = 0;
	#tray: Tray | undefined;

	constructor(ports: Ports, place: Place, tray?: Tray) {
		this.#ports = ports;
		this.#place = place;
		this.#tray = tray;
	}

	/** There is something to send. */
	get sendable(): boolean {
		// Another wording leaves the pictures as they are.
		const tray = this.instead ? undefined : this.#tray;
		return (this.text.trim() !== '' || (tray?.count ?? 0) > 0) && tray?.ready !== false;
	}

	/** Goes on where it was left. What was typed before that was known comes after it. */
	async load(): Promise<void> {
		const drafts = await this.#ports.drafts.ofGroup(this.#place.scope, this.#place);
		// The newest last, as they are written.
		this.#kept = new Map(drafts.toReversed().map(({ replyTo = '', text }) => [replyTo, text]));
		const newest = this.#touched ? drafts.find(({ replyTo = '' }) => replyTo === this.#answers) : drafts[0];
		if (!newest) return;
		const typed = this.text;
		if (!this.#touched) await this.#resume(newest.replyTo ?? '', newest.text);
		else if (newest.text !== hideMentions(typed, this.#people)) {
			this.write(`${this.#show(newest.text)}\n${typed}`);
		}
	}

	/** The text was changed. */
	write(text: string): void {
		this.text = text;
		this.#touched = true;
		this.#keep();
	}

	/** Somebody is named by what stands after the `@`. Two people of one name are told apart by their keys. */
	mention(pubkey: string): string {
		const name = this.#ports.nameOf(pubkey);
		const known = this.#people.get(name);
		const label = known === undefined || known === pubkey ? name : `${name} ${pubkey.slice(0, 6)}`;
		this.#people.set(label, pubkey);
		return label;
	}

	/**
	 * It answers a message, or none. What was typed goes along, unless something was written there already, or it
	 * answered another message: then each keeps its own.
	 */
	answer(message: ChatMessage | undefined): void {
		const [from, to] = [this.#answers, message?.id ?? ''];
		this.replyTo = message;
		this.#touched = true;
		if (this.instead || from === to) return;
		const kept = this.#kept.get(to);
		if (kept !== undefined || (from && to)) this.text = this.#show(kept ?? '');
		else this.#keep(from);
	}

	/** Words something differently that is not on the relay; `answered` is what it answers. */
	reword(intentId: string, message: ChatMessage, answered: ChatMessage | undefined): void {
		this.instead = intentId;
		this.replyTo = answered;
		this.text = this.#show(message.text);
		this.#touched = true;
	}

	/** Leaves the other wording: the draft comes back. */
	async stopRewording(): Promise<void> {
		this.instead = undefined;
		await this.#resumeNewest();
	}

	/**
	 * Hands over what was written and empties the composer. The draft stays on the device until the words are stored
	 * elsewhere, and what could not be stored is there again; rejects with the storage's error, or `too-large`.
	 */
	async send(deliver: (wording: Wording) => Promise<void>): Promise<void> {
		const { text, replyTo, instead } = this;
		if (!this.sendable) return;
		// A relay that ends the line for it would take all other words along, each time that it is offered.
		if (text.length > longestMessage) throw new AppError('too-large', 'never');
		const pictures = (!instead && this.#tray?.take()) || [];
		this.text = '';
		this.replyTo = this.instead = undefined;
		try {
			const words = hideMentions(text.trim(), this.#people);
			await deliver({ text: words, replyTo: replyTo?.event, instead, pictures });
		} catch (cause) {
			this.#tray?.giveBack(pictures);
			this.#restore(text, replyTo, instead);
			throw cause;
		}
		if (!instead) this.#kept.delete(replyTo?.id ?? '');
		if (this.text === '') await this.#resumeNewest();
	}

	/** The id of the message that it answers; '' for none. */
	get #answers(): string {
		return this.replyTo?.id ?? '';
	}

	#restore(text: string, replyTo: ChatMessage | undefined, instead: string | undefined): void {
		const since = this.text;
		[this.replyTo, this.instead] = [replyTo, instead];
		this.write(since.trim() === '' ? text : `${text}\n${since}`);
	}

	async #resumeNewest(): Promise<void> {
		this.#touched = false;
		const newest = [...this.#kept].at(-1);
		if (newest) await this.#resume(...newest);
		else [this.text, this.replyTo] = ['', undefined];
	}

	async #resume(replyTo: string, text: string): Promise<void> {
		const answered = replyTo ? await this.#ports.cache.find(this.#place, replyTo) : undefined;
		if (this.#touched) return;
		this.replyTo = answered && parseChatMessage(answered);
		const own = this.#kept.get('');
		const isAlone = replyTo !== '' && !answered;
		this.text = this.#show(isAlone && own !== undefined ? `${own}\n${text}` : text);
		// What it answered is not on the device any more: the words stay, as the group's own.
		if (isAlone) this.#keep(replyTo);
	}

	/** Another wording of something in the outbox is not a draft: what it replaces is still there. */
	#keep(movedFrom?: string): void {
		if (this.instead) return;
		const { scope, relay, id } = this.#place;
		const text = hideMentions(this.text, this.#people);
		const replyTo = this.#answers;
		for (const gone of [replyTo, movedFrom]) if (gone !== undefined) this.#kept.delete(gone);
		if (text !== '') this.#kept.set(replyTo, text);
		void this.#put({ account: scope, relay, id, replyTo, text, at: this.#ports.clock() }, movedFrom);
	}

	async #put(draft: Draft, movedFrom: string | undefined): Promise<void> {
		const keystroke = (this.#keystrokes += 1);
		let unkept = false;
		try {
			await this.#ports.drafts.put(draft, movedFrom);
		} catch (cause) {
			log('composition', 'the draft could not be kept', cause);
			unkept = draft.text !== '';
		}
		// What became of an older keystroke says nothing of the last one.
		if (keystroke === this.#keystrokes) this.unkept = unkept;
	}

	#show(text: string): string {
		return showMentions(text, (pubkey) => this.mention(pubkey));
	}
}
