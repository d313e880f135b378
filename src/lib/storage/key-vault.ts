import { eraseKept, findLoss, type AccountLoss } from './account-erasure.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { Database } from './database.ts';
import type { VaultRecord } from './kept-records.ts';
import type { KeptSchema } from './kept-schema.ts';

const deviceKeyName = 'device';

/** The accounts of this device. Watch `vault`. */
export class KeyVault {
	readonly #database: Database<KeptSchema>;
	readonly #changes: ChangeFeed;

	constructor(database: Database<KeptSchema>, changes: ChangeFeed) {
		this.#database = database;
		this.#changes = changes;
	}

	/** One account. */
	find(pubkey: string): Promise<VaultRecord | undefined> {
		return this.#database.read(['vault'], ({ store }) => store.get(pubkey));
	}

	/** All accounts, the oldest first. */
	async list(): Promise<VaultRecord[]> {
		const records = await this.#database.read(['vault'], ({ store }) => store.getAll());
		return records.sort((a, b) => a.createdAt - b.createdAt);
	}

	/** Keeps an account, on disk when it resolves. */
	async put(record: VaultRecord): Promise<void> {
		await this.#database.write(['vault'], ({ store }) => store.put(record), { durability: 'strict' });
		this.#changes.notify('vault');
	}

	/** Forgets an account; the device key goes with the last one that needs it. */
	async forget(pubkey: string): Promise<void> {
		await this.#database.write(
			['vault', 'deviceKeys'],
			async (transaction) => {
				const vault = transaction.objectStore('vault');
				await vault.delete(pubkey);
				const needed = (await vault.getAll()).some((record) => record.device ?? record.remote);
				if (!needed) await transaction.objectStore('deviceKeys').clear();
			},
			{ durability: 'strict' }
		);
		this.#changes.notify('vault');
	}

	/** What {@link erase} would lose. */
	lossOf(pubkey: string): Promise<AccountLoss> {
		return findLoss(this.#database, pubkey);
	}

	/** Forgets an account and erases all else that is kept of it; the key goes first. */
	async erase(pubkey: string): Promise<void> {
		await this.forget(pubkey);
		await this.eraseBehind(pubkey);
	}

	/** Erases what was stored behind the erasure of an account; nothing of one that is here, or came back. */
	async eraseBehind(pubkey: string): Promise<void> {
		await eraseKept(this.#database, pubkey);
		this.#changes.notify(`marks:${pubkey}`, `lists:${pubkey}`, `notices:${pubkey}`, 'shared');
	}

	/**
	 * The AES-GCM key of this device, made when first asked for. It can be used and not read: what it seals opens
	 * in this browser only, for whoever uses this browser.
	 */
	async deviceKey(): Promise<CryptoKey> {
		const known = await this.#database.read(['deviceKeys'], ({ store }) => store.get(deviceKeyName));
		if (known) return known;
		const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
			'encrypt',
			'decrypt'
		]);
		return this.#database.write(
			['deviceKeys'],
			async ({ store }) => {
				const faster = await store.get(deviceKeyName); // another tab made one meanwhile
				if (!faster) await store.put(made, deviceKeyName);
				return faster ?? made;
			},
			{ durability: 'strict' }
		);
	}
}
