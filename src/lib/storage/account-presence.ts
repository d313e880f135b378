import { AppError } from '$lib/app-error';
import { NOBODY, type Scope } from './scope.ts';

/** The accounts of the device, in the transaction of a write. */
interface Accounts {
	getKey(pubkey: string): Promise<string | undefined>;
}

/**
 * Rejects with `signer-missing` when an account was signed out, in this tab or another one: what is stored behind its
 * erasure would stay, and nobody would ever see it. To be called in the transaction that stores: the account's record
 * is erased first.
 */
export async function expectPresent(accounts: Accounts, account: Scope): Promise<void> {
	if (account !== NOBODY && (await accounts.getKey(account)) === undefined)
		throw new AppError('signer-missing', 'never');
}
