import { AppError } from '$lib/app-error';
import type { Clock } from '$lib/clock';
import { buildChatMessage } from '$lib/protocol/chat-message';
import { buildDeletion } from '$lib/protocol/deletion';
import { tagValue, type EventDraft, type NostrEvent } from '$lib/protocol/event';
import { kinds } from '$lib/protocol/kinds';
import { buildReaction, parseReaction } from '$lib/protocol/reaction';
import type { EventCache } from '$lib/storage/event-cache';
import type { Intent } from '$lib/storage/kept-records';
import type { Outbox, TakeDraft } from '$lib/storage/outbox';
import type { Place } from '$lib/storage/place';
import { NOBODY } from '$lib/storage/scope';
import type { OutboxFlush } from '$lib/sync/outbox-flush';
import { isStuck } from './outgoing';
import type { ReactionChip } from './reaction-tally';

interface Ports {
	outbox: Pick<Outbox, 'add' | 'find' | 'edit' | 'hold' | 'mark' | 'discard' | 'withdraw' | 'ofGroup'>;
	cache: Pick<EventCache, 'find'>;
	flush: Pick<OutboxFlush, 'flush'>;
	clock: Clock;
}

/** What somebody wants to say. */
export interface Wording {
	readonly text: string;
	readonly replyTo?: NostrEvent | undefined;
	/** The intent whose text this takes the place of. */
	readonly instead?: string | undefined;
	/** Ids of the pictures in the composer that go along. */
	readonly pictures?: readonly string[];
	/** Takes the draft that it was typed as. */
	readonly take?: TakeDraft;
}

/** Does something once the code is there, and says what could not be stored. */
export type Act = (work: (acts: MessageActs) => Promise<unknown>) => void;

/**
 * What I do to a conversation. Everything becomes an intent in the outbox first, so that nothing is lost, and goes
 * out from there; how it went stands in the outbox. Rejects only with the storage's error.
 */
export class MessageActs {
	#ports: Ports;
	#place: Place;
	#reacting: Promise<unknown> = Promise.resolve();

	constructor(ports: Ports, place: Place) {
		this.#ports = ports;
		this.#place = place;
	}

	/** Says something, or says it differently where the relay refused it. */
	async send({ text, replyTo, instead, pictures, take }: Wording): Promise<void> {
		const { relay, id } = this.#place;
		const draft = buildChatMessage({ group: id, text, relay, ...(replyTo ? { replyTo } : {}) });
		if (!instead) return this.#queue(draft, take, pictures);
		const { outbox } = this.#ports;
		if (await outbox.edit(instead, draft, take)) return this.#flush();
		// It is on its way with the words it had; another one would be a second message.
		if (await outbox.find(instead)) throw new AppError('unknown-outcome', 'later');
		// Sent, or given up, meanwhile: then this is a message of its own.
		return this.#queue(draft, take);
	}

	/** Puts a sign to a message, or takes back mine; what the relay has not heard of yet, it never does. */
	react(target: NostrEvent, sign: string, chips: readonly ReactionChip[]): Promise<void> {
		// Two quick taps are two acts: the second finds what the first has queued.
		const done = this.#reacting.then(() => this.#react(target, sign, chips));
		this.#reacting = done.catch(() => undefined);
		return done;
	}

	async #react(target: NostrEvent, sign: string, chips: readonly ReactionChip[]): Promise<void> {
		const { relay, id } = this.#place;
		const waiting = await this.#lastAbout(target, sign);
		if (waiting && (await this.#ports.outbox.withdraw(waiting.id))) return;
		const isComing = waiting?.draft.kind === kinds.reaction;
		// It may have been sent since it was looked at.
		const sent = isComing ? ((await this.#ports.outbox.find(waiting.id)) ?? waiting) : undefined;
		const mine = sent ? sent.attempts.at(-1)?.event : chips.find((chip) => chip.sign === sign)?.mine;
		if (sent && !mine) return;
		await this.#queue(mine ? buildDeletion(id, mine) : buildReaction(id, target, sign, relay));
	}

	/** Deletes a message of mine, for everyone. */
	remove(target: NostrEvent): Promise<void> {
		return this.#queue(buildDeletion(this.#place.id, target));
	}

	/** Offers again what was refused, or what nobody knows the outcome of. */
	async retry(intentId: string): Promise<void> {
		await this.#ports.outbox.mark(intentId, 'queued');
		this.#flush();
	}

	/** Stops what is being uploaded, until it is tried again. */
	async stop(intentId: string): Promise<void> {
		await this.#ports.outbox.hold(intentId, { code: 'upload-stopped', retry: 'now' });
	}

	/** Gives it up. */
	discard(intentId: string): Promise<void> {
		return this.#ports.outbox.discard(intentId);
	}

	/** Takes it back, unless it is on its way by now. */
	async withdraw(intentId: string): Promise<void> {
		await this.#ports.outbox.withdraw(intentId);
	}

	/** My last reaction with that sign, or taking it back, that is on its way. */
	async #lastAbout(target: NostrEvent, sign: string): Promise<Intent | undefined> {
		const { outbox, cache } = this.#ports;
		const line = await outbox.ofGroup(this.#place.scope, this.#place);
		for (const intent of line.reverse()) {
			if (isStuck(intent)) continue;
			const { draft } = intent;
			const deleted = draft.kind === kinds.deletion ? tagValue(draft, 'e') : undefined;
			const offered = line.flatMap(({ attempts }) => attempts).find(({ event }) => event.id === deleted);
			const event = offered?.event ?? (deleted && (await cache.find(this.#place, deleted))) ?? draft;
			const reaction = parseReaction({ ...target, ...event });
			if (reaction?.target === target.id && reaction.sign === sign) return intent;
		}
		return undefined;
	}

	async #queue(draft: EventDraft, take?: TakeDraft, pictures?: readonly string[]): Promise<void> {
		const { scope, relay, id } = this.#place;
		if (scope === NOBODY) return;
		const intent = {
			id: crypto.randomUUID(),
			account: scope,
			relay,
			group: id,
			draft,
			createdAt: this.#ports.clock()
		};
		await this.#ports.outbox.add(intent, take, pictures);
		this.#flush();
	}

	#flush(): void {
		const { scope, relay, id } = this.#place;
		void this.#ports.flush.flush(scope, { relay, id });
	}
}
