import type { EventDraft } from '$lib/protocol/event';
import { attachPictures, type PublicPicture } from '$lib/protocol/imeta';
import type { IDBPObjectStore } from 'idb';
import type { Intent, IntentPicture } from './kept-records.ts';
import type { KeptSchema } from './kept-schema.ts';

type OutboxStores = ['intents', 'drafts', 'pictures'];

/** The store of pictures in a transaction of the outbox. */
export type IntentPictureStore = IDBPObjectStore<KeptSchema, OutboxStores, 'pictures', 'readwrite'>;

/** The pictures of an intent that no server has yet: it cannot be signed before they are uploaded. */
export function notUploaded({ pictures = [] }: Pick<Intent, 'pictures'>): readonly IntentPicture[] {
	return pictures.filter(({ url }) => url === undefined);
}

/** What an intent says: its words, and the pictures that are uploaded. */
export function wholeDraft({ draft, pictures = [] }: Pick<Intent, 'draft' | 'pictures'>): EventDraft {
	return attachPictures(draft, pictures.filter(isPublic));
}

/**
 * Hands pictures from the composer to an intent, in the transaction that adds it. Those that another tab has sent or
 * removed meanwhile are left out.
 */
export async function takePictures(
	store: IntentPictureStore,
	{ id: intent, account }: Pick<Intent, 'id' | 'account'>,
	ids: readonly string[]
): Promise<IntentPicture[]> {
	const taken: IntentPicture[] = [];
	for (const id of ids) {
		const picture = await store.index('id').get(id);
		if (picture?.account !== account || picture.intent !== '') continue;
		await store.put({ ...picture, intent });
		const { type, hash, size, width, height, blurhash, alt } = picture;
		const more = { ...(blurhash ? { blurhash } : {}), ...(alt ? { alt } : {}) };
		taken.push({ id, type, hash, size, width, height, ...more });
	}
	return taken;
}

/** Forgets the bytes of an intent's pictures, in the transaction that removes it. */
export async function dropPictures(store: IntentPictureStore, intent: Intent): Promise<void> {
	if (!intent.pictures) return;
	const { account, relay, group, id } = intent;
	const orders = await store.index('holder').getAllKeys([account, relay, group, id]);
	await Promise.all(orders.map((order) => store.delete(order)));
}

function isPublic(picture: IntentPicture): picture is IntentPicture & PublicPicture {
	return picture.url !== undefined;
}
