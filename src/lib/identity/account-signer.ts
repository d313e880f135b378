/** The signer that belongs to a stored account. */
import { AppError } from '../app-error.ts';
import type { Signer } from '../protocol/signer.ts';
import type { RemoteSession, VaultRecord } from '../storage/kept-records.ts';
import { ExtensionSigner } from './extension-signer.ts';
import type { IdentityPorts } from './identity-ports.ts';
import { KeySigner } from './key-signer.ts';
import type { KeyWorkerClient } from './key-worker-client.ts';
import { RemoteChannel } from './remote-channel.ts';
import { RemoteSigner } from './remote-signer.ts';

type SignerPorts = Pick<IdentityPorts, 'keys' | 'vault' | 'askUnlock' | 'verify' | 'relays' | 'clock'>;

/** Makes the signer of an account without asking anybody for anything yet. */
export function accountSigner(ports: SignerPorts, record: VaultRecord): Signer {
	if (record.kind === 'extension') return new ExtensionSigner(record.pubkey, ports.verify);
	if (record.remote)
		return new RemoteSigner(record.pubkey, storedChannel(ports, record.remote), ports.verify);
	return new KeySigner(ports, record);
}

/** Signs with the key of a session (NIP-46): how the relay on the way to the signer learns whose answers to send. */
export function clientSigner(keys: Pick<KeyWorkerClient, 'ask'>, client: string): Signer {
	const refuse = (): Promise<never> => Promise.reject(new AppError('signer-missing', 'never'));
	return {
		pubkey: client,
		kind: 'key',
		needsPerson: false,
		signEvent: (template) => keys.ask('sign', { pubkey: client, template }),
		encrypt: refuse,
		decrypt: refuse,
		close: () => undefined
	};
}

function storedChannel(ports: SignerPorts, session: RemoteSession): RemoteChannel {
	const { client, relays, signer, clientKey } = session;
	const openClient = async (): Promise<void> => {
		if (await ports.keys.ask('holds', { pubkey: client })) return;
		const seal = await ports.vault.deviceKey();
		await ports.keys.ask('openSealed', { pubkey: client, sealed: clientKey, seal });
	};
	return new RemoteChannel({ ...ports, openClient }, client, relays, signer);
}
