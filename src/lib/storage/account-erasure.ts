import type { Database } from './database.ts';
import type { KeptSchema } from './kept-schema.ts';
import type { Scope } from './scope.ts';

/**
 * Erases what is kept of an account in one transaction, and what was shared in on this device; its vault record is
 * the vault's to forget, with the device key.
 */
export async function eraseKept(kept: Database<KeptSchema>, account: Scope): Promise<void> {
	const range = IDBKeyRange.bound([account], [account, []]);
	const begun = ['drafts', 'marks', 'lists', 'addressables', 'wishes', 'notices'] as const;
	await kept.write([...begun, 'intents', 'pictures', 'shared'], async (transaction) => {
		const [intents, pictures] = [transaction.objectStore('intents'), transaction.objectStore('pictures')];
		const unsent = await intents.index('line').getAllKeys(range);
		const held = await pictures.index('holder').getAllKeys(range);
		await Promise.all([
			...begun.map((name) => transaction.objectStore(name).delete(range)),
			...unsent.map((order) => intents.delete(order)),
			...held.map((order) => pictures.delete(order)),
			transaction.objectStore('shared').clear()
		]);
	});
}
