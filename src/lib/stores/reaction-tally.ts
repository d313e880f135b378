import type { NostrEvent } from '$lib/protocol/event';
import { parseReaction } from '$lib/protocol/reaction';

/** A sign under a message, and who put it there. */
export interface ReactionChip {
	/** An emoji, or `:shortcode:` when there is a picture. */
	readonly sign: string;
	readonly picture?: string;
	/** Keys of the people, once each, first come first. */
	readonly people: readonly string[];
	/** My own, as it stands on the relay: what to delete to take it back. */
	readonly mine?: NostrEvent;
	/** My own is on its way. */
	readonly pending?: boolean;
}

/**
 * The signs under one message, in the order in which they first came. One sign counts once a person. `coming`: signs
 * of mine that are on their way; `going`: ids of reactions that are being taken back.
 */
export function tallyReactions(
	events: readonly NostrEvent[],
	me: string | undefined,
	coming: readonly string[] = [],
	going: ReadonlySet<string> = new Set()
): ReactionChip[] {
	const chips = new Map<
		string,
		{ people: Set<string>; picture?: string; mine?: NostrEvent; pending?: boolean }
	>();
	for (const event of events) {
		const reaction = going.has(event.id) ? undefined : parseReaction(event);
		if (!reaction) continue;
		// Two people may use one shortcode for two pictures.
		const name = `${reaction.sign} ${reaction.picture ?? ''}`;
		const chip = chips.get(name) ?? { people: new Set() };
		chip.people.add(reaction.author);
		if (reaction.picture) chip.picture = reaction.picture;
		if (reaction.author === me) chip.mine = event;
		chips.set(name, chip);
	}
	for (const sign of me ? coming : []) {
		const name = `${sign} `;
		const chip = chips.get(name) ?? { people: new Set() };
		if (me && !chip.people.has(me)) {
			chip.people.add(me);
			chip.pending = true;
		}
		chips.set(name, chip);
	}
	return [...chips].map(([name, { people, ...chip }]) => ({
		sign: name.slice(0, name.indexOf(' ')),
		people: [...people],
		...chip
	}));
}
