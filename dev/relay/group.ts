/** What a group's flags restrict (NIP-29): reading, writing, being found, joining; and posting, on groups_relay. */
export type Flag = 'private' | 'restricted' | 'hidden' | 'closed' | 'broadcast';

/** The flags, in the order in which a 39000 carries them. */
export const flags: readonly Flag[] = ['private', 'restricted', 'hidden', 'closed', 'broadcast'];

/** What a 9002 sets and a 39000 shows. */
export interface Settings {
	/** `name`, `picture`, `banner`, `about`: those that have a value. */
	readonly texts: Readonly<Record<string, string>>;
	readonly flags: ReadonlySet<Flag>;
	readonly livekit: boolean;
	/** Undefined: every kind. Empty: none, the group is its live room. */
	readonly supportedKinds?: readonly number[];
	readonly parent?: string;
	/** Tags the relay does not know, kept as they came. */
	readonly otherTags: readonly string[][];
}

/** An invite code, made by a 9009. */
export interface Invite {
	readonly eventId: string;
	/** Unix seconds; undefined: never. */
	readonly expiresAt?: number;
	/** May be used by any number of people until it expires. */
	readonly reusable: boolean;
	used: boolean;
}

/** Why somebody who was in the group is not any more. */
export type Departure = 'removed' | 'left';

/** Everything the relay knows about one group. Changed only by `group-effects.ts`. */
export interface Group {
	readonly id: string;
	/** Unix seconds. */
	readonly createdAt: number;
	/** A group that was deleted is remembered: its id cannot be taken again. */
	deleted: boolean;
	settings: Settings;
	/** Ids of the subgroups, in their order. */
	children: string[];
	/** Roles by public key; a plain member has none. */
	readonly members: Map<string, readonly string[]>;
	readonly departed: Map<string, Departure>;
	readonly invites: Map<string, Invite>;
	/** `e` and `a` tags, in their order; undefined until somebody pins. */
	pins?: readonly string[][];
	/** Who is in the live room; undefined until the room has been used. */
	live?: readonly string[];
}

/** All groups of the relay, by id. */
export type Groups = Map<string, Group>;

/** A group as it is right after its 9007. */
export function createGroup(id: string, createdAt: number, initialFlags: readonly Flag[] = []): Group {
	return {
		id,
		createdAt,
		deleted: false,
		settings: { texts: {}, flags: new Set(initialFlags), livekit: false, otherTags: [] },
		children: [],
		members: new Map(),
		departed: new Map(),
		invites: new Map()
	};
}

/** The role whose holders may do everything in a group. */
export const adminRole = 'admin';
/** The role whose holders look after people and messages, not after the group itself. */
export const moderatorRole = 'moderator';

/** `admin`, `moderator`, or undefined for everybody else: other role names are kept and carry no power. */
export function rankOf(group: Group, pubkey: string): 'admin' | 'moderator' | undefined {
	const roles = group.members.get(pubkey) ?? [];
	if (roles.includes(adminRole)) return adminRole;
	return roles.includes(moderatorRole) ? moderatorRole : undefined;
}

/** The public keys of those who may do everything. */
export function adminsOf(group: Group): string[] {
	return [...group.members.keys()].filter((pubkey) => rankOf(group, pubkey) === adminRole);
}

/** A group that exists and was not deleted. */
export function findGroup(groups: Groups, id: string | undefined): Group | undefined {
	const group = id === undefined ? undefined : groups.get(id);
	return group?.deleted ? undefined : group;
}
