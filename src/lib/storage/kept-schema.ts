import type { DBSchema } from 'idb';
import type {
	AccountList,
	AddressableList,
	GroupNotice,
	GroupWish,
	Intent,
	SharedItem,
	StoredDraft,
	StoredMark,
	StoredPicture,
	VaultRecord
} from './kept-records.ts';
import type { DatabaseDesign } from './connection.ts';
import type { Scope } from './scope.ts';

/** `porch-kept`: what this device alone knows. Nothing in it is ever evicted. */
export interface KeptSchema extends DBSchema {
	drafts: { key: [account: Scope, relay: string, id: string, replyTo: string]; value: StoredDraft };
	intents: {
		/** Given by the database, rising, never used twice. */
		key: number;
		value: Intent;
		indexes: {
			id: string;
			/** The intents of a group in the order they were made. */
			line: [account: string, relay: string, group: string, order: number];
		};
	};
	marks: { key: [account: Scope, relay: string, group: string]; value: StoredMark };
	vault: { key: string; value: VaultRecord };
	deviceKeys: { key: string; value: CryptoKey };
	settings: { key: string; value: unknown };
	lists: { key: [account: string, kind: number]; value: AccountList };
	addressables: { key: [account: string, kind: number, d: string]; value: AddressableList };
	shared: { key: string; value: SharedItem };
	wishes: { key: [account: string, relay: string, id: string]; value: GroupWish };
	notices: { key: [account: Scope, relay: string, group: string]; value: GroupNotice };
	pictures: {
		/** Given by the database, rising. */
		key: number;
		value: StoredPicture;
		indexes: {
			id: string;
			/** `intent` is '' for what waits in the composer. */
			holder: [account: string, relay: string, group: string, intent: string];
		};
	};
}

/**
 * The design of `porch-kept`. Append migrations, never change one: a device runs only those that it has not seen.
 * `migrations.test.ts` holds which version brought which store.
 */
export const keptDesign: DatabaseDesign<KeptSchema> = {
	name: 'porch-kept',
	expendable: false,
	migrations: [
		(database) => {
			database.createObjectStore('drafts', { keyPath: ['account', 'relay', 'id', 'replyTo'] });
			const intents = database.createObjectStore('intents', { keyPath: 'order', autoIncrement: true });
			intents.createIndex('id', 'id', { unique: true });
			intents.createIndex('line', ['account', 'relay', 'group', 'order']);
			database.createObjectStore('marks', { keyPath: ['account', 'relay', 'group'] });
			database.createObjectStore('vault', { keyPath: 'pubkey' });
			database.createObjectStore('deviceKeys');
			database.createObjectStore('settings');
			database.createObjectStore('lists', { keyPath: ['account', 'kind'] });
		},
		(database) => void database.createObjectStore('wishes', { keyPath: ['account', 'relay', 'id'] }),
		(database) => void database.createObjectStore('shared', { keyPath: 'id' }),
		(database) => void database.createObjectStore('notices', { keyPath: ['account', 'relay', 'group'] }),
		(database) => void database.createObjectStore('addressables', { keyPath: ['account', 'kind', 'd'] }),
		(database) => {
			const pictures = database.createObjectStore('pictures', { keyPath: 'order', autoIncrement: true });
			pictures.createIndex('id', 'id', { unique: true });
			pictures.createIndex('holder', ['account', 'relay', 'group', 'intent']);
		}
	]
};
