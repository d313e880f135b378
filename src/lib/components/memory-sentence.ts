import { m } from '$lib/locales/messages';
import type { StorageHealth } from '$lib/storage/storage-health';

/** What it means for its person that storage lives in memory. Needs the words of accounts. */
export function memorySentence({ error }: Pick<StorageHealth, 'error'>): string {
	return error?.code === 'storage-damaged' ? m.account_storage_damaged() : m.account_storage_memory();
}
