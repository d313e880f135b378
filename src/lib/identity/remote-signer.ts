import { AppError } from '../app-error.ts';
import { isHexKey, type EventTemplate, type NostrEvent } from '../protocol/event.ts';
import type { Signer } from '../protocol/signer.ts';
import { distinctRelays } from './remote-address.ts';
import type { RemoteChannel } from './remote-channel.ts';
import { checkSignedAnswer, type VerifyEvents } from './signed-answer.ts';

/** Answers that no person has to give, in milliseconds. */
const answerMs = 30_000;
const courtesyMs = 5_000;

/** Signs through a remote signer (NIP-46): an app on this or another device, or a service. */
export class RemoteSigner implements Signer {
	readonly pubkey: string;
	readonly kind = 'remote';
	readonly needsPerson = true;
	/** What waits, how to ask again and how to cancel. */
	readonly channel: RemoteChannel;
	#verify: VerifyEvents;

	constructor(pubkey: string, channel: RemoteChannel, verify: VerifyEvents) {
		this.pubkey = pubkey;
		this.channel = channel;
		this.#verify = verify;
	}

	/** Waits for the person as long as it takes. Rejects with `signer-refused`, `signer-unreachable`, `signer-wrong-key`, `signer-changed`. */
	async signEvent(template: EventTemplate): Promise<NostrEvent> {
		const { kind, content, tags, created_at } = template;
		const answer = await this.channel.ask('sign_event', [
			JSON.stringify({ kind, content, tags, created_at })
		]);
		return checkSignedAnswer(parseJson(answer), template, this.pubkey, this.#verify);
	}

	/** NIP-44. Rejects like {@link signEvent}. */
	encrypt(peer: string, text: string): Promise<string> {
		return this.channel.ask('nip44_encrypt', [peer, text]);
	}

	/** NIP-44. Rejects like {@link signEvent}. */
	decrypt(peer: string, text: string): Promise<string> {
		return this.channel.ask('nip44_decrypt', [peer, text]);
	}

	/** Tells the signer that the session is over, which is a courtesy, and ends it here in any case. */
	async logOut(): Promise<void> {
		await this.channel.ask('logout', [], courtesyMs).catch(() => undefined);
		this.close();
	}

	close(): void {
		this.channel.close();
	}
}

/** Whose account the signer holds. Rejects with `signer-unreachable`, `signer-refused`, `signer-wrong-key`. */
export async function askAccount(channel: RemoteChannel): Promise<string> {
	const pubkey = await channel.ask('get_public_key', [], answerMs);
	if (!isHexKey(pubkey)) throw new AppError('signer-wrong-key', 'never');
	return pubkey;
}

/**
 * Moves the conversation to the relays that the signer prefers, as it may ask at any time. Many signers do not know
 * this question: no answer, or an error, changes nothing. Gives the relays in use when there are new ones.
 */
export async function askRelays(channel: RemoteChannel): Promise<string[] | undefined> {
	const answer = await channel.ask('switch_relays', [], courtesyMs).catch(() => '');
	const listed = parseJson(answer);
	if (!Array.isArray(listed)) return undefined;
	const relays = distinctRelays(listed.filter((item) => typeof item === 'string'));
	if (relays.length === 0) return undefined;
	channel.moveTo(relays);
	return relays;
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}
