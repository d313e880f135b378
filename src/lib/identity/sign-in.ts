/** The ways in: a new key, a key that somebody has, an extension, a signer elsewhere, a passkey from another device. */
import { AppError } from '../app-error.ts';
import type { Signer } from '../protocol/signer.ts';
import type { VaultRecord, WrappedKey } from '../storage/kept-records.ts';
import { ExtensionSigner, extensionPubkey, findExtension } from './extension-signer.ts';
import type { CurrentAccount, Identity } from './identity.ts';
import type { IdentityPorts } from './identity-ports.ts';
import { KeySigner } from './key-signer.ts';
import { keyTextKind } from './key-text.ts';
import { KeptOffer } from './kept-offer.ts';
import { createPasskey, readPasskey } from './passkey.ts';
import { buildPublishedKey, parsePublishedKey, publishedKeyFilter } from './published-key.ts';
import { meetBunker, offerMeeting, type PendingMeeting, type RemoteMeeting } from './remote-sign-in.ts';
import { RemoteSigner } from './remote-signer.ts';
import { newerOf } from './wide-network.ts';

/** A key that is open in the worker and has no lock yet. Nothing of it is stored. */
export interface UnlockedKey {
	readonly pubkey: string;
	/** The name of a key just made; undefined for one that somebody brought. */
	readonly name?: string;
}

/** What signing in takes from outside, passkeys included so that tests need no authenticator. */
export type SignInPorts = IdentityPorts & {
	readonly passkeys?: { create: typeof createPasskey; read: typeof readPasskey };
};

/** Signs in, one way or another. Every way ends with the account in use. */
export class SignIn {
	#identity: Identity;
	#ports: SignInPorts;
	#passkeys: { create: typeof createPasskey; read: typeof readPasskey };

	constructor(identity: Identity, ports: SignInPorts) {
		this.#identity = identity;
		this.#ports = ports;
		this.#passkeys = ports.passkeys ?? { create: createPasskey, read: readPasskey };
	}

	/** Makes a key for somebody who calls themselves `name`. It waits in the worker for its lock. */
	async createKey(name: string): Promise<UnlockedKey> {
		return { pubkey: await this.#ports.keys.ask('create', undefined), name };
	}

	/** Opens a pasted key. An encrypted one (`ncryptsec`) has its lock and is in use at once. `key-unreadable`, `password-wrong`. */
	async openKey(text: string, password?: string): Promise<UnlockedKey | CurrentAccount> {
		const pubkey = await this.#ports.keys.ask('import', { text, password });
		if (keyTextKind(text) !== 'ncryptsec') return { pubkey };
		return this.#lock({ pubkey }, { by: 'password', ncryptsec: text.trim().toLowerCase() });
	}

	/** Drops a key that was not locked after all. */
	async discardKey(key: UnlockedKey): Promise<void> {
		await this.#ports.keys.ask('lock', { pubkey: key.pubkey });
	}

	/** Locks a key with a password (NIP-49) and signs in with it. */
	async lockWithPassword(key: UnlockedKey, password: string): Promise<CurrentAccount> {
		const ncryptsec = await this.#ports.keys.ask('encryptKey', { pubkey: key.pubkey, password });
		return this.#lock(key, { by: 'password', ncryptsec });
	}

	/** Makes a passkey for the key; gives its credential. `passkey-unavailable`, `aborted`. */
	makePasskey(key: UnlockedKey): Promise<string> {
		return this.#passkeys.create(key.pubkey, key.name ?? 'Porch');
	}

	/**
	 * Reads the passkey once, locks the key with what it gives and signs in. A step of its own because some browsers
	 * want another tap for it. `passkey-unavailable`, `aborted`.
	 */
	async lockWithPasskey(key: UnlockedKey, credential: string): Promise<CurrentAccount> {
		const { pubkey, bytes } = await this.#passkeys.read(credential);
		if (pubkey !== key.pubkey) throw new AppError('passkey-unavailable', 'never');
		const sealed = await this.#ports.keys.ask('seal', { pubkey, seal: bytes });
		return this.#lock(key, { by: 'passkey', credential, sealed });
	}

	/** Signs in with the browser extension. `signer-missing`, `signer-refused`. */
	async withExtension(): Promise<CurrentAccount> {
		const extension = await findExtension();
		if (!extension) throw new AppError('signer-missing', 'later');
		const pubkey = await extensionPubkey(extension);
		const signer = new ExtensionSigner(pubkey, this.#ports.verify);
		return this.#identity.adopt(this.#record({ pubkey, kind: 'extension' }), signer);
	}

	/** Signs in with the signer of a `bunker://` address. Throws `link-unreadable`. */
	async withBunker(text: string): Promise<PendingSignIn> {
		const client = await this.#identity.createClient();
		return this.#finish(meetBunker(this.#ports, client, text));
	}

	/**
	 * Signs in with whichever signer opens the address this gives: that of the offer which waits on this device, maybe
	 * answered by now, or with `anew` and where none waits a new one. Ends with `aborted` when another page waits for it.
	 */
	async withSigner({ anew = false } = {}): Promise<PendingSignIn & { readonly isResumed: boolean }> {
		const kept = new KeptOffer(this.#identity, this.#ports);
		const waiting = anew ? undefined : await kept.resume();
		const offer = waiting ?? (await kept.make());
		const meeting = offerMeeting(this.#ports, offer, (signer) => kept.take(offer, signer));
		const release = kept.claim(() => meeting.cancel());
		const { done, ...pending } = this.#finish(meeting);
		return { ...pending, done: done.finally(release), isResumed: waiting !== undefined };
	}

	/**
	 * Signs in with a passkey made on another device: it names the account, and the key it opens is fetched from the
	 * deployment's relays. `key-unreadable` when none has it, `list-not-loaded` when none answered.
	 */
	async withPasskey(): Promise<CurrentAccount> {
		const { pubkey, credential, bytes } = await this.#passkeys.read();
		const wrapped = (await this.#storedKey(pubkey)) ?? (await this.#publishedKey(pubkey));
		await this.#ports.keys.ask('openSealed', { pubkey, sealed: wrapped.sealed, seal: bytes });
		return this.#lock({ pubkey }, { ...wrapped, credential });
	}

	async #storedKey(pubkey: string): Promise<PasskeyWrapped | undefined> {
		const wrapped = (await this.#ports.vault.find(pubkey))?.wrapped;
		return wrapped?.by === 'passkey' ? wrapped : undefined;
	}

	async #publishedKey(pubkey: string): Promise<PasskeyWrapped> {
		const network = await this.#ports.network();
		const filter = publishedKeyFilter(pubkey);
		const answers = await Promise.all(this.#ports.homeRelays.map((relay) => network.fetch(relay, filter)));
		const answered = answers.filter((answer) => Array.isArray(answer));
		if (answered.length === 0) throw new AppError('list-not-loaded', 'later');
		const event = answered.flat().reduce<Parameters<typeof newerOf>[0]>(newerOf, undefined);
		const wrapped = event && parsePublishedKey(event);
		if (!wrapped) throw new AppError('key-unreadable', 'later');
		return wrapped;
	}

	/** Stores a key under its lock and signs in. A new one says its name to the world, and leaves a sealed copy for its passkey. */
	async #lock(key: UnlockedKey, wrapped: WrappedKey): Promise<CurrentAccount> {
		const isNew = key.name !== undefined;
		const record = this.#record({ pubkey: key.pubkey, kind: wrapped.by, wrapped, backedUp: !isNew });
		const account = await this.#identity.adopt(record, new KeySigner(this.#ports, record, true));
		const sealed = wrapped.by === 'passkey' ? buildPublishedKey(wrapped) : undefined;
		if (isNew) await account.lists.signFirst(key.name ?? '', sealed);
		else if (sealed) await account.lists.sign(sealed);
		return account;
	}

	#finish(meeting: PendingMeeting): PendingSignIn {
		return { ...meeting, done: meeting.done.then((met) => this.#adoptMeeting(met)) };
	}

	#adoptMeeting({ pubkey, channel, session }: RemoteMeeting): Promise<CurrentAccount> {
		const signer: Signer = new RemoteSigner(pubkey, channel, this.#ports.verify);
		return this.#identity.adopt(this.#record({ pubkey, kind: 'remote', remote: session }), signer);
	}

	#record(facts: Pick<VaultRecord, 'pubkey' | 'kind'> & Partial<VaultRecord>): VaultRecord {
		return { createdAt: this.#ports.clock(), backedUp: true, ...facts };
	}
}

/** Signing in with a signer elsewhere, under way. */
export type PendingSignIn = Omit<PendingMeeting, 'done'> & { readonly done: Promise<CurrentAccount> };

type PasskeyWrapped = Extract<WrappedKey, { by: 'passkey' }>;
