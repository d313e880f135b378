import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventFile } from '../../dev/relay/event-file.ts';
import { startRelay, type RunningRelay } from '../../dev/relay/start-relay.ts';
import type { NostrEvent } from '../../src/lib/protocol/event.ts';
import { kinds } from '../../src/lib/protocol/kinds.ts';
import { foundGroup } from '../end-to-end/group-founding.ts';

/** The relay that everybody writes to. It goes away and comes back at the same address, with what it had accepted. */
export class FaultHouse {
	readonly port: number;
	readonly #folder: string;
	readonly #secretKey: Uint8Array;
	#relay: RunningRelay;
	#turn: Promise<void> = Promise.resolve();

	private constructor(folder: string, secretKey: Uint8Array, relay: RunningRelay) {
		this.#folder = folder;
		this.#secretKey = secretKey;
		this.#relay = relay;
		this.port = Number(new URL(relay.url).port);
	}

	/** A relay in a folder of its own, with these groups. */
	static async open(groups: readonly string[]): Promise<FaultHouse> {
		const folder = await mkdtemp(join(tmpdir(), 'porch-faults-'));
		const secretKey = createHash('sha256').update('porch bench: the house of faults').digest();
		const relay = await startRelay({ file: join(folder, 'relay.jsonl'), secretKey });
		for (const id of groups) foundGroup(relay, { id });
		return new FaultHouse(folder, secretKey, relay);
	}

	/** Stops for so many milliseconds; every line to it ends. One restart at a time. */
	restart(milliseconds: number): Promise<void> {
		this.#turn = this.#turn.then(async () => {
			await this.#relay.stop();
			await new Promise((resolve) => setTimeout(resolve, milliseconds));
			const home = { file: join(this.#folder, 'relay.jsonl'), secretKey: this.#secretKey };
			this.#relay = await startRelay({ ...home, port: this.port });
		});
		return this.#turn;
	}

	/** Waits until it has some words of somebody, at most so many milliseconds. Says whether it has them. */
	async hears(pubkey: string, text: string, milliseconds: number): Promise<boolean> {
		const end = performance.now() + milliseconds;
		const isThere = (): boolean =>
			this.#read().some((event) => event.content === text && event.pubkey === pubkey);
		while (!isThere() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 50));
		return isThere();
	}

	/** Every message that it has. It restarts for that, and has all of them in its file then. */
	async messages(): Promise<NostrEvent[]> {
		await this.restart(0);
		return this.#read().filter(({ kind }) => kind === kinds.chat);
	}

	/** Stops for good. */
	async close(): Promise<void> {
		await this.#turn;
		await this.#relay.stop();
		await rm(this.#folder, { recursive: true, force: true });
	}

	#read(): NostrEvent[] {
		return new EventFile(join(this.#folder, 'relay.jsonl')).read();
	}
}
