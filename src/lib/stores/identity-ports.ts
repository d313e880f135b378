import type { Clock } from '$lib/clock';
import { profileRelays } from '$lib/deployment';
import { Identity } from '$lib/identity/identity';
import type { IdentityPorts } from '$lib/identity/identity-ports';
import type { AskUnlock } from '$lib/identity/key-signer';
import { KeyWorkerClient } from '$lib/identity/key-worker-client';
import { startKeyWorker } from '$lib/identity/key-worker-start';
import { log } from '$lib/log';
import { once } from '$lib/once';
import { pause } from '$lib/pause';
import type { AccountLists } from '$lib/storage/account-lists';
import type { KeyVault } from '$lib/storage/key-vault';
import { forgetMedia } from '$lib/storage/media-cache';
import type { Storage } from '$lib/storage/open-storage';
import type { RelayPool } from '$lib/sync/relay-pool';
import type { Verifier } from '$lib/sync/verifier';

interface Parts {
	storage: Storage;
	pool: RelayPool;
	verifier: Verifier;
	clock: Clock;
	askUnlock: AskUnlock;
}

/** The identity of this device, with what it was made of. */
export interface OpenIdentity {
	readonly identity: Identity;
	readonly ports: IdentityPorts;
}

/** Makes the identity from the rest of the app. NDK and the key's worker are loaded when first needed. */
export async function openIdentity(parts: Parts): Promise<OpenIdentity> {
	const { storage } = parts;
	const [vault, lists] = await Promise.all([storage.vault(), storage.lists()]);
	const ports = createIdentityPorts(parts, vault, lists);
	return { identity: new Identity(ports), ports };
}

function createIdentityPorts(
	{ storage, pool, verifier, clock, askUnlock }: Parts,
	vault: KeyVault,
	lists: AccountLists
): IdentityPorts {
	const verify: IdentityPorts['verify'] = (events) => verifier.verify(events);
	return {
		keys: new KeyWorkerClient(startKeyWorker),
		vault,
		settings: storage.settings,
		lists,
		profiles: storage.profiles,
		relays: pool,
		verify,
		network: once(async () => {
			const { NdkNetwork } = await import('$lib/identity/ndk-network');
			return new NdkNetwork(verify);
		}),
		askUnlock,
		clock,
		homeRelays: profileRelays,
		app: { name: 'Porch', url: location.origin },
		eraseAccount: async (pubkey) => {
			await storage.eraseAccount(pubkey);
			await forgetMedia(pubkey);
		},
		onSignOut: (pubkey) => {
			pool.closeScope(pubkey);
			void sweep(vault, pubkey);
		}
	};
}

/** What this tab stored before it heard of a sign-out in another one came behind that erasure. */
async function sweep(vault: KeyVault, pubkey: string): Promise<void> {
	try {
		// The screens of that account are gone by then.
		await pause(0);
		await vault.eraseBehind(pubkey);
	} catch (cause) {
		log('identity-ports', 'something of somebody who has gone may be left', cause);
	}
}
