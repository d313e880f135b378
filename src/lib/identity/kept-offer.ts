/**
 * The offer to a signer, kept on this device until it is answered or given up. Phones end the page while its person is
 * in the signer app: whoever comes back listens for the answer to the same offer, and finds one that came meanwhile.
 */
import { log } from '../log.ts';
import type { SignerOffer } from '../storage/kept-records.ts';
import type { Identity } from './identity.ts';
import type { IdentityPorts } from './identity-ports.ts';

/** Hex characters: 64 bits that are good for one connection, and short enough to be scanned. */
const secretLength = 16;
/** Seconds. Whoever has seen an offer can take it up: one that nobody came back to is let go. */
const maxAge = 3600;
const lockName = 'signer-offer';

/** The one offer of this device. */
export class KeptOffer {
	#identity: Identity;
	#ports: Pick<IdentityPorts, 'keys' | 'settings' | 'vault' | 'clock' | 'homeRelays'>;

	constructor(identity: Identity, ports: IdentityPorts) {
		this.#identity = identity;
		this.#ports = ports;
	}

	/**
	 * One page at a time waits for the answer, the one that was opened last: what two have taken up, each would end for
	 * the other. `onLost` hears that another page waits now. Returns how to let go.
	 */
	claim(onLost: () => void): () => void {
		const { promise, resolve } = Promise.withResolvers<undefined>();
		const { locks } = globalThis.navigator as { locks?: LockManager };
		locks
			?.request(lockName, { steal: true }, () => promise)
			.catch((cause: unknown) => {
				// A browser that gives no locks at all keeps nothing that two pages could share.
				if (cause instanceof DOMException && cause.name === 'AbortError') onLost();
				else log('identity', 'no lock for the offer to a signer', cause);
			});
		return () => resolve(undefined);
	}

	/** The offer that waits, with its key open; undefined where there is none, or none that can still be used. */
	async resume(): Promise<SignerOffer | undefined> {
		const { keys, settings, vault, clock } = this.#ports;
		const offer = await settings.find('signerOffer');
		if (!offer) return undefined;
		if (Math.abs(clock() - offer.at) > maxAge) {
			await settings.put('signerOffer', undefined);
			return undefined;
		}
		const { client: pubkey, clientKey: sealed } = offer;
		try {
			await keys.ask('openSealed', { pubkey, sealed, seal: await vault.deviceKey() });
		} catch (cause) {
			// The device's own key went with an account that signed out.
			log('identity', 'the offer to a signer does not open any more', cause);
			return undefined;
		}
		this.#identity.addClient(pubkey);
		return offer;
	}

	/** A new offer, in the place of any before. It is kept before anybody sees it. */
	async make(): Promise<SignerOffer> {
		const { keys, settings, vault, clock, homeRelays } = this.#ports;
		const client = await this.#identity.createClient();
		const clientKey = await keys.ask('seal', { pubkey: client, seal: await vault.deviceKey() });
		const secret = crypto.randomUUID().replaceAll('-', '').slice(0, secretLength);
		const offer: SignerOffer = { client, clientKey, relays: [...homeRelays], secret, at: clock() };
		await settings.put('signerOffer', offer);
		return offer;
	}

	/** Keeps who has taken it up: asking them does not need their answer to come again. */
	async take(offer: SignerOffer, signer: string): Promise<void> {
		const kept = await this.#ports.settings.find('signerOffer');
		if (kept?.client === offer.client) await this.#ports.settings.put('signerOffer', { ...offer, signer });
	}
}
