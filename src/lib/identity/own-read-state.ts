/**
 * How far I have read on my other devices, and on this one for them: an event of my own (kind 30078, NIP-78) on my
 * own relays, encrypted to myself (NIP-44). Only a key that signs without asking its person does this: nobody is
 * asked to unlock anything for a mark.
 */
import { AppError } from '../app-error.ts';
import type { NostrEvent } from '../protocol/event.ts';
import { kinds } from '../protocol/kinds.ts';
import type { Signer } from '../protocol/signer.ts';
import type { ReadMarks } from '../storage/read-marks.ts';
import type { OwnLists } from './own-lists.ts';
import { parseReadState, readStateName, withMarks } from './read-state.ts';

/** What it is made of. */
export interface OwnReadStatePorts {
	readonly lists: Pick<OwnLists, 'find' | 'findOpened' | 'putOpened' | 'edit'>;
	readonly signer: Signer;
	readonly marks: Pick<ReadMarks, 'ofAccount' | 'put'>;
}

/** How far an account has read, on all of its devices. */
export class OwnReadState {
	readonly #ports: OwnReadStatePorts;

	constructor(ports: OwnReadStatePorts) {
		this.#ports = ports;
	}

	/** Reads as far as the other devices have, by what is known of them here. Does nothing while the key is locked. */
	async take(): Promise<void> {
		const { lists, signer, marks } = this.#ports;
		const event = await lists.find(kinds.appData, readStateName);
		const text = event && (await this.#open(event));
		if (!event || text === undefined) return;
		for (const { key, mark } of parseReadState(text) ?? []) await marks.put(signer.pubkey, key, mark);
	}

	/**
	 * Publishes how far this device has read, where that is further. Asks no relay when nothing is to be said, and does
	 * nothing while the key is locked. Rejects like `OwnLists.edit`, and with `list-not-loaded` when what is there
	 * cannot be read: that is never replaced.
	 */
	async give(): Promise<void> {
		const { lists, signer, marks } = this.#ports;
		if (signer.needsPerson) return;
		const known = await marks.ofAccount(signer.pubkey);
		const current = await lists.find(kinds.appData, readStateName);
		if (withMarks(current && (await this.#open(current)), known) === undefined) return;
		await lists.edit(
			kinds.appData,
			async (newest) => {
				const before = newest && (await this.#open(newest));
				if (before !== undefined && !parseReadState(before)) throw new AppError('list-not-loaded', 'never');
				const opened = withMarks(before, known);
				if (opened === undefined || signer.needsPerson) return undefined;
				const content = await signer.encrypt(signer.pubkey, opened);
				const tags = newest?.tags ?? [['d', readStateName]];
				return { draft: { kind: kinds.appData, tags, content }, opened };
			},
			readStateName
		);
	}

	/** The text of an event; undefined while only its person could open it. */
	async #open(event: NostrEvent): Promise<string | undefined> {
		const { lists, signer } = this.#ports;
		const known = await lists.findOpened(event);
		if (known !== undefined || signer.needsPerson) return known;
		const opened = await signer.decrypt(signer.pubkey, event.content);
		await lists.putOpened(event, opened);
		return opened;
	}
}
