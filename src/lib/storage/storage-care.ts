import { AppError, isAppError } from '$lib/app-error';
import type { NostrEvent } from '$lib/protocol/event';
import { findLoss, type AccountLoss } from './account-erasure.ts';
import type { CacheSchema } from './cache-schema.ts';
import { forgetCache, forgetRelay, forgetScope, usageByRelay, type RelayUsage } from './cache-usage.ts';
import type { ChangeFeed } from './change-feed.ts';
import { copiedStores, readCopy, writeCopy, type AccountCopy, type CopiedSettings } from './copy-format.ts';
import { mergeCopy, type Merge } from './copy-merge.ts';
import type { Database } from './database.ts';
import { wholeDraft } from './intent-pictures.ts';
import type { KeptSchema } from './kept-schema.ts';
import type { Intent } from './kept-records.ts';
import { startingWith } from './key-range.ts';
import { forgetAllMedia, forgetMedia, mediaUsage, type MediaUsage } from './media-cache.ts';
import { placeKey } from './place.ts';
import type { Scope } from './scope.ts';

/** What people do with what is stored: look at it, clear it, take it along. Loaded when somebody asks. */
export class StorageCare {
	readonly #kept: Database<KeptSchema>;
	readonly #cache: Database<CacheSchema>;
	readonly #changes: ChangeFeed;

	constructor(kept: Database<KeptSchema>, cache: Database<CacheSchema>, changes: ChangeFeed) {
		this.#kept = kept;
		this.#cache = cache;
		this.#changes = changes;
	}

	/** What is cached of each relay for these scopes, the largest first. */
	usage(scopes: readonly Scope[]): Promise<RelayUsage[]> {
		return usageByRelay(this.#cache, scopes);
	}

	/** What would be lost with this device, as a sign-out would. */
	lossOf(account: Scope): Promise<AccountLoss> {
		return findLoss(this.#kept, account);
	}

	/** Forgets what these scopes have read on a relay. Watch `emptied`. */
	async forgetRelay(relay: string, scopes: readonly Scope[]): Promise<void> {
		this.#tellEmptied(await forgetRelay(this.#cache, relay, scopes));
	}

	/** What the pictures take that these scopes have seen. */
	pictures(scopes: readonly Scope[]): Promise<MediaUsage> {
		return mediaUsage(scopes);
	}

	/** Forgets the pictures that these scopes have seen. */
	async forgetPictures(scopes: readonly Scope[]): Promise<void> {
		await Promise.all(scopes.map(forgetMedia));
	}

	/** Forgets everything that can be fetched again, pictures, too, of all accounts. Watch `emptied`. */
	async forgetCache(): Promise<void> {
		await forgetAllMedia();
		this.#tellEmptied(await forgetCache(this.#cache));
	}

	/** Forgets everything that this account, or nobody, has read. */
	forgetScope(scope: Scope): Promise<void> {
		return forgetScope(this.#cache, scope);
	}

	/** All that is kept of an account, as a text to keep elsewhere. `now` in unix seconds. */
	async copyOf(account: string, now: number): Promise<string> {
		return writeCopy(await this.#readAccount(account, now));
	}

	/**
	 * Adds what a copy has and this device has not; what is here stays. `verify` says which events are genuine.
	 * Rejects with `copy-unreadable`, `copy-newer`, `copy-of-another`, and then nothing was changed.
	 */
	async takeCopy(
		account: string,
		text: string,
		verify: (events: NostrEvent[]) => Promise<readonly boolean[]>
	): Promise<Merge> {
		const copy = readCopy(text);
		if (isAppError(copy)) throw copy;
		if (copy.account !== account) throw new AppError('copy-of-another', 'never');
		const attempts = copy.intents.flatMap((intent) => intent.attempts.map(({ event }) => event));
		const verdicts = await verify([...copy.lists, ...attempts]);
		if (verdicts.includes(false)) throw new AppError('copy-unreadable', 'never');
		const merge = await mergeCopy(this.#kept, copy);
		const inGroup = (topic: string, relay: string, id: string) =>
			`${topic}:${placeKey({ scope: account, relay, id })}`;
		const groups = [
			...copy.intents.map(({ relay, group }) => inGroup('outbox', relay, group)),
			...copy.drafts.map(({ relay, id }) => inGroup('drafts', relay, id))
		];
		this.#changes.notify(
			...new Set(groups),
			`marks:${account}`,
			`lists:${account}`,
			`notices:${account}`,
			'settings'
		);
		return merge;
	}

	#tellEmptied(places: readonly string[]): void {
		const shelves = places.map((place) => `shelf:${place.split(' ', 2).join(' ')}`);
		// First, so that whoever keeps a group up to date begins anew before the screen reads.
		this.#changes.notify('emptied', ...places.map((place) => `place:${place}`), ...new Set(shelves));
	}

	#readAccount(account: string, now: number): Promise<AccountCopy> {
		const range = startingWith(account);
		return this.#kept.read([...copiedStores, 'vault'], async (transaction) => {
			const [drafts, intents, marks, wishes, notices, lists, addressables, vault, names, values] =
				await Promise.all([
					transaction.objectStore('drafts').getAll(range),
					transaction.objectStore('intents').index('line').getAll(range),
					transaction.objectStore('marks').getAll(range),
					transaction.objectStore('wishes').getAll(range),
					transaction.objectStore('notices').getAll(range),
					transaction.objectStore('lists').getAll(range),
					transaction.objectStore('addressables').getAll(range),
					transaction.objectStore('vault').get(account),
					transaction.objectStore('settings').getAllKeys(),
					transaction.objectStore('settings').getAll()
				]);
			const settings: CopiedSettings = Object.fromEntries(
				names.flatMap((name, at) => (copiedSettings.includes(name) ? [[name, values[at]]] : []))
			);
			return {
				account,
				made: now,
				...(vault?.wrapped?.by === 'password' ? { key: vault.wrapped.ncryptsec } : {}),
				settings,
				drafts: drafts.map(({ replyTo, ...draft }) => (replyTo ? { ...draft, replyTo } : draft)),
				intents: intents
					.filter((intent) => !(intent.pictures && wholeDraft(intent).content === ''))
					.map(copiedIntent),
				marks: marks.map(({ relay, group, created_at, id }) => ({ account, relay, group, created_at, id })),
				wishes,
				notices: notices.flatMap(({ relay, group, level }) =>
					level ? [{ account, relay, group, level }] : []
				),
				lists: [...lists, ...addressables].map(({ event }) => event)
			};
		});
	}
}

/** Its words, and the pictures that a server has: the bytes of the others stay on this device. */
function copiedIntent(intent: Intent): AccountCopy['intents'][number] {
	const { id, account, relay, group, createdAt, attempts } = intent;
	return { id, account, relay, group, draft: wholeDraft(intent), createdAt, attempts };
}

const copiedSettings = ['theme', 'locale', 'media'];
