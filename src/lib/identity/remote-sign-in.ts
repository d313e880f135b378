/** The two ways to meet a remote signer (NIP-46). Both end in a session that is stored, its client key sealed by the device. */
import { AppError } from '../app-error.ts';
import type { RemoteSession, SignerOffer } from '../storage/kept-records.ts';
import { buildConnectAddress, parseBunkerAddress, type AppCard } from './remote-address.ts';
import { RemoteChannel, type ChannelPorts, type RemoteAnswer } from './remote-channel.ts';
import { askAccount, askRelays } from './remote-signer.ts';
import { requestedPermissions } from './signing-permissions.ts';

/** A session with a signer, open, and the account it signs for. */
export interface RemoteMeeting {
	readonly pubkey: string;
	readonly channel: RemoteChannel;
	readonly session: RemoteSession;
}

/** A meeting that is under way: it may take as long as the person takes. */
export interface PendingMeeting {
	/** `nostrconnect://…`, where the signer has to come to us. */
	readonly address?: string;
	/** Rejects with `signer-refused`, `signer-unreachable`, or `aborted` after {@link cancel}. */
	readonly done: Promise<RemoteMeeting>;
	/** Asks again: the person is back. */
	askAgain(): void;
	cancel(): void;
}

/** What a meeting is made of. */
export interface MeetingPorts extends ChannelPorts {
	readonly app: AppCard;
	readonly vault: { deviceKey(): Promise<CryptoKey> };
}

/** Goes to the signer of a pasted `bunker://` address, as `client`, a key just made. Throws `link-unreadable`. */
export function meetBunker(ports: MeetingPorts, client: string, text: string): PendingMeeting {
	const address = parseBunkerAddress(text);
	if (!address) throw new AppError('link-unreadable', 'never');
	const channel = new RemoteChannel(ports, client, address.relays, address.signer);
	const { signer, secret } = address;
	const connected = channel.ask('connect', [
		signer,
		secret,
		requestedPermissions(),
		JSON.stringify(ports.app)
	]);
	// `ack` or the secret: both are used, and only the signer itself could have sent either.
	return pending(channel, () => connected.then(() => settle(ports, channel, signer, address.relays)));
}

/**
 * Offers a session to whichever signer opens or scans the address, or listens for the answer to an offer made before.
 * `onTaken` hears who has taken it up, before anything is asked.
 */
export function offerMeeting(
	ports: MeetingPorts,
	offer: Omit<SignerOffer, 'clientKey'>,
	onTaken: (signer: string) => Promise<void>
): PendingMeeting {
	const { client, relays, secret } = offer;
	const channel = new RemoteChannel(ports, client, relays, offer.signer);
	const address = buildConnectAddress({
		client,
		relays,
		secret,
		permissions: requestedPermissions(),
		app: ports.app
	});
	const taken = new Promise<string>((resolve) => {
		if (offer.signer) resolve(offer.signer);
		// Only the secret proves that the answer comes from whoever saw the address.
		channel.onUnasked = (answer: RemoteAnswer) => {
			if (answer.result === secret) resolve(answer.from);
		};
	});
	channel.listen(offer.at);
	const start = async (): Promise<RemoteMeeting> => {
		const signer = await taken;
		await onTaken(signer);
		return settle(ports, channel, signer, relays);
	};
	return pending(channel, start, address);
}

async function settle(
	ports: MeetingPorts,
	channel: RemoteChannel,
	signer: string,
	relays: readonly string[]
): Promise<RemoteMeeting> {
	channel.onUnasked = () => undefined;
	channel.bind(signer);
	const pubkey = await askAccount(channel);
	const preferred = (await askRelays(channel)) ?? [...relays];
	const seal = await ports.vault.deviceKey();
	const clientKey = await ports.keys.ask('seal', { pubkey: channel.client, seal });
	return { pubkey, channel, session: { signer, relays: preferred, client: channel.client, clientKey } };
}

function pending(
	channel: RemoteChannel,
	start: () => Promise<RemoteMeeting>,
	address?: string
): PendingMeeting {
	let stop: (error: AppError) => void = () => undefined;
	const stopped = new Promise<never>((_, reject) => {
		stop = reject;
	});
	const done = Promise.race([start(), stopped]).catch((error: unknown) => {
		channel.close();
		throw error;
	});
	return {
		address,
		done,
		askAgain: () => channel.askAgain(),
		cancel: () => stop(new AppError('aborted', 'never'))
	};
}
