import type { PictureFacts } from '$lib/protocol/imeta';
import { sameGroup, type GroupKey } from '$lib/protocol/group-key';
import { sharedText } from '$lib/protocol/shared-words';
import { expectPresent } from './account-presence.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { Database } from './database.ts';
import type { KeptPicture, SharedItem, StoredPicture } from './kept-records.ts';
import type { KeptSchema } from './kept-schema.ts';
import { placeKey, type Place } from './place.ts';
import type { Scope } from './scope.ts';

/** A picture of an item that nobody has taken yet. */
export interface SharedPicture {
	/** That of the item. */
	readonly item: string;
	/** Where it stood when the item came in: what tells it from the others, whatever was taken meanwhile. */
	readonly at: number;
	readonly file: File;
}

/** What became of the wish to take a picture. `gone`: another tab has it, or somebody discarded it. */
export type Taking = 'taken' | 'gone' | 'no-room';

/** The pictures of an item that are still there. */
export function sharedPictures({ id, pictures, places }: SharedItem): SharedPicture[] {
	return pictures.map((file, index) => ({ item: id, file, at: places?.[index] ?? index }));
}

/** A picture as it waits in the composer of a group. */
export function composerPicture(
	{ scope: account, relay, id: group }: Place,
	picture: PictureFacts & { id: string; bytes: Blob }
): StoredPicture {
	const kept: KeptPicture = { ...picture, account, relay, group, intent: '' };
	// The database gives the order, which the type of a stored picture cannot leave open.
	return kept as StoredPicture;
}

/** Whether its pictures are for a conversation. */
export function isAddressedTo({ addressee }: SharedItem, { scope, relay, id }: Place): boolean {
	return addressee?.account === scope && sameGroup(addressee, { relay, id });
}

/**
 * Hands what was shared in to where it is wanted, in one transaction each: at no time is anything in both places, or
 * in none, whatever other tabs do.
 */
export class SharedHandover {
	readonly #database: Database<KeptSchema>;
	readonly #changes: ChangeFeed;

	constructor(database: Database<KeptSchema>, changes: ChangeFeed) {
		this.#database = database;
		this.#changes = changes;
	}

	/**
	 * Puts the words of an item after what `account` has begun to write in a group, and keeps its pictures for that
	 * conversation to take. An item that was handed over already, or discarded, does nothing. `at`: unix seconds.
	 * Rejects with `signer-missing` when the account has gone, as {@link take} does.
	 */
	async give(itemId: string, account: Scope, { relay, id }: GroupKey, at: number): Promise<void> {
		const given = await this.#database.write(
			['shared', 'drafts', 'vault'],
			async (transaction) => {
				await expectPresent(transaction.objectStore('vault'), account);
				const [shared, drafts] = [transaction.objectStore('shared'), transaction.objectStore('drafts')];
				const item = await shared.get(itemId);
				if (!item) return undefined;
				await shared.delete(itemId);
				const text = sharedText(item);
				if (text) {
					const before = (await drafts.get([account, relay, id, '']))?.text.trimEnd();
					await drafts.put({
						account,
						relay,
						id,
						replyTo: '',
						text: before ? `${before}\n${text}` : text,
						at
					});
				}
				if (item.pictures.length > 0) {
					const { places: _, waits: __, ...rest } = item;
					// An id of its own: whoever is about to take one for the conversation it was for before finds it gone.
					const addressed = { ...rest, id: crypto.randomUUID(), title: '', text: '', url: '' };
					await shared.put({ ...addressed, addressee: { account, relay, id } });
				}
				return { text };
			},
			{ durability: 'strict' }
		);
		if (given) this.#changes.notify('shared');
		if (given?.text) this.#changes.notify(`drafts:${placeKey({ scope: account, relay, id })}`);
	}

	/** Takes a picture, as it was made ready, into the composer of the group it is for, where at most `most` wait. */
	async take(
		place: Place,
		{ item: itemId, at }: SharedPicture,
		picture: PictureFacts & { id: string; bytes: Blob },
		most: number
	): Promise<Taking> {
		const { scope: account, relay, id: group } = place;
		const taking = await this.#database.write(
			['shared', 'pictures', 'vault'],
			async (transaction): Promise<Taking> => {
				await expectPresent(transaction.objectStore('vault'), account);
				const [shared, pictures] = [transaction.objectStore('shared'), transaction.objectStore('pictures')];
				const item = await shared.get(itemId);
				if (!item || !isAddressedTo(item, place) || !has(item, at)) return 'gone';
				const waiting = await pictures.index('holder').count([account, relay, group, '']);
				if (waiting >= most) return 'no-room';
				const rest = without(item, at);
				await (rest ? shared.put(rest) : shared.delete(itemId));
				await pictures.add(composerPicture(place, picture));
				return 'taken';
			},
			{ durability: 'strict' }
		);
		if (taking === 'taken') this.#changes.notify('shared', `pictures:${placeKey(place)}`);
		return taking;
	}

	/** Forgets one picture: it is none that could ever be sent. */
	drop({ item: id, at }: SharedPicture): Promise<void> {
		return this.#change(id, (item) => without(item, at));
	}

	/** What is left of an item waits until a person asks for it. */
	leave(id: string): Promise<void> {
		return this.#change(id, (item) => (item.waits ? item : { ...item, waits: true }));
	}

	async #change(id: string, change: (item: SharedItem) => SharedItem | undefined): Promise<void> {
		const isChanged = await this.#database.write(['shared'], async ({ store }) => {
			const item = await store.get(id);
			const changed = item && change(item);
			if (changed === item) return false;
			await (changed ? store.put(changed) : store.delete(id));
			return true;
		});
		if (isChanged) this.#changes.notify('shared');
	}
}

function has(item: SharedItem, at: number): boolean {
	return sharedPictures(item).some((picture) => picture.at === at);
}

/** The item without one of its pictures; undefined when that was the last. */
function without(item: SharedItem, at: number): SharedItem | undefined {
	const rest = sharedPictures(item).filter((picture) => picture.at !== at);
	if (rest.length === 0) return undefined;
	return { ...item, pictures: rest.map(({ file }) => file), places: rest.map((picture) => picture.at) };
}
