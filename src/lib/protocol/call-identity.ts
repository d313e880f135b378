import { isHexKey } from './event.ts';

/**
 * Whose device a LiveKit participant is (NIP-29): an identity begins with the public key, and what follows tells the
 * devices of one person apart. Undefined when it does not: somebody whom Nostr knows nothing of.
 */
export function pubkeyOfIdentity(identity: string): string | undefined {
	const pubkey = identity.slice(0, 64);
	return isHexKey(pubkey) ? pubkey : undefined;
}
