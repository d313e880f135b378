import type { Clock } from '../clock.ts';
import type { AccountLists } from '../storage/account-lists.ts';
import type { KeyVault } from '../storage/key-vault.ts';
import type { ProfileCache } from '../storage/profile-cache.ts';
import type { Settings } from '../storage/settings.ts';
import type { AskUnlock } from './key-signer.ts';
import type { KeyWorkerClient } from './key-worker-client.ts';
import type { OwnRelaysPorts } from './own-relays.ts';
import type { AppCard } from './remote-address.ts';
import type { SignerRelays } from './remote-channel.ts';
import type { VerifyEvents } from './signed-answer.ts';
import type { LoadNetwork } from './wide-network.ts';

/** What identity takes from outside; the composition root has all of it. */
export interface IdentityPorts {
	readonly keys: Pick<KeyWorkerClient, 'ask'>;
	readonly vault: Pick<KeyVault, 'find' | 'put' | 'deviceKey' | 'lossOf'>;
	readonly settings: Pick<Settings, 'find' | 'put'>;
	readonly lists: Pick<AccountLists, 'find' | 'put' | 'findOpened' | 'putOpened'>;
	/** Where the rest of the app looks up names: mine are known here before any relay tells them. */
	readonly profiles: Pick<ProfileCache, 'put'>;
	/** Sync's pool; remote signers are reached over it, and relays that ask who one is. */
	readonly relays: SignerRelays & OwnRelaysPorts['relays'];
	/** Sync's verifier. */
	readonly verify: VerifyEvents;
	readonly network: LoadNetwork;
	readonly askUnlock: AskUnlock;
	readonly clock: Clock;
	/** Where accounts without a relay list publish, and where signers are offered to meet. */
	readonly homeRelays: readonly string[];
	/** How signers name this app to the person. */
	readonly app: AppCard;
	/** Erases everything of an account from the device. */
	eraseAccount(pubkey: string): Promise<void>;
	/** An account is no longer in use: its sockets and notifications go. */
	onSignOut(pubkey: string): void;
}
