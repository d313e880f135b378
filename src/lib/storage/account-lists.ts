import type { IDBPTransaction } from 'idb';
import { tagValue, type NostrEvent } from '$lib/protocol/event';
import { isAddressable } from '$lib/protocol/kinds';
import type { ChangeFeed } from './change-feed.ts';
import type { Database } from './database.ts';
import { replaces } from './event-record.ts';
import { GroupWishes } from './group-wishes.ts';
import type { AccountList } from './kept-records.ts';
import type { KeptSchema } from './kept-schema.ts';

/** Which of an account's own events: the one of a kind, or of a kind and `d` tag where there may be several (NIP-01). */
export interface ListAddress {
	readonly kind: number;
	readonly d?: string | undefined;
}

/** The address under which an account's event is the newest, or not. */
export function listAddress({ kind, tags }: Pick<NostrEvent, 'kind' | 'tags'>): ListAddress {
	return isAddressable(kind) ? { kind, d: tagValue({ tags }, 'd') ?? '' } : { kind };
}

type Reading = IDBPTransaction<KeptSchema, ['lists', 'addressables'], 'readonly' | 'readwrite'>;
type Writing = IDBPTransaction<KeptSchema, ('lists' | 'addressables')[], 'readwrite'>;

/**
 * The newest raw events of an account's own lists, profile and app data (0, 10000, 10002, 10009, 30078): what an edit
 * starts from, so that nothing others wrote is lost. Watch `lists:<account>`.
 */
export class AccountLists {
	/** What is to be changed in them. */
	readonly wishes: GroupWishes;
	readonly #database: Database<KeptSchema>;
	readonly #changes: ChangeFeed;

	constructor(database: Database<KeptSchema>, changes: ChangeFeed) {
		this.#database = database;
		this.#changes = changes;
		this.wishes = new GroupWishes(database, changes);
	}

	/** The newest known event of a kind; of an addressable one, of the name `d`. */
	async find(account: string, kind: number, d?: string): Promise<NostrEvent | undefined> {
		return (await this.#read(account, { kind, d }))?.event;
	}

	/** Keeps a verified event of the account if it is newer than what is kept; gives the one that is kept now. */
	async put(account: string, event: NostrEvent): Promise<NostrEvent> {
		const kept = await this.#database.write(['lists', 'addressables'], async (transaction) => {
			const known = await findList(transaction, account, listAddress(event));
			if (known && !replaces(event, known.event)) return known.event;
			await putList(transaction, { account, kind: event.kind, event });
			return event;
		});
		if (kept === event) this.#changes.notify(`lists:${account}`);
		return kept;
	}

	/** The decrypted private part of an event, if it was opened on this device before. */
	async findOpened(account: string, event: NostrEvent): Promise<string | undefined> {
		const list = await this.#read(account, listAddress(event));
		return list?.event.id === event.id ? list.opened : undefined;
	}

	/** Keeps the decrypted private part beside its event; nothing happens when another event is kept by now. */
	async putOpened(account: string, event: NostrEvent, opened: string): Promise<void> {
		await this.#database.write(['lists', 'addressables'], async (transaction) => {
			const known = await findList(transaction, account, listAddress(event));
			if (known?.event.id === event.id) await putList(transaction, { ...known, opened });
		});
		this.#changes.notify(`lists:${account}`);
	}

	#read(account: string, address: ListAddress): Promise<AccountList | undefined> {
		return this.#database.read(['lists', 'addressables'], (transaction) =>
			findList(transaction as Reading, account, address)
		);
	}
}

/** What is kept at an address; an addressable one may still lie where there was room for one of each kind. */
export async function findList(
	transaction: Reading | Writing,
	account: string,
	{ kind, d }: ListAddress
): Promise<AccountList | undefined> {
	const { lists, addressables } = storesOf(transaction);
	if (d === undefined) return lists.get([account, kind]);
	const found = await addressables.get([account, kind, d]);
	if (found) return found;
	const old = await lists.get([account, kind]);
	return old && listAddress(old.event).d === d ? old : undefined;
}

/** Keeps a record at the address of its event. */
export async function putList(transaction: Writing, list: AccountList): Promise<void> {
	const { d } = listAddress(list.event);
	if (d === undefined) await transaction.objectStore('lists').put(list);
	else await transaction.objectStore('addressables').put({ ...list, d });
}

function storesOf(transaction: Reading | Writing) {
	const reading = transaction as Reading;
	return { lists: reading.objectStore('lists'), addressables: reading.objectStore('addressables') };
}
