/**
 * Who I am on this device: nobody, or one account with its signer and its lists. Framework-free; whoever shows it
 * listens with {@link Identity.onChange}.
 */
import { AppError } from '../app-error.ts';
import type { Signer } from '../protocol/signer.ts';
import type { AccountLoss } from '../storage/account-erasure.ts';
import type { VaultRecord } from '../storage/kept-records.ts';
import { accountSigner, clientSigner } from './account-signer.ts';
import type { IdentityPorts } from './identity-ports.ts';
import { KeySigner } from './key-signer.ts';
import { OwnGroups } from './own-groups.ts';
import { OwnLists } from './own-lists.ts';
import type { RemoteChannel } from './remote-channel.ts';
import { RemoteSigner } from './remote-signer.ts';

/** The account in use. */
export interface CurrentAccount {
	readonly pubkey: string;
	/** Where its key is: in this browser behind a passkey or password, in an extension, or in a signer elsewhere. */
	readonly kind: VaultRecord['kind'];
	readonly signer: Signer;
	readonly lists: OwnLists;
	readonly groups: OwnGroups;
	/** False while the only copy of the key is the one in this browser. */
	readonly isBackedUp: boolean;
	/** The key opens here without asking anybody. */
	readonly staysUnlocked: boolean;
}

/** What has to be told before signing out, because it would be lost. */
export interface SignOutCost extends Readonly<AccountLoss> {
	/** The key has no copy outside this browser. */
	readonly isOnlyCopy: boolean;
}

/** Who I am. */
export class Identity {
	#ports: IdentityPorts;
	#current: CurrentAccount | undefined;
	#record: VaultRecord | undefined;
	#clients = new Set<string>();
	#listeners = new Set<() => void>();
	#turn: Promise<unknown> = Promise.resolve();

	constructor(ports: IdentityPorts) {
		this.#ports = ports;
	}

	/** The account in use; undefined for nobody. */
	get current(): CurrentAccount | undefined {
		return this.#current;
	}

	/** The conversation with the remote signer, where there is one: what waits, asking again, giving up. */
	get remote(): RemoteChannel | undefined {
		const signer = this.#current?.signer;
		return signer instanceof RemoteSigner ? signer.channel : undefined;
	}

	/** Calls back after every change of {@link current}. Returns how to stop. */
	onChange(callback: () => void): () => void {
		this.#listeners.add(callback);
		return () => this.#listeners.delete(callback);
	}

	/** Who signs for a scope: the account in use, or the disposable key of a session with a remote signer. */
	signerOf(scope: string): Signer | undefined {
		if (scope === this.#current?.pubkey) return this.#current.signer;
		return this.#clients.has(scope) ? clientSigner(this.#ports.keys, scope) : undefined;
	}

	/** Becomes whom the device remembers, without unlocking anything. Also when another tab signed in or out. */
	restore(): Promise<void> {
		return this.#inTurn(async () => {
			const { settings } = this.#ports;
			const [leaving, account] = await Promise.all([settings.find('leaving'), settings.find('account')]);
			// Its page was closed before all of it was erased.
			if (leaving !== undefined) await this.#leave(leaving);
			const pubkey = account === leaving ? undefined : account;
			const record = pubkey === undefined ? undefined : await this.#ports.vault.find(pubkey);
			if (record && record.pubkey === this.#current?.pubkey) this.#refresh(record);
			else this.#become(record);
		});
	}

	/** A key just made, for a session with a remote signer. */
	async createClient(): Promise<string> {
		const client = await this.#ports.keys.ask('create', undefined);
		this.addClient(client);
		return client;
	}

	/** An open key of a session with a remote signer: this is how relays learn who asks. */
	addClient(client: string): void {
		this.#clients.add(client);
	}

	/** Signs in with a record, and the signer that was made on the way to it. */
	adopt(record: VaultRecord, signer?: Signer): Promise<CurrentAccount> {
		return this.#inTurn(async () => {
			await this.#ports.vault.put(record);
			await this.#ports.settings.put('account', record.pubkey);
			await this.#ports.settings.put('signerOffer', undefined);
			return this.#become(record, signer);
		});
	}

	/** Keeps the key open on this device, sealed by a key that cannot leave it, or stops doing so. May ask to unlock. */
	async stayUnlocked(stays: boolean): Promise<void> {
		const { record, signer } = this.#keyAccount();
		const { device: _, ...rest } = record;
		if (!stays) return this.#update(rest);
		const seal = await this.#ports.vault.deviceKey();
		const device = await signer.withKey(() => this.#ports.keys.ask('seal', { pubkey: record.pubkey, seal }));
		return this.#update({ ...rest, device });
	}

	/** The key under a password (NIP-49), to keep elsewhere. May ask to unlock. */
	async copyOfKey(password: string): Promise<string> {
		const { record, signer } = this.#keyAccount();
		return signer.withKey(() => this.#ports.keys.ask('encryptKey', { pubkey: record.pubkey, password }));
	}

	/** The key as its password already locks it; undefined where a passkey does. */
	get lockedKey(): string | undefined {
		return this.#record?.wrapped?.by === 'password' ? this.#record.wrapped.ncryptsec : undefined;
	}

	/** The person has a copy of the key outside this browser: it is no longer asked for. */
	async markBackedUp(): Promise<void> {
		if (this.#record) await this.#update({ ...this.#record, backedUp: true });
	}

	/** What signing out would lose. */
	async signOutCost(): Promise<SignOutCost> {
		const record = this.#record;
		if (!record) return { unsent: 0, begun: 0, unlisted: 0, isOnlyCopy: false };
		const loss = await this.#ports.vault.lossOf(record.pubkey);
		return { ...loss, isOnlyCopy: record.wrapped !== undefined && !record.backedUp };
	}

	/** Signs out and erases the account from this device. Whoever calls it has told {@link signOutCost}. */
	signOut(): Promise<void> {
		return this.#inTurn(async () => {
			const current = this.#current;
			if (!current) return;
			// Relays may still answer: nothing of the account comes back behind its erasure.
			const closed = current.lists.close();
			if (current.signer instanceof RemoteSigner) await current.signer.logOut();
			this.#become(undefined);
			await closed;
			await this.#ports.settings.put('leaving', current.pubkey);
			await this.#leave(current.pubkey);
		});
	}

	/** Until the last step is done, every start begins it anew. */
	async #leave(pubkey: string): Promise<void> {
		const { settings } = this.#ports;
		if ((await settings.find('account')) === pubkey) await settings.put('account', undefined);
		await this.#ports.eraseAccount(pubkey);
		await settings.put('leaving', undefined);
	}

	#keyAccount(): { record: VaultRecord; signer: KeySigner } {
		const signer = this.#current?.signer;
		if (!this.#record || !(signer instanceof KeySigner)) throw new AppError('signer-missing', 'never');
		return { record: this.#record, signer };
	}

	async #update(record: VaultRecord): Promise<void> {
		await this.#ports.vault.put(record);
		this.#refresh(record);
	}

	#refresh(record: VaultRecord): void {
		if (!this.#current || JSON.stringify(record) === JSON.stringify(this.#record)) return;
		this.#record = record;
		if (this.#current.signer instanceof KeySigner) this.#current.signer.update(record);
		this.#current = { ...this.#current, ...factsOf(record) };
		this.#tell();
	}

	#become(record: VaultRecord, signer?: Signer): CurrentAccount;
	#become(record: VaultRecord | undefined): CurrentAccount | undefined;
	#become(record: VaultRecord | undefined, signer?: Signer): CurrentAccount | undefined {
		const before = this.#current;
		if (!before && !record) return undefined;
		this.#record = record;
		this.#current = record && this.#open(record, signer);
		if (before) {
			before.signer.close();
			this.#ports.onSignOut(before.pubkey);
		}
		this.#tell();
		return this.#current;
	}

	#open(record: VaultRecord, given: Signer | undefined): CurrentAccount {
		if (record.remote) this.#clients.add(record.remote.client);
		const signer = given ?? accountSigner(this.#ports, record);
		const lists = new OwnLists({ ...this.#ports, signer, storage: this.#ports.lists });
		return { pubkey: record.pubkey, ...factsOf(record), signer, lists, groups: new OwnGroups(lists, signer) };
	}

	/** One after the other: signing in changes a setting, and whoever follows settings calls {@link restore}. */
	#inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
		const result = this.#turn.then(work);
		this.#turn = result.catch(() => undefined);
		return result;
	}

	#tell(): void {
		for (const listener of [...this.#listeners]) listener();
	}
}

function factsOf(record: VaultRecord): Pick<CurrentAccount, 'kind' | 'isBackedUp' | 'staysUnlocked'> {
	return { kind: record.kind, isBackedUp: record.backedUp, staysUnlocked: record.device !== undefined };
}
