import { AppError } from '../app-error.ts';
import { pause } from '../pause.ts';
import { isHexKey, type EventTemplate, type NostrEvent } from '../protocol/event.ts';
import type { Signer } from '../protocol/signer.ts';
import { checkSignedAnswer, type VerifyEvents } from './signed-answer.ts';

/** What a browser extension puts on the window (NIP-07). */
export interface NostrExtension {
	getPublicKey(): Promise<unknown>;
	signEvent(event: EventTemplate): Promise<unknown>;
	readonly nip44?: {
		encrypt(peer: string, text: string): Promise<unknown>;
		decrypt(peer: string, text: string): Promise<unknown>;
	};
}

/** Extensions may arrive after the page; this long is waited for them, in milliseconds. */
const arrivalMs = 1000;
const lookEveryMs = 50;

/** Milliseconds that one question keeps the next one waiting: its window may have been lost behind others. */
const longestTurnMs = 10_000;

/** The extension, as soon as it is there; undefined when none appears within a second. */
export async function findExtension(
	host: { readonly nostr?: NostrExtension } = globalThis as { nostr?: NostrExtension }
): Promise<NostrExtension | undefined> {
	const until = performance.now() + arrivalMs;
	while (!host.nostr && performance.now() < until) {
		await pause(lookEveryMs);
	}
	return host.nostr;
}

/** The account of the extension. Rejects with `signer-refused`, `signer-wrong-key` when its answer is no key. */
export async function extensionPubkey(extension: NostrExtension): Promise<string> {
	const pubkey = await refusable(() => extension.getPublicKey());
	if (typeof pubkey !== 'string' || !isHexKey(pubkey)) throw new AppError('signer-wrong-key', 'never');
	return pubkey;
}

/**
 * Signs through a browser extension. One question at a time, since extensions show one window and some lose the
 * others; but one that is never answered does not keep all the others for ever.
 * Everything that comes back is checked; an extension whose account was switched is found out.
 */
export class ExtensionSigner implements Signer {
	readonly pubkey: string;
	readonly kind = 'extension';
	readonly needsPerson = true;
	#verify: VerifyEvents;
	#find: () => Promise<NostrExtension | undefined>;
	#turn: Promise<unknown> = Promise.resolve();
	#turnMs: number;

	constructor(
		pubkey: string,
		verify: VerifyEvents,
		find = (): Promise<NostrExtension | undefined> => findExtension(),
		turnMs = longestTurnMs
	) {
		this.pubkey = pubkey;
		this.#verify = verify;
		this.#find = find;
		this.#turnMs = turnMs;
	}

	/** Resolves when every earlier question is answered, or has had its time. */
	async turn(): Promise<void> {
		await this.#turn;
	}

	/** Rejects with `signer-missing`, `signer-refused`, `signer-wrong-key`, `signer-changed`. */
	async signEvent(template: EventTemplate): Promise<NostrEvent> {
		const asked = structuredClone(template);
		const answer = await this.#ask((extension) => extension.signEvent(asked));
		return checkSignedAnswer(answer, template, this.pubkey, this.#verify);
	}

	/** NIP-44; `signer-missing` where the extension has none. */
	encrypt(peer: string, text: string): Promise<string> {
		return this.#askForText((extension) => extension.nip44?.encrypt(peer, text));
	}

	/** NIP-44; `signer-missing` where the extension has none. */
	decrypt(peer: string, text: string): Promise<string> {
		return this.#askForText((extension) => extension.nip44?.decrypt(peer, text));
	}

	/** Nothing is held. */
	close(): void {}

	async #askForText(question: (extension: NostrExtension) => Promise<unknown> | undefined): Promise<string> {
		const answer = await this.#ask(question);
		if (typeof answer !== 'string') throw new AppError('signer-missing', 'never');
		return answer;
	}

	#ask(question: (extension: NostrExtension) => Promise<unknown> | undefined): Promise<unknown> {
		const before = this.#turn;
		const answer = before.then(async () => {
			const extension = await this.#find();
			if (!extension) throw new AppError('signer-missing', 'later');
			return refusable(async () => question(extension));
		});
		const settled = answer.catch(() => undefined);
		this.#turn = before.then(() => Promise.race([settled, pause(this.#turnMs)]));
		return answer;
	}
}

/** Extensions reject with anything: errors, strings, objects. All of it means no. */
async function refusable(question: () => Promise<unknown>): Promise<unknown> {
	try {
		return await question();
	} catch (cause) {
		const words = cause instanceof Error ? cause.message : typeof cause === 'string' ? cause : undefined;
		throw new AppError('signer-refused', 'now', { words, cause });
	}
}
