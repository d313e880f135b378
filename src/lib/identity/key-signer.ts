import { AppError, isAppError } from '../app-error.ts';
import type { EventTemplate, NostrEvent } from '../protocol/event.ts';
import type { Signer } from '../protocol/signer.ts';
import type { VaultRecord } from '../storage/kept-records.ts';
import type { KeyWorkerClient } from './key-worker-client.ts';

/** What a person gives to open their key: the password, or the bytes their passkey yielded. */
export type UnlockAnswer =
	| { readonly by: 'password'; readonly password: string }
	| { readonly by: 'passkey'; readonly bytes: Uint8Array<ArrayBuffer> };

/** A key that wants to be opened, for whoever shows the question. */
export interface UnlockRequest {
	readonly record: VaultRecord;
	/** Tries an answer; undefined when the key is open. `password-wrong` and `signer-wrong-key` may be tried again. */
	attempt(answer: UnlockAnswer): Promise<AppError | undefined>;
}

/** Shows the question. True once an attempt succeeded, false when the person closed it. */
export type AskUnlock = (request: UnlockRequest) => Promise<boolean>;

/** What the signer needs of the world. */
export interface KeySignerPorts {
	readonly keys: Pick<KeyWorkerClient, 'ask'>;
	readonly askUnlock: AskUnlock;
	readonly vault: { deviceKey(): Promise<CryptoKey> };
}

/**
 * Signs with a key that the worker holds. The key is opened at the first signature, not before; signatures that come
 * together are one question. A worker that lost its keys is noticed and asked for again.
 */
export class KeySigner implements Signer {
	readonly kind = 'key';
	#ports: KeySignerPorts;
	#record: VaultRecord;
	#opening: Promise<void> | undefined;
	#isOpen = false;

	constructor(ports: KeySignerPorts, record: VaultRecord, isOpen = false) {
		this.#ports = ports;
		this.#record = record;
		this.#isOpen = isOpen;
	}

	get pubkey(): string {
		return this.#record.pubkey;
	}

	/** Whether the next signature asks the person to unlock. */
	get needsPerson(): boolean {
		return !this.#isOpen && !this.#record.device;
	}

	/** The account's record changed: another lock, or staying unlocked. */
	update(record: VaultRecord): void {
		this.#record = record;
	}

	/** Rejects with `signer-locked` when the person does not unlock. */
	signEvent(template: EventTemplate): Promise<NostrEvent> {
		return this.withKey(() => this.#ports.keys.ask('sign', { pubkey: this.pubkey, template }));
	}

	/** NIP-44. Rejects like {@link signEvent}. */
	encrypt(peer: string, text: string): Promise<string> {
		return this.withKey(() => this.#ports.keys.ask('encrypt', { pubkey: this.pubkey, peer, text }));
	}

	/** NIP-44. Rejects like {@link signEvent}. */
	decrypt(peer: string, text: string): Promise<string> {
		return this.withKey(() => this.#ports.keys.ask('decrypt', { pubkey: this.pubkey, peer, text }));
	}

	/** Runs what needs the open key, unlocking it first. */
	async withKey<Result>(run: () => Promise<Result>): Promise<Result> {
		await this.#open();
		try {
			return await run();
		} catch (error) {
			if (!isAppError(error) || error.code !== 'signer-locked') throw error;
			this.#isOpen = false;
			await this.#open();
			return run();
		}
	}

	/** Closes the key in the worker. */
	close(): void {
		this.#isOpen = false;
		void this.#ports.keys.ask('lock', { pubkey: this.pubkey });
	}

	async #open(): Promise<void> {
		if (this.#isOpen) return;
		this.#opening ??= this.#unlock().finally(() => (this.#opening = undefined));
		await this.#opening;
	}

	async #unlock(): Promise<void> {
		const opened = (await this.#openByDevice()) || (await this.#askPerson());
		if (!opened) throw new AppError('signer-locked', 'now');
		this.#isOpen = true;
	}

	/** Opens what "stay unlocked" left on the device. A device key that no longer fits means asking the person. */
	async #openByDevice(): Promise<boolean> {
		const { device: sealed, pubkey } = this.#record;
		if (!sealed) return false;
		const seal = await this.#ports.vault.deviceKey();
		return this.#ports.keys.ask('openSealed', { pubkey, sealed, seal }).then(
			() => true,
			(error: unknown) => {
				if (isAppError(error) && error.code === 'signer-wrong-key') return false;
				throw error;
			}
		);
	}

	#askPerson(): Promise<boolean> {
		return this.#ports.askUnlock({ record: this.#record, attempt: (answer) => this.#attempt(answer) });
	}

	async #attempt(answer: UnlockAnswer): Promise<AppError | undefined> {
		const { pubkey, wrapped } = this.#record;
		try {
			if (wrapped?.by === 'password' && answer.by === 'password') {
				const { ncryptsec } = wrapped;
				await this.#ports.keys.ask('openEncrypted', { pubkey, ncryptsec, password: answer.password });
			} else if (wrapped?.by === 'passkey' && answer.by === 'passkey') {
				await this.#ports.keys.ask('openSealed', { pubkey, sealed: wrapped.sealed, seal: answer.bytes });
			} else return new AppError('signer-wrong-key', 'never');
			return undefined;
		} catch (error) {
			if (isAppError(error)) return error;
			throw error;
		}
	}
}
