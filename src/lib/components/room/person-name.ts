import type { CallPerson } from '$lib/calls/call-people';
import type { People } from '$lib/stores/people.svelte';
import { m } from '$lib/locales/messages';

/** How a person of the room is drawn. */
export interface Appearance {
	/** What a face takes its colour from. */
	readonly pubkey: string;
	readonly name: string;
	readonly picture: string | undefined;
}

/** A name and a picture for whoever is inside; somebody, when the room names no key. `relay` knows their profile. */
export function appearanceOf(person: Pick<CallPerson, 'pubkey'>, people: People, relay: string): Appearance {
	const { pubkey } = person;
	if (!pubkey) return { pubkey: '', name: m.common_somebody(), picture: undefined };
	return { pubkey, name: people.name(pubkey, relay), picture: people.profile(pubkey, relay)?.picture };
}
