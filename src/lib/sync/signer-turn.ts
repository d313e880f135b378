import type { Signer } from '../protocol/signer.ts';
import type { Intent } from '$lib/storage/kept-records';
import type { Outbox } from '$lib/storage/outbox';

/**
 * Waits until a signer can be asked for an intent: not at the signer yet, so nothing passes it meanwhile; and it is
 * stamped when it is asked for, not before. Resolves with whether it stands as it did.
 */
export async function awaitTurn(
	signer: Pick<Signer, 'turn'>,
	outbox: Pick<Outbox, 'find'>,
	{ id, state }: Pick<Intent, 'id' | 'state'>
): Promise<boolean> {
	if (!signer.turn) return true;
	await signer.turn();
	return (await outbox.find(id))?.state === state;
}
