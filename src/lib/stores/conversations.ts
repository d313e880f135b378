import { pause } from '$lib/pause';
import type { Conversation } from './conversation.svelte';
import type { Group } from './group.svelte';

/** A conversation for its screen. */
interface Taken {
	conversation: Conversation;
	/** Reads and follows it, at that message or the first unread one. Returns how to stop. */
	hold: () => () => void;
}

interface Ahead {
	group: Group;
	conversation: Conversation;
	stop: () => void;
}

/** Milliseconds: on a device that takes longer, the frame of the screen comes first. */
const PATIENCE = 300;
/** Milliseconds: a finger that only scrolls past a group has it read, too, and where one opens it is as of then. */
const FRESH = 3_000;

/**
 * The conversations of groups, for their screens. One may be read ahead: a screen that is drawn once and whole is
 * there sooner than a frame that fills a moment later, and nothing in it moves.
 */
export class Conversations {
	readonly #create: (group: Group) => Conversation;
	#ahead: Ahead | undefined;

	constructor(create: (group: Group) => Conversation) {
		this.#create = create;
	}

	/** Reads and follows a conversation whose screen is about to come. Resolves when it is read, or takes long. */
	async readAhead(group: Group): Promise<void> {
		this.#letGo(this.#ahead);
		const conversation = this.#create(group);
		const stops = [group.follow(), conversation.hold()];
		const stop = (): void => {
			for (const each of stops) each();
		};
		const ahead = { group, conversation, stop };
		this.#ahead = ahead;
		setTimeout(() => this.#letGo(ahead), FRESH);
		// Who may not read it any more is told so instead: words that are gone a moment later were shown all the same.
		await Promise.race([Promise.allSettled([conversation.opening, group.reading]), pause(PATIENCE)]);
	}

	/**
	 * The conversation of a group: the one that was read ahead, which is followed already, or another one. To be opened
	 * at a message (`at`) it is always another one.
	 */
	take(group: Group, at?: string): Taken {
		const ahead = this.#ahead;
		if (ahead?.group === group && at === undefined) {
			this.#ahead = undefined;
			return { conversation: ahead.conversation, hold: () => ahead.stop };
		}
		this.#letGo(ahead);
		const conversation = this.#create(group);
		return { conversation, hold: () => conversation.hold(at) };
	}

	#letGo(ahead: Ahead | undefined): void {
		if (!ahead || this.#ahead !== ahead) return;
		this.#ahead = undefined;
		ahead.stop();
	}
}
