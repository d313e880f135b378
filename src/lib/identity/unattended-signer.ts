/** Signing while nobody is there: only with a key that stays unlocked on this device, and only in a worker. */
import { AppError, isAppError } from '../app-error.ts';
import { signEvent } from '../protocol/signature.ts';
import type { Signer } from '../protocol/signer.ts';
import type { KeyVault } from '../storage/key-vault.ts';
import { openSealedKey } from './key-sealing.ts';

/**
 * The signer of an account that chose "stay unlocked on this device"; undefined for every other one, because its key
 * wants a person. Signs and does nothing else. `close` overwrites the key.
 */
export async function openUnattendedSigner(
	vault: Pick<KeyVault, 'find' | 'deviceKey'>,
	pubkey: string
): Promise<Signer | undefined> {
	const record = await vault.find(pubkey);
	if (!record?.device) return undefined;
	let secret: Uint8Array;
	try {
		secret = await openSealedKey(record.device, pubkey, await vault.deviceKey());
	} catch (cause) {
		// The device key is another one by now: the person is asked at the next start.
		if (isAppError(cause) && cause.code === 'signer-wrong-key') return undefined;
		throw cause;
	}
	const refuse = (): Promise<never> => Promise.reject(new AppError('signer-missing', 'never'));
	return {
		pubkey,
		kind: 'key',
		needsPerson: false,
		signEvent: (template) => new Promise((resolve) => resolve(signEvent(template, secret))),
		encrypt: refuse,
		decrypt: refuse,
		close: () => void secret.fill(0)
	};
}
