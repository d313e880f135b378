import type { Flag } from './group.ts';
import type { Reason, Words } from './refusals.ts';

/** The relays that can be imitated, and `nip29`: the NIP to the letter, where it is silent as pyramid does. */
export type ProfileName = 'nip29' | 'pyramid' | 'relay29' | 'groups_relay' | 'zooid';

/**
 * How a relay does what NIP-29 leaves open, or gets wrong. Each habit is looked at in one place of the code;
 * `profiles.ts` says which relay has which.
 */
export interface Habits {
	readonly software: string;
	/** NIP-11: real relays mix numbers and texts. */
	readonly supportedNips: readonly (number | string)[];
	/** The field of NIP-11 with the key that signs 39000-39005. */
	readonly keyField: 'self' | 'pubkey';
	/** The most events of one answer. */
	readonly maxLimit: number;
	/** The most bytes of a `content`. */
	readonly maxContent: number;
	readonly words: Words;

	// AUTH (NIP-42). A challenge is sent at connect by all of them.
	/** Nothing is read or written without it. */
	readonly authAlways: boolean;
	/** 9007 wants the author on the line. */
	readonly authToCreate: boolean;

	// Creating and editing a group
	/** A 9007 may carry the group's metadata. */
	readonly createReadsTags: boolean;
	readonly createdWith: readonly Flag[];
	/** 9002 restates everything, or changes what it names. */
	readonly edit: 'put' | 'patch';
	/** The tags of a 9002 that mean something to the relay; flags among them are the ones it enforces. */
	readonly knownTags: ReadonlySet<string>;
	/** Other tags of a 9002 reappear in 39000. */
	readonly keepsUnknownTags: boolean;
	/** Opposite words that 39000 carries where the flag is not set. */
	readonly shownOpposites: readonly ('public' | 'open' | 'nonbroadcast')[];
	readonly privateNeedsClosed: boolean;
	/** What is left of a deleted group: its 9008, or a 39000 named `[deleted]` with every flag set. */
	readonly leaves: 'deletion' | 'tombstone';
	/** Keeps the rules of subgroups and says so in NIP-11; otherwise `parent` and `child` are echoed. */
	readonly subgroups: boolean;

	// People
	readonly writers: 'restricted' | 'restricted-or-closed' | 'members' | 'joins-by-writing';
	/** A join request to a closed group without a valid code. */
	readonly closedJoin: 'refused' | 'kept-unanswered';
	/** `none`: 9009 is refused. `ignored`: taken, and codes open nothing. */
	readonly invites: 'reusable-on-request' | 'single-use' | 'ignored' | 'none';
	readonly invitesNeedClosed: boolean;
	readonly inviteReaders: 'admins' | 'everybody';
	readonly rejoinAfterRemoval: 'refused' | 'unanswered' | 'admitted';
	readonly rejoinAfterLeaving: 'unanswered' | 'admitted';
	readonly guardsLastAdmin: boolean;
	/** The names and descriptions of 39003, and roles in 39001; undefined: neither, and the lists are protected (NIP-70). */
	readonly shownRoles?: readonly (readonly [name: string, description: string])[];
	/** How 39001 spells the role of those who may do everything. */
	readonly adminSpelling: string;
	/** A 9002 by whoever has a role. */
	readonly moderatorsEdit: boolean;
	/** A 9005 deletes something. */
	readonly deletesForAdmins: boolean;

	// Messages
	/** Where `previous` must be found. */
	readonly previous: 'database' | 'last-50' | 'unchecked';
	/** Seconds; undefined: any age is taken. Moderation has a minute wherever it is looked at. */
	readonly oldestMessage?: number;
	readonly oldestModeration?: number;
	/** Seconds ahead of the relay's clock; undefined: any. */
	readonly furthestFuture?: number;
	/** What is further ahead is answered OK and shown once it is due; otherwise it is refused. */
	readonly holdsFuture: boolean;
	/** Seconds: how old an event of a group may be for its author to delete it (NIP-09); undefined: any age. */
	readonly oldestDeletable?: number;
	/** `supported_kinds` is asked for moderation too, which locks a group without any for good. */
	readonly kindsBindModeration: boolean;
	/** Kinds of moderation the relay does not have, by its words for them. */
	readonly unknownModeration: readonly number[];
	readonly pins: 'shown' | 'stored';

	// Reading
	/** 39000 of a private group, for those who are not in it. */
	readonly privateMetadata: 'visible' | 'by-name' | 'invisible';
	/** A REQ that names a private group is CLOSED, or silently left empty. */
	readonly privateRequest: 'closed' | 'silent';
	/** What `hidden` hides from others: everything about the group, or only what was not asked for by name. */
	readonly hiddenFrom: 'non-members' | 'listings';
	/** What may not be read is taken out after the limit was applied: short pages. */
	readonly limitsBeforeHiding: boolean;
	/** The words of relay29: a REQ names a group or an event, and does not mix 39000-39005 with the rest. */
	readonly aimedRequestsOnly: boolean;
	/** 39001 and 39002 get a new id at each request, their time stays that of the group's creation. */
	readonly mintsStatePerRequest: boolean;

	// The wire
	/** OK before anything is sent out, and 39000-39005 only after this many milliseconds. */
	readonly stateDelay?: number;
	/** The relay's own 9000 and 9001 reach subscribers live. */
	readonly answersAreLive: boolean;
	/** A leave request is answered by a 9001. */
	readonly answersLeave: boolean;
	/** Reasons that are told in a NOTICE, and the event gets no OK. */
	readonly noticeOnly: readonly Reason[];

	// Rooms
	/** `all`: outsiders of a public group get a token to listen. */
	readonly rooms: 'all' | 'members' | 'none';
}
