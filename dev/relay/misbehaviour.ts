import type { NostrEvent } from '../../src/lib/protocol/event.ts';

/** Everything the relay can be told to do wrong. */
export const misbehaviours = [
	'refuse',
	'slow',
	'drop',
	'die',
	'truncate',
	'never-answer',
	'forge-metadata',
	'replay-out-of-context',
	'duplicate',
	'out-of-order',
	'no-39004',
	'stale-39004'
] as const;

export type MisbehaviourName = (typeof misbehaviours)[number];

/** What somebody asked for: a message of the socket, or a request over HTTP. */
export type Verb = 'EVENT' | 'REQ' | 'COUNT' | 'AUTH' | 'HTTP';

/** How to misbehave; what does not fit the misbehaviour is ignored. */
export interface MisbehaviourOptions {
	/** Only these verbs are refused, dropped or not answered; events, if nothing is said. */
	readonly verbs?: readonly Verb[];
	/** Only events of these kinds, and requests that name one of them. */
	readonly kinds?: readonly number[];
	/** Only what names this group. */
	readonly group?: string;
	/** How often, then it is over. */
	readonly times?: number;
	/** refuse: the sentence, prefix included. */
	readonly words?: string;
	/** refuse: the HTTP status. */
	readonly status?: number;
	/** drop, die, never-answer: the event is taken all the same, only nobody tells its sender. */
	readonly keep?: boolean;
	/** drop: cut every line at once, and nothing later. */
	readonly now?: boolean;
	/** slow: how long every message to a client waits, in milliseconds. */
	readonly milliseconds?: number;
	/** truncate: how many stored events an answer has at most. */
	readonly count?: number;
	/** replay-out-of-context: events that never reached this relay, sent where they match. */
	readonly events?: readonly NostrEvent[];
	/** stale-39004: who the list of the group shows for good. */
	readonly pubkeys?: readonly string[];
}

/** What is going on, as far as it decides whether a misbehaviour applies; what is left out restricts nothing. */
export interface Occasion {
	readonly verb?: Verb;
	readonly kinds?: readonly number[];
	readonly groups?: readonly string[];
}

/** The misbehaviour that is in force: by name, at run time. */
export class Misbehaviour {
	readonly #active = new Map<MisbehaviourName, { options: MisbehaviourOptions; left: number }>();

	/** Begins to misbehave; calling the answer ends it. The same name again replaces the options. */
	start(name: MisbehaviourName, options: MisbehaviourOptions = {}): () => void {
		const entry = { options, left: options.times ?? Infinity };
		this.#active.set(name, entry);
		return () => {
			if (this.#active.get(name) === entry) this.#active.delete(name);
		};
	}

	/** Behaves again: in one respect, or altogether. */
	stop(name?: MisbehaviourName): void {
		if (name) this.#active.delete(name);
		else this.#active.clear();
	}

	/** The options of a misbehaviour that applies now, counted as one more time; undefined when it does not. */
	take(name: MisbehaviourName, occasion: Occasion = {}): MisbehaviourOptions | undefined {
		const entry = this.#active.get(name);
		if (!entry || !applies(entry.options, occasion)) return undefined;
		entry.left -= 1;
		if (entry.left <= 0) this.#active.delete(name);
		return entry.options;
	}
}

function applies(options: MisbehaviourOptions, { verb, kinds, groups }: Occasion): boolean {
	const { verbs = ['EVENT'], kinds: onlyKinds, group } = options;
	if (verb !== undefined && !verbs.includes(verb)) return false;
	if (onlyKinds && kinds && !kinds.some((kind) => onlyKinds.includes(kind))) return false;
	return group === undefined || groups === undefined || groups.includes(group);
}
