import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
	startBlossom,
	type BlossomMisbehaviour,
	type RunningBlossom
} from '../../dev/blossom/start-blossom.ts';
import { freePort } from '../../dev/free-port.ts';
import { EventFile } from '../../dev/relay/event-file.ts';
import { RelayProcess } from '../../dev/relay/relay-process.ts';
import { startRelay } from '../../dev/relay/start-relay.ts';
import type { NostrEvent } from '../../src/lib/protocol/event.ts';
import { kinds } from '../../src/lib/protocol/kinds.ts';
import { foundGroup } from '../end-to-end/group-founding.ts';

/** Where the relay is looked for again after it was killed: a port that nothing else is given by chance. */
const RELAY_PORT = 4800;
/** Milliseconds in which a message that was said comes to the relay. */
const COMES = 30_000;
/** Seconds after which it is said how long the relay was away. */
const LONG_AWAY = 5;

/** The words of a message, without the addresses of its pictures below them. */
export function wordsOf({ content }: NostrEvent): string {
	return content.split('\n')[0] ?? '';
}

/**
 * The relay that everybody writes to, in a process of its own, and the server of their pictures. The relay is killed
 * (SIGKILL) and comes back at the same address, with what it had kept.
 */
export class FaultHouse {
	readonly port: number;
	readonly #folder: string;
	readonly #secretKey: Uint8Array;
	#relay!: RelayProcess;
	#media!: RunningBlossom;
	#turn: Promise<void> = Promise.resolve();
	/** When an uploader last heard that a picture is here, by its hash; milliseconds. */
	readonly #here = new Map<string, number>();
	/** Hashes of pictures that were not taken at first. */
	readonly #failed = new Set<string>();

	private constructor(folder: string, port: number) {
		this.#folder = folder;
		this.port = port;
		this.#secretKey = createHash('sha256').update('porch bench: the house of faults').digest();
	}

	/** A relay in a folder of its own, with these groups; and pictures at this port. */
	static async open(groups: readonly string[], mediaPort: number): Promise<FaultHouse> {
		const folder = await mkdtemp(join(tmpdir(), 'porch-faults-'));
		const house = new FaultHouse(folder, await freePort(RELAY_PORT));
		const founded = await startRelay(house.#home);
		for (const id of groups) foundGroup(founded, { id });
		await founded.stop();
		house.#relay = await RelayProcess.start(house.#home);
		house.#media = await startBlossom({
			port: mediaPort,
			folder: join(folder, 'pictures'),
			onAnswer: (hash, isHere) => {
				if (isHere) house.#here.set(hash, performance.now());
				else house.#failed.add(hash);
			}
		});
		return house;
	}

	/** It is killed in this moment and is away for so many milliseconds. One death at a time. */
	kill(milliseconds: number): Promise<void> {
		return this.#inTurn(async () => {
			await this.#relay.kill();
			await this.#startAgain(milliseconds);
		});
	}

	/**
	 * It is killed at the next message of a group, once it has it and before anybody hears of it. `say` says that
	 * message.
	 */
	killBeforeOk(group: string, milliseconds: number, say: () => Promise<void>): Promise<void> {
		return this.#inTurn(async () => {
			await this.#relay.misbehave('die', { kinds: [kinds.chat], group, keep: true });
			await say();
			const { gone } = this.#relay;
			const isDead = await Promise.race([gone.then(() => true), pause(COMES).then(() => false)]);
			if (!isDead) console.log('  no message came to the relay that was to die of it');
			if (!isDead) await this.#relay.kill();
			await this.#startAgain(milliseconds);
		});
	}

	/** Refuses the next message of a group. */
	refuseNext(group: string): Promise<void> {
		const options = { kinds: [kinds.chat], group, times: 1, words: 'rate-limited: not so fast' };
		return this.#inTurn(() => this.#relay.misbehave('refuse', options));
	}

	/** Fails the next upload of somebody. */
	failUpload(pubkey: string, how: BlossomMisbehaviour): void {
		this.#media.misbehave({ ...how, by: pubkey, times: 1 });
	}

	/** Waits until it has some words of somebody, at most so many milliseconds. Says whether it has them. */
	async hears(pubkey: string, text: string, milliseconds: number): Promise<boolean> {
		const end = performance.now() + milliseconds;
		while (!this.saidBy(pubkey).has(text) && performance.now() < end) await pause(50);
		return this.saidBy(pubkey).has(text);
	}

	/** The words of somebody that it has. */
	saidBy(pubkey: string): Set<string> {
		return new Set(
			this.messages()
				.filter((event) => event.pubkey === pubkey)
				.map(wordsOf)
		);
	}

	/** Every message that it has. */
	messages(): NostrEvent[] {
		const events = new EventFile(this.#home.file).read();
		return events.filter(({ kind }) => kind === kinds.chat);
	}

	/**
	 * When a picture that was not taken at first got on, in milliseconds; undefined for one that was, and for one that
	 * never came.
	 */
	gotOnAt(hash: string): number | undefined {
		return this.#failed.has(hash) ? this.#here.get(hash) : undefined;
	}

	/** The bytes of an uploaded picture, as everybody finds them; undefined when there are none. */
	async pictureAt(url: string): Promise<Uint8Array | undefined> {
		const answer = await fetch(url);
		return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : undefined;
	}

	/** Stops for good. */
	async close(): Promise<void> {
		await this.#turn;
		await Promise.all([this.#relay.stop(), this.#media.stop()]);
		await rm(this.#folder, { recursive: true, force: true });
	}

	get #home(): { file: string; secretKey: Uint8Array; port: number } {
		return { file: join(this.#folder, 'relay.jsonl'), secretKey: this.#secretKey, port: this.port };
	}

	#inTurn(act: () => Promise<void>): Promise<void> {
		this.#turn = this.#turn.then(act);
		return this.#turn;
	}

	async #startAgain(milliseconds: number): Promise<void> {
		const died = performance.now();
		await pause(milliseconds);
		this.#relay = await RelayProcess.start(this.#home);
		const seconds = Math.round((performance.now() - died) / 1000);
		if (seconds >= LONG_AWAY)
			console.log(`  the relay was away for ${seconds} s, as starting it took its time`);
	}
}
