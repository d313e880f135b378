import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRelay, type RunningRelay } from '../../dev/relay/start-relay.ts';
import { signFast } from '../../dev/demo/fast-signature.ts';
import type { EventDraft, NostrEvent } from '../../src/lib/protocol/event.ts';
import { kinds } from '../../src/lib/protocol/kinds.ts';
import { createSecretKey, pubkeyOf } from '../../src/lib/protocol/signature.ts';
import type { Dice } from './dice.ts';
import { LATEST } from './sleep-plan.ts';

/** The groups of the story; the second one shows nothing to strangers. */
export const groups = ['street', 'kitchen', 'club'] as const;

const day = 86_400;

/** A relay with a file, groups in which people talk, and a clock that the story sets. */
export class SleepingHouse {
	readonly reader = createSecretKey();
	relay!: RunningRelay;
	/** The most stored events of one answer. */
	cap = 50;

	readonly #dice: Dice;
	readonly #folder: string;
	readonly #secretKey = createSecretKey();
	readonly #owner = createSecretKey();
	readonly #people = Array.from({ length: 5 }, () => createSecretKey());
	/** What was said and not taken back, by group. */
	readonly #said = new Map<string, Map<string, NostrEvent>>(groups.map((id) => [id, new Map()]));
	/** Seconds that the story is ahead of this machine. */
	#ahead = -30 * day;
	/** What was said while the phone had not read anything yet. */
	#early = new Set<string>();
	#spoken = 0;

	private constructor(dice: Dice, folder: string) {
		this.#dice = dice;
		this.#folder = folder;
	}

	static async open(dice: Dice): Promise<SleepingHouse> {
		const house = new SleepingHouse(dice, await mkdtemp(join(tmpdir(), 'porch-sleeps-')));
		await house.start();
		house.#found();
		return house;
	}

	/** Unix seconds of the story. */
	get now(): number {
		return Math.floor(Date.now() / 1000) + this.#ahead;
	}

	/** Milliseconds by which a right clock of the story differs from this machine's. */
	get aheadMs(): number {
		return this.#ahead * 1000;
	}

	/** Starts the relay, or starts it again with everything it knew. */
	async start(): Promise<void> {
		const file = join(this.#folder, 'events.jsonl');
		this.relay = await startRelay({ file, secretKey: this.#secretKey, clock: () => this.now });
		this.truncate(this.cap);
	}

	/** From now on answers are cut short. */
	truncate(cap: number): void {
		this.cap = cap;
		this.relay.misbehave('truncate', { count: cap });
	}

	/** Lets time pass while people talk. */
	live(seconds: number, events: number): void {
		const until = this.#ahead + seconds;
		for (let left = events; left > 0; left -= 1) {
			this.#ahead += Math.floor((until - this.#ahead) / (left + 1));
			this.#act();
		}
		this.#ahead = until;
	}

	/** What stands in a group, by id. */
	said(group: string): Map<string, NostrEvent> {
		return this.#said.get(group) ?? new Map<string, NostrEvent>();
	}

	/** From here on the phone is to have everything. */
	beginStory(): void {
		this.#early = new Set(groups.flatMap((id) => [...this.said(id).keys()]));
	}

	/** What stands in a group and was said since {@link beginStory}. */
	news(group: string): NostrEvent[] {
		return [...this.said(group).values()].filter(({ id }) => !this.#early.has(id));
	}

	/** The messages of a group in the order of the conversation. */
	messages(group: string): NostrEvent[] {
		const spoken = [...this.said(group).values()].filter(({ kind }) => kind === kinds.chat);
		return spoken.sort((a, b) => a.created_at - b.created_at || (a.id > b.id ? -1 : 1));
	}

	async close(): Promise<void> {
		await this.relay.stop();
		await rm(this.#folder, { recursive: true, force: true });
	}

	#found(): void {
		for (const id of groups) {
			const h = ['h', id];
			const flags = id === 'kitchen' ? [['private'], ['closed']] : [];
			this.#publish(this.#owner, { kind: kinds.createGroup, content: '', tags: [h] });
			this.#publish(this.#owner, {
				kind: kinds.editMetadata,
				content: '',
				tags: [h, ['name', id], ...flags]
			});
			for (const member of [this.reader, ...this.#people]) {
				const tags = [h, ['p', pubkeyOf(member)]];
				this.#publish(this.#owner, { kind: kinds.putUser, content: '', tags });
			}
		}
		this.live(20 * day, 400);
	}

	#act(): void {
		const group = this.#dice.chance() < 0.5 ? groups[0] : this.#dice.pick(groups);
		const spoken = this.messages(group).slice(-40);
		const throwOf = this.#dice.chance();
		const created_at = this.now - (this.#dice.chance() < 0.2 ? this.#dice.between(0, LATEST) : 0);
		const author = this.#dice.pick(this.#people);
		const about = spoken.length > 0 && throwOf < 0.5 ? this.#dice.pick(spoken) : undefined;
		if (!about) {
			this.#spoken += 1;
			const content = `${this.#spoken}. said in ${group}`;
			return this.#keep(
				group,
				this.#publish(author, { kind: kinds.chat, content, tags: [['h', group]], created_at })
			);
		}
		const tags = [
			['h', group],
			['e', about.id]
		];
		if (throwOf < 0.45) {
			const draft = { kind: kinds.reaction, content: '+', tags: [...tags, ['p', about.pubkey]], created_at };
			return this.#keep(group, this.#publish(author, draft));
		}
		// Moderation is not accepted late.
		this.#publish(this.#owner, { kind: kinds.deleteEvent, content: '', tags, created_at: this.now });
		this.said(group).delete(about.id);
	}

	#keep(group: string, event: NostrEvent): void {
		this.said(group).set(event.id, event);
	}

	#publish(secretKey: Uint8Array, draft: EventDraft & { created_at?: number }): NostrEvent {
		const event = signFast({ created_at: this.now, ...draft }, secretKey);
		const outcome = this.relay.publish(event, [event.pubkey]);
		if (!outcome.accepted) throw new Error(`the relay refused the story: ${outcome.words}`);
		return event;
	}
}
