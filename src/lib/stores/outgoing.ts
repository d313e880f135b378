import { parseChatMessage, type Picture } from '$lib/protocol/chat-message';
import { tagValue, type NostrEvent } from '$lib/protocol/event';
import { kinds } from '$lib/protocol/kinds';
import { isChangeable } from '$lib/storage/outbox';
import type { Intent, IntentPicture, IntentState } from '$lib/storage/kept-records';
import type { Said, Sending } from './timeline';

/** Something of mine about a message that did not get through: a reaction, or its deletion. */
export interface Trouble extends Sending {
	readonly about: 'reaction' | 'deletion';
}

/** What the outbox holds for one conversation, by where it shows. */
export interface Outgoing {
	/** Messages, in the order in which they will be sent. */
	readonly said: readonly Said[];
	/** Ids of messages and reactions that are being deleted: hidden unless the relay refuses. */
	readonly deleting: ReadonlySet<string>;
	/** Signs on their way, by the id of the message. */
	readonly reactions: ReadonlyMap<string, readonly string[]>;
	/** By the id of the message or reaction that they are about. */
	readonly troubles: ReadonlyMap<string, readonly Trouble[]>;
}

/** Nothing on its way. */
export const nothingOutgoing: Outgoing = {
	said: [],
	deleting: new Set(),
	reactions: new Map(),
	troubles: new Map()
};

/** How the address of a picture begins that only this device has, followed by the id of the kept picture. */
export const onDevice = 'device:';

const stuck: readonly IntentState[] = ['refused', 'unknown'];

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
	const troubles = new Map<string, Trouble[]>();
	for (const intent of intents) {
		// A crash between "cached" and "settled" leaves both: they are shown as one.
		if (intent.attempts.some(({ event }) => has(event.id))) continue;
		const { draft, state } = intent;
		const target = tagValue(draft, 'e') ?? '';
		const isStuck = stuck.includes(state);
		if (draft.kind === kinds.chat) {
			const entry = saidOf(intent);
			if (entry) said.push(entry);
		} else if (draft.kind === kinds.reaction || draft.kind === kinds.deletion) {
			const about = draft.kind === kinds.reaction ? 'reaction' : 'deletion';
			if (isStuck) {
				troubles.set(target, [...(troubles.get(target) ?? []), { ...sendingOf(intent), about }]);
			} else if (about === 'deletion') deleting.add(target);
			else reactions.set(target, [...(reactions.get(target) ?? []), draft.content]);
		}
	}
	return { said, deleting, reactions, troubles };
}

function pictureOf({ id, hash, width, height, alt, blurhash }: IntentPicture): Picture {
	return { url: `${onDevice}${id}`, hash, width, height, alt, blurhash };
}

function sendingOf(intent: Intent): Sending {
	const { id, state, error } = intent;
	return { intentId: id, state, changeable: isChangeable(intent), ...(error ? { error } : {}) };
}
