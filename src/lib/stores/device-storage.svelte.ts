import { AppError } from '$lib/app-error';
import type { Clock } from '$lib/clock';
import type { AccountLoss } from '$lib/storage/account-erasure';
import type { RelayUsage } from '$lib/storage/cache-usage';
import type { Merge } from '$lib/storage/copy-merge';
import type { MediaUsage } from '$lib/storage/media-cache';
import type { Storage } from '$lib/storage/open-storage';
import { NOBODY, type Scope } from '$lib/storage/scope';
import type { Verifier } from '$lib/sync/verifier';

interface Ports {
	readonly storage: Pick<Storage, 'care'>;
	readonly verifier: Pick<Verifier, 'verify'>;
	readonly clock: Clock;
	/** Whose eyes the device reads with now. */
	readonly scope: Scope;
}

/** Bytes; what people type does not come near. */
const largestCopy = 50_000_000;

/** What is stored on this device, for who wants to look at it, clear it or take it along. */
export class DeviceStorage {
	/** Bytes, as the browser counts them, the app itself included; undefined where it does not say. */
	total = $state<number>();
	/** By relay, the largest first; undefined until it was read. */
	relays = $state.raw<readonly RelayUsage[]>();
	/** Pictures that were seen, with what they take. */
	pictures = $state.raw<MediaUsage>({ count: 0, bytes: 0 });
	/** What is on this device only. */
	onlyHere = $state.raw<AccountLoss>({ unsent: 0, begun: 0, unlisted: 0 });
	#ports: Ports;

	constructor(ports: Ports) {
		this.#ports = ports;
	}

	/** Reads it anew. */
	async read(): Promise<void> {
		const { scope } = this.#ports;
		const care = await this.#ports.storage.care();
		const [relays, pictures, onlyHere, estimate] = await Promise.all([
			care.usage(this.#scopes),
			care.pictures(this.#scopes),
			care.lossOf(scope),
			// Absent in plain-text contexts and old browsers.
			(navigator.storage as StorageManager | undefined)?.estimate()
		]);
		this.relays = relays;
		this.pictures = pictures;
		this.onlyHere = onlyHere;
		this.total = estimate?.usage;
	}

	/** Clears what was read on a relay; it is fetched again when it is looked at. */
	async forgetRelay(relay: string): Promise<void> {
		await (await this.#ports.storage.care()).forgetRelay(relay, this.#scopes);
		await this.read();
	}

	/** Clears the pictures that were seen; they are fetched again when they are looked at. */
	async forgetPictures(): Promise<void> {
		await (await this.#ports.storage.care()).forgetPictures(this.#scopes);
		await this.read();
	}

	/** Clears everything that can be fetched again. */
	async forgetAll(): Promise<void> {
		await (await this.#ports.storage.care()).forgetCache();
		await this.read();
	}

	/** What is kept of the account, as a file. */
	async createCopy(): Promise<Blob> {
		const { scope, clock } = this.#ports;
		const text = await (await this.#ports.storage.care()).copyOf(scope, clock());
		return new Blob([text], { type: 'application/x-ndjson' });
	}

	/** Adds what a file has and this device has not. Rejects with `copy-unreadable`, `copy-newer`, `copy-of-another`. */
	async takeCopy(file: Blob): Promise<Merge> {
		if (file.size > largestCopy) throw new AppError('copy-unreadable', 'never');
		const { scope, verifier, storage } = this.#ports;
		const [text, care] = await Promise.all([file.text(), storage.care()]);
		const merge = await care.takeCopy(scope, text, (events) => verifier.verify(events));
		await this.read();
		return merge;
	}

	/** What nobody in particular has read is everybody's; what another account has read is not to be seen. */
	get #scopes(): Scope[] {
		return [...new Set([this.#ports.scope, NOBODY])];
	}
}
