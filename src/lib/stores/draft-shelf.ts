import type { Clock } from '$lib/clock';
import { log } from '$lib/log';
import type { Drafts } from '$lib/storage/drafts';
import type { Place } from '$lib/storage/place';

interface Ports {
	drafts: Pick<Drafts, 'put' | 'ofGroup'>;
	clock: Clock;
}

/**
 * The drafts of one conversation, by what they are of ('' for its own), as this tab knows them. Another tab may write
 * the same ones at any time; whoever writes over words that it has not seen gets them back.
 */
export class DraftShelf {
	/** With what this tab has typed, the newest last. */
	#drafts: ReadonlyMap<string, string> = new Map();
	/** What the device had when it was last heard of. */
	#stored: ReadonlyMap<string, string> = new Map();
	/** What this tab has typed and the device did not take: other tabs know nothing of it. */
	#unkept: ReadonlyMap<string, string> = new Map();
	/** What this tab has written over without having seen it. */
	#overwritten: [key: string, text: string][] = [];
	#ports: Ports;
	#place: Place;
	#puts = 0;
	#last: Promise<unknown> = Promise.resolve();

	constructor(ports: Ports, place: Place) {
		this.#ports = ports;
		this.#place = place;
	}

	/** The words of a draft; '' for none. */
	find(key: string): string {
		return this.#drafts.get(key) ?? '';
	}

	/** The newest of all. */
	get newest(): readonly [key: string, text: string] | undefined {
		return [...this.#drafts].at(-1);
	}

	/** What the device has of a draft, when all that was typed so far was written or could not be. */
	async stored(key: string): Promise<string> {
		await this.#last;
		return this.#stored.get(key) ?? '';
	}

	/**
	 * Keeps a draft at once, an empty one not at all. `movedFrom`: what it was a draft of until now. Whether the device
	 * took it.
	 */
	put(key: string, text: string, movedFrom?: string): Promise<boolean> {
		this.#puts += 1;
		this.#drafts = changed(this.#drafts, key, text, movedFrom);
		const putting = this.#put(key, text, movedFrom);
		this.#last = putting;
		return putting;
	}

	/** Reads what the device has. Gives what it had before; undefined when this tab has typed since. */
	async read(): Promise<ReadonlyMap<string, string> | undefined> {
		const puts = this.#puts;
		const drafts = await this.#ports.drafts.ofGroup(this.#place.scope, this.#place);
		if (puts !== this.#puts) return undefined;
		const before = this.#stored;
		this.#stored = new Map(drafts.toReversed().map(({ replyTo = '', text }) => [replyTo, text]));
		this.#drafts = new Map([...this.#stored, ...this.#unkept]);
		return before;
	}

	/** What the device has of a draft is not on this tab's screen: written over, it comes back. */
	unsee(key: string): void {
		this.#stored = changed(this.#stored, key, '');
	}

	/** What this tab has written over without having seen it, by what it is a draft of; it is not held any longer. */
	takeOverwritten(): [key: string, text: string][] {
		const all = this.#overwritten;
		this.#overwritten = [];
		return all;
	}

	/** It is stored elsewhere now, unless other words stand there. */
	forget(key: string, text: string): void {
		if (this.find(key) !== text) return;
		this.#drafts = changed(this.#drafts, key, '');
		this.#unkept = changed(this.#unkept, key, '');
	}

	async #put(key: string, text: string, movedFrom = key): Promise<boolean> {
		const { drafts, clock } = this.#ports;
		const { scope: account, relay, id } = this.#place;
		try {
			const draft = { account, relay, id, replyTo: key, text, at: clock() };
			const [own = '', moved = ''] = await drafts.put(draft, movedFrom);
			for (const [at, words] of [
				[movedFrom, moved],
				[key, own]
			] as const) {
				if (words !== this.#stored.get(at) && !holds(text, words)) this.#overwrite(at, words);
			}
			this.#stored = changed(this.#stored, key, text, movedFrom);
			this.#note(key, text, '', movedFrom);
			return true;
		} catch (cause) {
			this.#note(key, text, text, movedFrom);
			log('draft-shelf', 'the draft could not be kept', cause);
			return false;
		}
	}

	/** What became of an older keystroke says nothing of the last one. */
	#note(key: string, text: string, unkept: string, movedFrom: string): void {
		if (this.find(key) === text) this.#unkept = changed(this.#unkept, key, unkept, movedFrom);
	}

	/** Of words that grow under another tab's fingers, the last are held. */
	#overwrite(key: string, words: string): void {
		const others = this.#overwritten.filter(
			([of, before]) => of !== key || !(holds(words, before) || holds(before, words))
		);
		this.#overwritten = [...others, [key, words]];
	}
}

/** Both texts, each once. */
export function bothTexts(one: string, other: string): string {
	if (holds(one, other)) return one;
	return holds(other, one) ? other : `${one}\n${other}`;
}

/** Whether the words begin one of its lines, as those do that somebody typed on: "ok" is not said by "looking". */
function holds(text: string, words: string): boolean {
	return `\n${text}`.includes(`\n${words}`);
}

function changed(
	drafts: ReadonlyMap<string, string>,
	key: string,
	text: string,
	movedFrom = key
): ReadonlyMap<string, string> {
	const next = new Map(drafts);
	for (const gone of [key, movedFrom]) next.delete(gone);
	if (text !== '') next.set(key, text);
	return next;
}
