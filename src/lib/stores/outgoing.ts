import { parseChatMessage, type Picture } from '$lib/protocol/chat-message';
import { tagValue, type NostrEvent } from '$lib/protocol/event';
import { kinds } from '$lib/protocol/kinds';
import { isChangeable } from '$lib/storage/outbox';
import type { Intent, IntentPicture, IntentState } from '$lib/storage/kept-records';
import type { Said, Sending } from './timeline';

/** Something of mine about a message: its deletion, until it is done, or a reaction that did not get through. */
export interface Pending extends Sending {
	readonly about: 'reaction' | 'deletion';
}

/** What the outbox holds for one conversation, by where it shows. */
export interface Outgoing {
	/** Messages, in the order in which they will be sent. */
	readonly said: readonly Said[];
	/** Ids of reactions that are being taken back: hidden unless the relay refuses. */
	readonly deleting: ReadonlySet<string>;
	/** Signs on their way, by the id of the message. */
	readonly reactions: ReadonlyMap<string, readonly string[]>;
	/** By the id of the message or reaction that they are about. */
	readonly pending: ReadonlyMap<string, readonly Pending[]>;
}

/** Nothing on its way. */
export const nothingOutgoing: Outgoing = {
	said: [],
	deleting: new Set(),
	reactions: new Map(),
	pending: new Map()
};

/** How the address of a picture begins that only this device has, followed by the id of the kept picture. */
export const onDevice = 'device:';

const stuck: readonly IntentState[] = ['refused', 'unknown'];

/** Whether it waits for its person, and is told as trouble. */
export function isStuck({ state }: Intent): boolean {
	return stuck.includes(state);
}

/** The intent as a message: not stamped and not signed, so its id and time are those of the intent. */
export function saidOf(intent: Intent): Said | undefined {
	const { id, account, createdAt, draft } = intent;
	const event: NostrEvent = { ...draft, id, pubkey: account, created_at: createdAt, sig: '' };
	const message = parseChatMessage(event);
	if (!message) return undefined;
	const pictures = [...message.pictures, ...(intent.pictures ?? []).map(pictureOf)];
	return { key: id, message: { ...message, pictures }, sending: sendingOf(intent) };
}

/** Sorts the intents of a group. `has`: whether an event of that id is in the cache already. */
export function readOutgoing(intents: readonly Intent[], has: (id: string) => boolean): Outgoing {
	const said: Said[] = [];
	const deleting = new Set<string>();
	const reactions = new Map<string, string[]>();
	const pending = new Map<string, Pending[]>();
	// The newest first: what takes something back comes behind it.
	for (const intent of [...intents].reverse()) {
		const isOffered = (test: (id: string) => boolean): boolean =>
			intent.attempts.some(({ event }) => test(event.id));
		// A crash between "cached" and "settled" leaves both: they are shown as one.
		if (isOffered(has)) continue;
		const { draft } = intent;
		const target = tagValue(draft, 'e') ?? '';
		const isReaction = draft.kind === kinds.reaction;
		if (draft.kind === kinds.chat) {
			const entry = saidOf(intent);
			if (entry) said.unshift(entry);
		} else if (isReaction && !isStuck(intent)) {
			if (isOffered((id) => deleting.has(id))) continue;
			reactions.set(target, [draft.content, ...(reactions.get(target) ?? [])]);
		} else if (!isStuck(intent) && tagValue(draft, 'k') === `${kinds.reaction}`) deleting.add(target);
		else if (isReaction || draft.kind === kinds.deletion) {
			const about = isReaction ? 'reaction' : 'deletion';
			pending.set(target, [{ ...sendingOf(intent), about }, ...(pending.get(target) ?? [])]);
		}
	}
	return { said, deleting, reactions, pending };
}

function pictureOf({ id, hash, width, height, alt, blurhash }: IntentPicture): Picture {
	return { url: `${onDevice}${id}`, hash, width, height, alt, blurhash };
}

function sendingOf(intent: Intent): Sending {
	const { id, state, error } = intent;
	return { intentId: id, state, changeable: isChangeable(intent), ...(error ? { error } : {}) };
}
