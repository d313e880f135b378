/** What one person said while everything went wrong, and what became of it. */
import { createHash } from 'node:crypto';
import type { NostrEvent } from '../../src/lib/protocol/event.ts';
import { wordsOf, type FaultHouse } from './fault-house.ts';
import { findMisplaced, type LetGo, type Said } from './fault-order.ts';
import type { Picture } from './fault-picture.ts';
import type { Tapped } from './fault-screen.ts';
import type { WireTrace } from './wire-trace.ts';

/** Something that a person said: the screen showed it as stored. */
interface Spoken extends Omit<Said, 'letGo'> {
	picture: Picture | undefined;
}

const anyText = /Words \d+ of \d+\./;

/** What somebody says; both are counted from 1. */
export function textOf(person: number, message: number): string {
	return `Words ${message} of ${person}.`;
}

/** What is not as it should be, by the words. */
export interface Findings {
	lost: string[];
	doubled: string[];
	misplaced: string[];
}

/** What one person said, and what became of it on their screen. */
export class Account {
	readonly pubkey: string;
	/** What went over this person's line, for who looks for a reason. */
	readonly trace: WireTrace;
	/** In the order in which it was said. */
	readonly spoken: Spoken[] = [];
	/** Words that could not be stored at first; the screen said so, and they were still in the composer. */
	told = 0;
	/** Words that were in the composer because their page went away while they were sent. */
	kept = 0;
	/** Words that could not be stored at first, and were in the composer without a word about it. */
	readonly unsaid: string[] = [];
	/** Words that were neither stored nor in the composer. */
	readonly vanished: string[] = [];
	/** Words that the screen still called unsent at the end. */
	stuck = 0;

	/** What was held back and let go, by its words. */
	readonly #letGo = new Map<string, LetGo>();

	constructor(pubkey: string, trace: WireTrace) {
		this.pubkey = pubkey;
		this.trace = trace;
	}

	/** How many others may have passed. */
	get passed(): number {
		return this.#letGo.size;
	}

	/** The screen showed some words as stored; they were said at `at`. */
	noteStored(text: string, picture: Picture | undefined, at: number): void {
		this.spoken.push({ text, picture, at });
	}

	/** What its signer held back is let go. */
	noteSigned(texts: ReadonlySet<string>, had: ReadonlySet<string>): void {
		const at = performance.now();
		for (const text of texts) this.#note(text, { at, had, mayKeepPlace: false });
	}

	/** Something was tried again. */
	noteTapped({ words, wasRefused, at, had }: Tapped): void {
		const [text] = anyText.exec(words) ?? [];
		if (text !== undefined) this.#note(text, { at, had, mayKeepPlace: !wasRefused });
	}

	/** Holds what this person saw against what the relay and the picture server have. */
	async compare(house: FaultHouse, events: readonly NostrEvent[]): Promise<Findings> {
		const mine = events.filter(({ pubkey }) => pubkey === this.pubkey);
		const of = (text: string): NostrEvent[] => mine.filter((event) => wordsOf(event) === text);
		for (const { text } of this.spoken) for (const event of of(text)) this.#noteOwn(text, event, house);
		const troubles = await Promise.all(
			this.spoken.map(async ({ text, picture }) => {
				const [event] = of(text);
				return event && (await findPictureTrouble(event, picture, house));
			})
		);
		const withTrouble = (wanted: string): string[] =>
			this.spoken.flatMap(({ text }, at) => (troubles[at] === wanted ? [`${text} (its picture)`] : []));
		const said = this.spoken.map((each) => ({ ...each, letGo: this.#letGo.get(each.text) }));
		const texts = this.spoken.map(({ text }) => text);
		const missing = texts.filter((text) => of(text).length === 0);
		return {
			lost: [...this.vanished, ...missing, ...withTrouble('lost')],
			doubled: [...texts.filter((text) => of(text).length > 1), ...withTrouble('doubled')],
			misplaced: findMisplaced(said, (text) => of(text)[0]?.created_at)
		};
	}

	/**
	 * What got on by itself: words whose picture was not taken at first may be passed until it is, and what the relay
	 * refused and may have had before (too old, offered again) until it is stamped anew.
	 */
	#noteOwn(text: string, event: NostrEvent, house: FaultHouse): void {
		const [hash] = imetaOf(event, 'x');
		const uploaded = hash === undefined ? undefined : house.gotOnAt(hash);
		const times = [uploaded, this.trace.refusals.get(event.content)].filter((at) => at !== undefined);
		const known = this.#letGo.get(text) ?? { at: 0, had: new Set(), mayKeepPlace: true };
		if (times.length > 0) this.#note(text, { ...known, at: Math.max(known.at, ...times) });
	}

	/** The last time counts at which the relay did not have it yet. */
	#note(text: string, letGo: LetGo): void {
		if (!letGo.had.has(text)) this.#letGo.set(text, letGo);
	}
}

/** What the `imeta` tags of a message say under a name. */
function imetaOf({ tags }: NostrEvent, name: string): string[] {
	const lines = tags.flatMap(([tag, ...rest]) => (tag === 'imeta' ? rest : []));
	return lines.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
}

async function findPictureTrouble(
	event: NostrEvent,
	picture: Picture | undefined,
	house: FaultHouse
): Promise<'lost' | 'doubled' | undefined> {
	const sizes = imetaOf(event, 'dim');
	const [, ...addresses] = event.content.split('\n');
	if (sizes.length > (picture ? 1 : 0) || addresses.length > sizes.length) return 'doubled';
	if (!picture) return undefined;
	const [url, hash] = [imetaOf(event, 'url')[0], imetaOf(event, 'x')[0]];
	if (sizes[0] !== picture.size || url === undefined || url !== addresses[0]) return 'lost';
	const bytes = await house.pictureAt(url);
	const isWhole = bytes && createHash('sha256').update(bytes).digest('hex') === hash;
	return isWhole ? undefined : 'lost';
}
