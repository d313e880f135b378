import type { PictureFacts } from '$lib/protocol/imeta';
import type { IDBPObjectStore } from 'idb';
import { expectPresent } from './account-presence.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { Database } from './database.ts';
import type { KeptPicture, StoredPicture } from './kept-records.ts';
import type { KeptSchema } from './kept-schema.ts';
import { placeKey, type Place } from './place.ts';
import { composerPicture, SharedHandover } from './shared-handover.ts';

/**
 * The pictures of what is being written and of what is on its way. They are handed from the composer to an intent by
 * the outbox, and go with it. Watch `pictures:<placeKey>`.
 */
export class KeptPictures {
	readonly #database: Database<KeptSchema>;
	readonly #changes: ChangeFeed;
	/** Hands over what was shared in. */
	readonly shared: SharedHandover;

	constructor(database: Database<KeptSchema>, changes: ChangeFeed) {
		this.#database = database;
		this.#changes = changes;
		this.shared = new SharedHandover(database, changes);
	}

	/**
	 * Puts pictures into the composer of a group, each once; resolves when the disk has them. Rejects with
	 * `signer-missing` when the account has gone: pictures take long to be made ready.
	 */
	async add(place: Place, pictures: readonly (PictureFacts & { id: string; bytes: Blob })[]): Promise<void> {
		await this.#database.write(
			['pictures', 'vault'],
			async (transaction) => {
				await expectPresent(transaction.objectStore('vault'), place.scope);
				const store = transaction.objectStore('pictures');
				for (const picture of pictures) {
					if ((await store.index('id').getKey(picture.id)) !== undefined) continue;
					await store.add(composerPicture(place, picture));
				}
			},
			{ durability: 'strict' }
		);
		this.#tell(place);
	}

	/** What waits in the composer of a group, in the order in which it was added. */
	inComposer({ scope, relay, id }: Place): Promise<KeptPicture[]> {
		return this.#database.read(['pictures'], ({ store }) =>
			store.index('holder').getAll([scope, relay, id, ''])
		);
	}

	/** One picture. */
	find(id: string): Promise<KeptPicture | undefined> {
		return this.#database.read(['pictures'], ({ store }) => store.index('id').get(id));
	}

	/** Says what is to be seen on a picture in the composer; an empty text says nothing. */
	async describe(id: string, alt: string): Promise<void> {
		await this.#change(id, (store, { alt: _, ...picture }) => store.put(alt ? { ...picture, alt } : picture));
	}

	/** Takes a picture out of the composer. One that goes with an intent stays. */
	async forget(id: string): Promise<void> {
		await this.#change(id, (store, { order }) => store.delete(order));
	}

	async #change(
		id: string,
		change: (store: PictureStore<['pictures']>, picture: StoredPicture) => Promise<unknown>
	): Promise<void> {
		const changed = await this.#database.write(['pictures'], async ({ store }) => {
			const picture = await store.index('id').get(id);
			if (picture?.intent !== '') return undefined;
			await change(store, picture);
			return picture;
		});
		if (changed) this.#tell({ scope: changed.account, relay: changed.relay, id: changed.group });
	}

	#tell(place: Place): void {
		this.#changes.notify(`pictures:${placeKey(place)}`);
	}
}

type PictureStore<Stores extends ArrayLike<'intents' | 'drafts' | 'pictures'>> = IDBPObjectStore<
	KeptSchema,
	Stores,
	'pictures',
	'readwrite'
>;
