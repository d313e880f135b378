import type { Scope } from './scope.ts';

/** A group as one scope sees it. The same id on two relays is two places, and so is one group for two accounts. */
export interface Place {
	readonly scope: Scope;
	/** The relay's normalised URL. */
	readonly relay: string;
	/** The group's id on that relay. */
	readonly id: string;
}

// A scope and a normalised URL contain no space, so the parts cannot run into each other; an id may hold anything.

/** The text that stands for a place in keys and topics. */
export function placeKey(place: Place): string {
	return `${shelfKey(place.scope, place.relay)} ${place.id}`;
}

/** The text that stands for a relay as one scope sees it: the shelf on which its places stand. */
export function shelfKey(scope: Scope, relay: string): string {
	return `${scope} ${relay}`;
}
