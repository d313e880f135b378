import type { EventTemplate, NostrEvent } from './event.ts';

/**
 * Whoever signs for an account: a browser extension (NIP-07), a remote signer (NIP-46) or a key held by a worker.
 * Declared here, implemented in `identity`, handed to sync, calls and the service worker.
 */
export interface Signer {
	/** 64 lower-case hex characters. */
	readonly pubkey: string;
	readonly kind: 'extension' | 'remote' | 'key';
	/** True when a signature may wait for a person; such a signer is never timed out silently. */
	readonly needsPerson: boolean;
	/**
	 * Resolves when a question would be put at once. Without it that is always so; an extension is asked one question
	 * at a time, and whoever waits for an earlier one is not waiting for this one's answer yet.
	 */
	turn?(): Promise<void>;
	/** Rejects with an AppError: `signer-refused`, `signer-unreachable`, `signer-locked`, `signer-wrong-key`. */
	signEvent(template: EventTemplate): Promise<NostrEvent>;
	/** NIP-44, to `peer` (hex). */
	encrypt(peer: string, text: string): Promise<string>;
	/** NIP-44, from `peer` (hex). */
	decrypt(peer: string, text: string): Promise<string>;
	close(): void;
}
