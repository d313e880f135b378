/**
 * What lies in `porch-kept`, store by store. The records stand apart from the schema that lists them and from the
 * classes that read and write them, so that neither needs the other to say what a record is.
 */
import type { ErrorCode, Retry } from '../app-error.ts';
import type { EventDraft, NostrEvent } from '../protocol/event.ts';
import type { GroupKey } from '../protocol/group-key.ts';
import type { GroupReference } from '../protocol/group-reference.ts';
import type { PictureFacts } from '../protocol/imeta.ts';
import type { SharedWords } from '../protocol/shared-words.ts';
import type { Scope } from './scope.ts';
import type { Settled } from './settled.ts';

/** The newest event of one kind that an account published about itself. */
export interface AccountList {
	account: string;
	kind: number;
	event: NostrEvent;
	/** The event's encrypted part, decrypted on this device: so that it is read again without unlocking. */
	opened?: string;
}

/** The newest addressable event of an account, where there are several of one kind: by its `d` tag (NIP-01). */
export interface AddressableList extends AccountList {
	d: string;
}

/** Something typed and not sent. A group has one draft of its own and one for each message replied to. */
export interface Draft {
	account: Scope;
	relay: string;
	/** The group's id. */
	id: string;
	/** Id of the message it answers; of other words for something in the outbox, their `rewordingKey`. */
	replyTo?: string;
	text: string;
	/** When it was last changed, unix seconds. */
	at: number;
}

/** As stored: keys need a value where there is no reply. */
export type StoredDraft = Draft & { replyTo: string };

/** A change of an account's list of groups that its relays have not confirmed yet. */
export interface GroupWish {
	account: string;
	relay: string;
	id: string;
	/** To be on the list, or not to be. */
	wanted: boolean;
	/** Belongs into the encrypted part. */
	hidden: boolean;
	name?: string;
}

/** Bytes under AES-GCM, each part as base64url. `salt` is for the derivation of the key that opens it. */
export interface SealedKey {
	salt: string;
	nonce: string;
	ciphertext: string;
}

/** How a key rests: under a password (NIP-49), or under what a passkey gives (`credential`: its id, base64url). */
export type WrappedKey =
	{ by: 'password'; ncryptsec: string } | { by: 'passkey'; credential: string; sealed: SealedKey };

/** A remote signer (NIP-46) and the key that this device talks to it with, sealed by the device key. */
export interface RemoteSession {
	/** The remote signer's public key. */
	signer: string;
	relays: string[];
	/** This device's public key in the session. */
	client: string;
	clientKey: SealedKey;
}

/**
 * A session that is offered to whichever signer takes it up (NIP-46), until one has: it outlives the page, which phones
 * end while its person is in the signer.
 */
export interface SignerOffer {
	/** This device's public key in the session. */
	client: string;
	clientKey: SealedKey;
	relays: string[];
	/** Whoever knows it has seen the offer. */
	secret: string;
	/** The remote signer's public key; missing until it has taken up the offer. */
	signer?: string;
	/** When it was made, unix seconds. */
	at: number;
}

/** How one account signs on this device. Never holds a plain key. */
export interface VaultRecord {
	pubkey: string;
	kind: 'passkey' | 'password' | 'extension' | 'remote';
	wrapped?: WrappedKey;
	/** The key, sealed by the device key: "stay unlocked on this device". */
	device?: SealedKey;
	remote?: RemoteSession;
	/** Unix seconds. */
	createdAt: number;
	/** Whether a copy of the key is known to exist elsewhere. */
	backedUp: boolean;
}

/** One signature of an intent. The same event is offered again until its outcome is known. */
export interface Attempt {
	event: NostrEvent;
	/** When it was stored, unix seconds. */
	at: number;
	/** Missing while it is being sent. */
	outcome?: 'refused' | 'unknown';
	/** The relay's own words. */
	words?: string;
}

/** `unknown`: it was sent, and no `OK` came; it may stand on the relay. */
export type IntentState = 'queued' | 'waiting-for-signature' | 'sending' | 'refused' | 'unknown';

/** Why an intent did not get through. */
export interface IntentError {
	code: ErrorCode;
	retry: Retry;
	/** The relay's own words. */
	words?: string;
}

/** Something the user wants to send, until the relay has said `OK` or the user gives it up. */
export interface Intent {
	/** Made by whoever adds it, so that adding twice adds once. */
	id: string;
	/** Given by the outbox: intents of a group are sent in this order. */
	order: number;
	account: string;
	relay: string;
	/** The group's id. */
	group: string;
	/** Its words; what is signed has its pictures, too (`wholeDraft`). */
	draft: EventDraft;
	/** Pictures below the words: nothing is signed before all of them are uploaded. */
	pictures?: readonly IntentPicture[];
	/** Unix seconds. */
	createdAt: number;
	state: IntentState;
	/** The time that the event gets which the signer was asked for last, unix seconds. */
	stamp?: number;
	/** From first to last. */
	attempts: Attempt[];
	error?: IntentError;
}

/** A picture of an intent. Its bytes are a {@link KeptPicture} until the relay has the message. */
export interface IntentPicture extends PictureFacts {
	/** That of the kept picture. */
	readonly id: string;
	/** Where a media server keeps it; missing until it is uploaded. */
	readonly url?: string;
}

/** A picture that is to be sent, as it will be uploaded: scaled, and free of what the camera knew. */
export interface KeptPicture extends PictureFacts {
	id: string;
	account: string;
	relay: string;
	/** The group's id. */
	group: string;
	/** The id of the intent that it goes with; '' while it waits in the composer. */
	intent: string;
	bytes: Blob;
}

/** As stored. The order is given by the database, rising: that in which they were added. */
export type StoredPicture = KeptPicture & { order: number };

/** How far a group was read. */
export type ReadMark = Settled;

/** A read mark with whose it is, and of which group. */
export interface StoredMark extends ReadMark {
	account: Scope;
	relay: string;
	group: string;
}

/** What a person wants to be told of a group: every message, those that mention or answer them, or nothing. */
export type NoticeLevel = 'all' | 'mentions' | 'nothing';

/** How an account is told of what happens in a group. */
export interface GroupNotice {
	account: Scope;
	relay: string;
	group: string;
	/** What was chosen; missing while nothing was. */
	level?: NoticeLevel;
	/** What this device has told of, from any tab. */
	told?: Settled;
}

/** What came in from another app, by share or paste, and waits for an answer. */
export interface SharedItem extends SharedWords {
	id: string;
	/** The invite found in its words; undefined for all else. */
	reference?: GroupReference | undefined;
	/** Pictures as they came: nobody has looked into them yet. */
	pictures: File[];
	/** Names of the files that Porch does not take. */
	refused: string[];
	/** What somebody chose: its pictures wait here until that conversation takes them, one by one. */
	addressee?: { account: Scope } & GroupKey;
	/** Where the pictures stood when it came in, once some of them are taken. */
	places?: readonly number[];
	/** That conversation had no room for all: what is left comes when it is asked for. */
	waits?: boolean;
	/** Unix seconds. */
	at: number;
}
