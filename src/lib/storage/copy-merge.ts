import type { IDBPObjectStore, IDBPTransaction, StoreNames } from 'idb';
import { copiedStores, type AccountCopy, type CopiedIntent } from './copy-format.ts';
import { findList, listAddress, putList } from './account-lists.ts';
import type { Database } from './database.ts';
import { compareNewestFirst, replaces } from './event-record.ts';
import type { KeptSchema } from './kept-schema.ts';
import type { Intent } from './kept-records.ts';

/** What became of a copy. */
export interface Merge {
	/** Drafts, messages, marks, choices and lists that this device did not have. */
	added: number;
	/** Those that stayed as they were here: the same, newer, or worded differently. */
	stayed: number;
}

type Stores = [...typeof copiedStores];
type Store<Name extends StoreNames<KeptSchema>> = IDBPObjectStore<KeptSchema, Stores, Name, 'readwrite'>;

/** Adds what the device does not have, in one transaction: all of it or nothing. Overwrites nothing that is newer. */
export function mergeCopy(kept: Database<KeptSchema>, copy: AccountCopy): Promise<Merge> {
	return kept.write(
		[...copiedStores],
		async (transaction) => {
			const added = [
				...(await Promise.all(partsOf(transaction, copy))),
				// One after the other: the database gives them their order.
				...(await mergeIntents(transaction.objectStore('intents'), copy.intents))
			];
			const count = added.filter(Boolean).length;
			return { added: count, stayed: added.length - count };
		},
		{ durability: 'strict' }
	);
}

function partsOf(
	transaction: IDBPTransaction<KeptSchema, Stores, 'readwrite'>,
	{ account, drafts, marks, wishes, notices, lists, settings }: AccountCopy
): Promise<boolean>[] {
	const listsOf = transaction as unknown as Parameters<typeof putList>[0];
	const store = <Name extends Stores[number]>(name: Name) => transaction.objectStore(name);
	return [
		...drafts.map((draft) => addNew(store('drafts'), { ...draft, replyTo: draft.replyTo ?? '' })),
		...wishes.map((wish) => addNew(store('wishes'), wish)),
		...marks.map(async (mark) => {
			const known = await store('marks').get([account, mark.relay, mark.group]);
			if (known && compareNewestFirst(mark, known) >= 0) return false;
			await store('marks').put({ ...known, ...mark });
			return true;
		}),
		...notices.map(async (notice) => {
			const known = await store('notices').get([account, notice.relay, notice.group]);
			if (known?.level) return false;
			await store('notices').put({ ...known, ...notice });
			return true;
		}),
		...lists.map(async (event) => {
			const known = await findList(listsOf, account, listAddress(event));
			if (known && !replaces(event, known.event)) return false;
			await putList(listsOf, { account, kind: event.kind, event });
			return true;
		}),
		...Object.entries(settings).map(async ([name, value]) => {
			if ((await store('settings').getKey(name)) !== undefined) return false;
			await store('settings').put(value, name);
			return true;
		})
	];
}

async function addNew<Name extends 'drafts' | 'wishes'>(
	store: Store<Name>,
	value: KeptSchema[Name]['value']
): Promise<boolean> {
	const id =
		'replyTo' in value
			? [value.account, value.relay, value.id, value.replyTo]
			: [value.account, value.relay, value.id];
	if ((await store.getKey(IDBKeyRange.only(id))) !== undefined) return false;
	await store.put(value);
	return true;
}

async function mergeIntents(store: Store<'intents'>, intents: readonly CopiedIntent[]): Promise<boolean[]> {
	const added: boolean[] = [];
	for (const intent of intents) {
		const isNew = (await store.index('id').getKey(intent.id)) === undefined;
		// The database gives the order, which the type of a stored intent cannot leave open.
		if (isNew) await store.add(waiting(intent) as unknown as Intent);
		added.push(isNew);
	}
	return added;
}

/**
 * What was signed is offered again as it was, which a relay takes once. What was not signed may have been sent since
 * the copy was made, by whoever made it: only the person knows, so it asks.
 */
function waiting(intent: CopiedIntent): Omit<Intent, 'order'> {
	const last = intent.attempts.at(-1);
	if (last && last.outcome !== 'refused') return { ...intent, state: 'unknown' };
	return { ...intent, state: 'refused', error: { code: 'copied-unsent', retry: 'now' } };
}
