import type { Clock } from '$lib/clock';
import { AppError, isAppError } from '$lib/app-error';
import { log } from '$lib/log';
import { parseChatMessage, type ChatMessage } from '$lib/protocol/chat-message';
import { hideMentions, showMentions } from '$lib/protocol/mention';
import { longestMessage } from '$lib/protocol/message-length';
import { rewordedIntent, rewordingKey } from '$lib/storage/draft-key';
import type { Storage } from '$lib/storage/open-storage';
import { placeKey, type Place } from '$lib/storage/place';
import { takeDraft } from '$lib/storage/typed-draft';
import { bothTexts, DraftShelf } from './draft-shelf';
import type { Wording } from './message-acts';
import { saidOf } from './outgoing';
import type { PictureTray } from './picture-tray.svelte';
import { wasSaid } from './said-words';

/** The pictures beside the words. */
type Tray = Pick<PictureTray, 'count' | 'ready' | 'described' | 'take' | 'giveBack'>;

interface Ports extends Pick<Storage, 'drafts' | 'outbox' | 'cache' | 'changes'> {
	clock: Clock;
	nameOf: (pubkey: string) => string;
}

/**
 * What is being written in one conversation. Every keystroke is kept on the device at once, with what it answers:
 * the group has a draft of its own, and so has each message replied to, and each that is worded differently. People
 * are written by name (`@Mara`) and kept by key.
 *
 * Several tabs may have one draft open. Each follows what the others type and send, but never under the fingers: from
 * the first keystroke until it is sent, or {@link release}d, a tab stays with its own words. Where both type at once
 * each sends its own, and what one has written over comes back.
 */
export class Composition {
	text = $state('');
	replyTo = $state.raw<ChatMessage>();
	/** The intent whose text is worded differently. */
	instead = $state<string>();
	/** The last keystrokes are not on the device: it has no room for them, or refuses. */
	unkept = $state(false);
	/** Another tab has sent these words while this one still showed them: nothing was sent from here. */
	sentElsewhere = $state(false);

	#ports: Ports;
	#place: Place;
	#people = new Map<string, string>();
	#shelf: DraftShelf;
	/** What the shelf had when this was shown or typed. */
	#shown = '';
	/** Somebody is typing here. */
	#touched = false;
	/** When they began, unix seconds. */
	#touchedAt = 0;
	/** Every act counts: what was begun before the last one does not change what is on screen. */
	#acts = 0;
	#puts = 0;
	#sending = 0;
	#tray: Tray | undefined;

	constructor(ports: Ports, place: Place, tray?: Tray) {
		this.#ports = ports;
		this.#place = place;
		this.#shelf = new DraftShelf(ports, place);
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
		const acts = this.#acts;
		await this.#shelf.read();
		if (acts === this.#acts) return this.#resumeNewest();
		await this.#shelf.stored(this.#key);
		await this.#putBack();
	}

	/** Follows what other tabs type and send. Returns how to stop. */
	hold(): () => void {
		const topic = `drafts:${placeKey(this.#place)}`;
		const stop = this.#ports.changes.watch(topic, () => settle(this.#follow()));
		return () => {
			stop();
			this.leave();
		};
	}

	/** The text was changed. */
	write(text: string): void {
		this.text = text;
		this.sentElsewhere = false;
		this.#acts += 1;
		if (!this.#touched) this.#touchedAt = this.#ports.clock();
		this.#touched = true;
		this.#keep();
	}

	/** Nobody is typing here any more. */
	release(): void {
		// Words that stand here alone stay until they are sent, or the page goes.
		if (!this.unkept && this.#shown === this.#shelf.find(this.#key)) this.#touched = false;
		settle(this.#putBack());
	}

	/** The page goes away: what stands here alone goes to the device now. */
	leave(): void {
		const alone = this.#shelf.takeOverwritten();
		if (this.#touched) alone.push([this.#key, this.#shown]);
		for (const [key, words] of alone) {
			const kept = this.#shelf.find(key);
			const whole = bothTexts(kept, words);
			if (whole !== kept) settle(this.#put(key, whole));
		}
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
		const [from, to] = [this.#key, message?.id ?? ''];
		this.replyTo = message;
		this.#acts += 1;
		if (this.instead || from === to) return;
		const kept = this.#shelf.find(to);
		if (kept || (from && to)) this.#display(kept);
		else this.#keep(from);
	}

	/** Words something differently that is not on the relay; `answered` is what it answers. */
	reword(intentId: string, message: ChatMessage, answered: ChatMessage | undefined): void {
		this.#acts += 1;
		[this.instead, this.replyTo] = [intentId, answered];
		this.#display(this.#shelf.find(this.#key));
		// Nothing is kept of words that were not changed.
		this.text ||= this.#show(message.text);
	}

	/** Leaves the other wording: the draft comes back. */
	async stopRewording(): Promise<void> {
		if (this.#shelf.find(this.#key)) settle(this.#put(this.#key, ''));
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
		const [key, shown] = [this.#key, this.#shown];
		const pictures = (!instead && this.#tray?.take()) || [];
		this.#clear();
		this.#sending += 1;
		try {
			const words = hideMentions(text.trim(), this.#people);
			const stored = await this.#shelf.stored(key);
			const take = takeDraft(key, this.unkept ? stored : shown);
			await this.#tray?.described();
			await deliver({ text: words, replyTo: replyTo?.event, instead, pictures, take });
		} catch (cause) {
			this.#tray?.giveBack(pictures);
			this.#restore(text, replyTo, instead);
			if (!isAppError(cause) || cause.code !== 'already-done' || !text) throw cause;
			this.sentElsewhere = true;
			return;
		} finally {
			this.#sending -= 1;
		}
		this.#shelf.forget(key, shown);
		await this.#putBack();
		if (this.text === '') await this.#resumeNewest();
	}

	/** What the draft on screen is of. */
	get #key(): string {
		return this.instead ? rewordingKey(this.instead) : (this.replyTo?.id ?? '');
	}

	#clear(): void {
		this.#acts += 1;
		this.replyTo = this.instead = undefined;
		this.#display('');
	}

	#restore(text: string, replyTo: ChatMessage | undefined, instead: string | undefined): void {
		const since = this.text;
		const from = this.#key;
		[this.replyTo, this.instead] = [replyTo, instead];
		this.write(since.trim() === '' ? text : `${text}\n${since}`);
		if (since && from !== this.#key) settle(this.#put(from, ''));
	}

	async #resumeNewest(): Promise<void> {
		const { newest } = this.#shelf;
		if (newest) await this.#resume(...newest);
		else this.#clear();
	}

	async #resume(key: string, text: string): Promise<void> {
		const acts = (this.#acts += 1);
		const { cache, outbox } = this.#ports;
		const intentId = rewordedIntent(key);
		const intent = intentId === undefined ? undefined : await outbox.find(intentId);
		const answers = intentId === undefined ? key : intent && saidOf(intent)?.message.replyTo?.id;
		const answered = answers ? await cache.find(this.#place, answers) : undefined;
		if (acts !== this.#acts) return;
		this.replyTo = answered && parseChatMessage(answered);
		this.instead = intent?.id;
		// What it answered, or worded differently, is not on the device any more: the words stay, as the group's own.
		const isAlone = key !== this.#key;
		this.#display(isAlone ? bothTexts(this.#shelf.find(''), text) : text);
		if (isAlone) this.#keep(key);
	}

	/** Takes over what other tabs did, unless somebody is typing here. */
	async #follow(): Promise<void> {
		const acts = this.#acts;
		const before = await this.#shelf.read();
		if (!before || acts !== this.#acts || this.#sending > 0) return;
		const [key, shown] = [this.#key, this.#shown];
		const is = this.#shelf.find(key);
		if (this.#touched) {
			if (is && is !== shown) this.#shelf.unsee(key);
			if (is || !shown) return;
			// Its words were sent, or they stand here alone now.
			const isSent = before.get(key) === shown && (await this.#wasSaid(key, shown));
			if (acts !== this.#acts) return;
			if (isSent) await this.#resumeNewest();
			else this.#keep();
		} else if (is !== shown) {
			if (is) this.#display(is);
			else await this.#resumeNewest();
		} else if (!is && key === '') {
			const { newest } = this.#shelf;
			if (newest && before.get(newest[0]) !== newest[1]) await this.#resume(...newest);
		}
	}

	/** What this tab has written over comes back, unless the tab it was typed in has sent it. */
	async #putBack(): Promise<void> {
		for (const [key, words] of this.#shelf.takeOverwritten()) {
			if (await this.#wasSaid(key, words)) continue;
			const kept = this.#shelf.find(key);
			const whole = bothTexts(words, kept);
			if (key === this.#key && this.#shown === kept) this.#display(whole);
			await this.#put(key, whole);
		}
	}

	#wasSaid(key: string, words: string): Promise<boolean> {
		return wasSaid(this.#ports, this.#place, words, this.#touchedAt, rewordedIntent(key));
	}

	#keep(movedFrom?: string): void {
		this.#shown = hideMentions(this.text, this.#people);
		settle(this.#put(this.#key, this.#shown, movedFrom));
	}

	async #put(key: string, text: string, movedFrom?: string): Promise<void> {
		const put = (this.#puts += 1);
		const isKept = await this.#shelf.put(key, text, movedFrom);
		// What became of an older keystroke says nothing of the last one.
		if (put !== this.#puts) return;
		this.unkept = !isKept && text !== '';
		this.#touched ||= this.unkept;
	}

	/** Shows what the device keeps. */
	#display(kept: string): void {
		this.text = this.#show(kept);
		this.#shown = kept;
		this.#touched = false;
	}

	#show(text: string): string {
		return showMentions(text, (pubkey) => this.mention(pubkey));
	}
}

function settle(work: Promise<unknown>): void {
	work.catch((cause: unknown) => log('composition', 'other tabs could not be followed', cause));
}
