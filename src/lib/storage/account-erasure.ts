import type { Database } from './database.ts';
import type { KeptSchema } from './kept-schema.ts';
import { startingWith } from './key-range.ts';
import type { Scope } from './scope.ts';

/** What of an account is on this device only, so that erasing it loses it. */
export interface AccountLoss {
	/** Messages and actions that no relay has confirmed. */
	unsent: number;
	/** Groups in which something was written, added or shared in, and not sent. */
	begun: number;
	/** Changes of its list of groups that its relays do not have. */
	unlisted: number;
}

/** Counts what {@link eraseKept} would lose. */
export function findLoss(kept: Database<KeptSchema>, account: Scope): Promise<AccountLoss> {
	const range = startingWith(account);
	return kept.read(['drafts', 'pictures', 'shared', 'intents', 'wishes'], async (transaction) => {
		const [drafts, shared, unsent, unlisted] = await Promise.all([
			transaction.objectStore('drafts').getAllKeys(range),
			transaction.objectStore('shared').getAll(),
			transaction.objectStore('intents').index('line').count(range),
			transaction.objectStore('wishes').count(range)
		]);
		const begun = drafts.map(([, relay, id]) => [relay, id]);
		for (const { addressee } of shared)
			if (addressee?.account === account) begun.push([addressee.relay, addressee.id]);
		const holders = transaction.objectStore('pictures').index('holder');
		// By keys: the pictures themselves may be large.
		for (let at = await holders.openKeyCursor(range); at; at = await at.continue()) {
			const [, relay, group, intent] = at.key;
			if (intent === '') begun.push([relay, group]);
		}
		return { unsent, begun: new Set(begun.map((group) => group.join(' '))).size, unlisted };
	});
}

/**
 * Erases what is kept of an account that is not in the vault any more, in one transaction, with what was shared in for
 * one of its groups: what nobody has answered stays, whoever signs out. Does nothing to one that is.
 */
export async function eraseKept(kept: Database<KeptSchema>, account: Scope): Promise<void> {
	const range = startingWith(account);
	const begun = ['drafts', 'marks', 'lists', 'addressables', 'wishes', 'notices'] as const;
	await kept.write([...begun, 'intents', 'pictures', 'shared', 'vault'], async (transaction) => {
		if ((await transaction.objectStore('vault').getKey(account)) !== undefined) return;
		const [intents, pictures] = [transaction.objectStore('intents'), transaction.objectStore('pictures')];
		const shared = transaction.objectStore('shared');
		const unsent = await intents.index('line').getAllKeys(range);
		const held = await pictures.index('holder').getAllKeys(range);
		const items = (await shared.getAll()).filter(({ addressee }) => addressee?.account === account);
		await Promise.all([
			...begun.map((name) => transaction.objectStore(name).delete(range)),
			...unsent.map((order) => intents.delete(order)),
			...held.map((order) => pictures.delete(order)),
			...items.map(({ id }) => shared.delete(id))
		]);
	});
}
