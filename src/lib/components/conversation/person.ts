/** Somebody as a conversation shows them. */
export interface Person {
	readonly pubkey: string;
	readonly name: string;
	readonly picture?: string | undefined;
	/** What they are in the group, in the relay's word for it. */
	readonly role?: string | undefined;
}

/** Finds out who somebody is; asking is enough for a profile to be looked up. */
export type PersonOf = (pubkey: string) => Person;
