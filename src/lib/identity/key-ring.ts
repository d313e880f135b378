/**
 * The plain keys, while they are open. Runs inside the key worker and nowhere else; nothing it returns contains a
 * key except as `ncryptsec` (NIP-49) or sealed.
 */
import { decode } from 'nostr-tools/nip19';
import * as nip44 from 'nostr-tools/nip44';
import * as nip49 from 'nostr-tools/nip49';
import { AppError, toAppError } from '../app-error.ts';
import type { EventTemplate, NostrEvent } from '../protocol/event.ts';
import { createSecretKey, pubkeyOf, signEvent } from '../protocol/signature.ts';
import type { SealedKey } from '../storage/kept-records.ts';
import { parseEncryptedKey } from './encrypted-key-text.ts';
import { openSealedKey, sealKey, type Seal } from './key-sealing.ts';
import { keyTextKind } from './key-text.ts';

/** 64 MiB of memory and about a tenth of a second on a fast machine: what a phone can bear (NIP-49). */
const scryptLog = 16;
/** A foreign `ncryptsec` names its own cost, up to 2^255: more than 1 GiB is refused before it is tried. */
const maxScryptLog = 20;
/** Characters of base64. Lists of thousands of entries fit; what is longer is no list or request of ours. */
const maxCiphertext = 1_000_000;

/** The operations of the key worker: one method each, one object in, plain data out. */
export class KeyRing {
	#keys = new Map<string, Uint8Array>();
	#scryptLog: number;

	/** `cost`: the power of two of scrypt rounds for what is encrypted here; tests need no safety and pay less. */
	constructor(cost = scryptLog) {
		this.#scryptLog = cost;
	}

	/** Makes a key and keeps it open. Gives its public key. */
	create(): string {
		return this.#keep(createSecretKey());
	}

	/** Reads a key that somebody typed or pasted; `key-unreadable`, `password-wrong`. Gives its public key. */
	import(input: { text: string; password?: string }): string {
		const text = input.text.trim().toLowerCase();
		const kind = keyTextKind(text);
		if (kind === 'ncryptsec') return this.#keep(decryptKey(text, input.password ?? ''));
		if (kind === 'nsec') return this.#keep(decodeNsec(text));
		if (kind === 'hex') return this.#keep(bytesOfHex(text));
		throw new AppError('key-unreadable', 'never');
	}

	/** Opens a sealed key; it must be the one of `pubkey`. */
	async openSealed(input: { pubkey: string; sealed: SealedKey; seal: Seal }): Promise<void> {
		const secret = await openSealedKey(input.sealed, input.pubkey, input.seal);
		this.#keepAs(input.pubkey, secret);
	}

	/** Opens an `ncryptsec`; it must hold the key of `pubkey`. */
	openEncrypted(input: { pubkey: string; ncryptsec: string; password: string }): void {
		this.#keepAs(input.pubkey, decryptKey(input.ncryptsec, input.password));
	}

	/** An open key, sealed for rest. */
	seal(input: { pubkey: string; seal: Seal }): Promise<SealedKey> {
		return sealKey(this.#key(input.pubkey), input.pubkey, input.seal);
	}

	/** An open key as `ncryptsec1…`, marked as of unknown handling (NIP-49). */
	encryptKey(input: { pubkey: string; password: string }): string {
		return nip49.encrypt(this.#key(input.pubkey), input.password, this.#scryptLog);
	}

	/** Whether a key is open. */
	holds(input: { pubkey: string }): boolean {
		return this.#keys.has(input.pubkey);
	}

	/** Signs with an open key. */
	sign(input: { pubkey: string; template: EventTemplate }): NostrEvent {
		return signEvent(input.template, this.#key(input.pubkey));
	}

	/** Encrypts to `peer` (NIP-44). */
	encrypt(input: { pubkey: string; peer: string; text: string }): string {
		return nip44.encrypt(input.text, this.#conversation(input.pubkey, input.peer));
	}

	/** Decrypts what `peer` encrypted (NIP-44). */
	decrypt(input: { pubkey: string; peer: string; text: string }): string {
		if (input.text.length > maxCiphertext) throw new AppError('too-large', 'never');
		return nip44.decrypt(input.text, this.#conversation(input.pubkey, input.peer));
	}

	/** Closes a key: its bytes are overwritten. */
	lock(input: { pubkey: string }): void {
		this.#keys.get(input.pubkey)?.fill(0);
		this.#keys.delete(input.pubkey);
	}

	#keep(secret: Uint8Array): string {
		const pubkey = toPubkey(secret);
		this.#keys.set(pubkey, secret);
		return pubkey;
	}

	#keepAs(pubkey: string, secret: Uint8Array): void {
		if (toPubkey(secret) !== pubkey) throw new AppError('signer-wrong-key', 'never');
		this.#keys.set(pubkey, secret);
	}

	#key(pubkey: string): Uint8Array {
		const key = this.#keys.get(pubkey);
		if (!key) throw new AppError('signer-locked', 'now');
		return key;
	}

	/** The shared secret of two people (NIP-44). */
	#conversation(pubkey: string, peer: string): Uint8Array {
		return nip44.getConversationKey(this.#key(pubkey), peer);
	}
}

function toPubkey(secret: Uint8Array): string {
	try {
		return pubkeyOf(secret);
	} catch (cause) {
		throw toAppError(cause, 'key-unreadable', 'never');
	}
}

function decodeNsec(text: string): Uint8Array {
	try {
		const decoded = decode(text);
		if (decoded.type === 'nsec') return decoded.data;
	} catch (cause) {
		throw new AppError('key-unreadable', 'never', { cause });
	}
	throw new AppError('key-unreadable', 'never');
}

function decryptKey(text: string, password: string): Uint8Array {
	const outside = parseEncryptedKey(text);
	if (!outside || outside.scryptLog > maxScryptLog) throw new AppError('key-unreadable', 'never');
	try {
		return nip49.decrypt(text.trim().toLowerCase(), password);
	} catch (cause) {
		// The text is intact, so what did not fit is the password.
		throw new AppError('password-wrong', 'now', { cause });
	}
}

function bytesOfHex(hex: string): Uint8Array {
	return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}
