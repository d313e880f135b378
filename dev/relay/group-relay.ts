import { tagValue, tagValues, type EventDraft, type NostrEvent } from '../../src/lib/protocol/event.ts';
import type { Filter } from '../../src/lib/protocol/filter.ts';
import { isEphemeral, isModeration, isRelayState, kinds } from '../../src/lib/protocol/kinds.ts';
import { pubkeyOf, signEvent, verifyEvent, eventId } from '../../src/lib/protocol/signature.ts';
import { EventStore } from './event-store.ts';
import { announce, announceLive, announceTombstone } from './group-announcements.ts';
import { applyEvent } from './group-effects.ts';
import { findGroup, type Group, type Groups } from './group.ts';
import type { Habits } from './habits.ts';
import { judgeRequest, mayRead } from './reading-rules.ts';
import { wordsOf, type Refusal } from './refusals.ts';
import { byNewest } from './sorted-events.ts';
import { expirationOf, isAhead, judgeEvent } from './writing-rules.ts';

/** What became of an event that somebody sent. */
export interface Outcome {
	readonly accepted: boolean;
	/** For the `OK`; empty when there is nothing to say. */
	readonly words: string;
	/** The relay says it in a NOTICE and sends no OK (groups_relay). */
	readonly noticeOnly: boolean;
	/** What goes out to subscribers, in this order: the relay's answers, the group's new state, the event. */
	readonly events: readonly NostrEvent[];
	/** New state that goes out later, where the relay has that habit. */
	readonly lateEvents: readonly NostrEvent[];
}

interface Ports {
	readonly secretKey: Uint8Array;
	/** Unix seconds. */
	readonly clock: () => number;
	readonly habits: Habits;
	/** Called with every event that is kept and is not the relay's own state: what a file has to remember. */
	readonly onKept?: (event: NostrEvent) => void;
}

const nobody: ReadonlySet<string> = new Set();

/** A relay of groups without its sockets: events in, verdicts and answers out. */
export class GroupRelay {
	readonly self: string;
	readonly groups: Groups = new Map();
	readonly store = new EventStore();
	readonly banned = new Map<string, string>();
	readonly #ports: Ports;
	/** First 8 characters of every id a group ever had, for `previous`. */
	readonly #prefixes = new Map<string, Set<string>>();
	/** What comes from the future: it is there when it is asked for once it is due, and is not told of live. */
	#ahead: NostrEvent[] = [];
	/** When the relay last said something about somebody's membership, by group and key. */
	readonly #answerTimes = new Map<string, number>();

	constructor(ports: Ports) {
		this.#ports = ports;
		this.self = pubkeyOf(ports.secretKey);
	}

	get habits(): Habits {
		return this.#ports.habits;
	}

	/** Judges an event from a connection on which `authenticated` keys have proved themselves, and takes it or not. */
	submit(event: NostrEvent, authenticated: ReadonlySet<string> = nobody): Outcome {
		if (this.store.find(event.id)) return accept('duplicate: already have this event');
		if (eventId(event) !== event.id) return this.#refuse({ reason: 'bad-id' });
		if (!verifyEvent(event)) return this.#refuse({ reason: 'bad-signature' });
		const refusal = event.pubkey === this.self ? undefined : this.#judge(event, authenticated);
		if (refusal) return this.#refuse(refusal);
		if (isAhead(event, { now: this.#ports.clock(), habits: this.habits })) {
			this.#ahead.push(event);
			return accept('');
		}
		if (isEphemeral(event.kind)) return accept('', [event]);
		if (!this.#keep(event)) return accept('duplicate: have a newer event');
		return this.#settle(event);
	}

	/**
	 * Takes events as they are, without judging them or their signatures: histories of any age, in the order in which
	 * they happened. Answers (9000 to a 9021...) are stamped with the time of what they answer; with `answers: false`
	 * the history is complete as it is. Returns what goes out to subscribers.
	 */
	seed(events: readonly NostrEvent[], options: { answers?: boolean } = {}): NostrEvent[] {
		const out: NostrEvent[] = [];
		const touched = new Set<string>();
		for (const event of events) {
			if (!this.#keep(event)) continue;
			out.push(event);
			const effects = applyEvent(event, this.groups, this.habits);
			for (const id of effects.touched) touched.add(id);
			this.#delete(event, effects.deletes);
			if (effects.endsGroup !== undefined) out.push(...this.#endGroup(effects.endsGroup, event));
			if (options.answers === false) continue;
			for (const draft of effects.answers) out.push(this.#answer(draft, event.created_at));
			for (const draft of effects.answers) touched.add(tagValue(draft, 'h') ?? '');
		}
		return [...out, ...this.#announce(touched)];
	}

	/** Why a REQ or COUNT is refused, in words for CLOSED; undefined when it is answered. */
	refuseRequest(filters: readonly Filter[], authenticated: ReadonlySet<string>): string | undefined {
		const { groups, habits } = this;
		const refusal = judgeRequest(filters, { groups, habits, authenticated });
		return refusal && this.say(refusal);
	}

	/** The stored events that match any of the filters and may be read, newest first. */
	query(
		filters: readonly Filter[],
		authenticated: ReadonlySet<string>,
		most = this.habits.maxLimit
	): NostrEvent[] {
		this.#takeDue();
		const found = new Map<string, NostrEvent>();
		for (const filter of filters) {
			const accepts = (event: NostrEvent) => this.isReadable(event, filter, authenticated);
			const events = this.habits.limitsBeforeHiding
				? this.store.query(filter, most).filter(accepts)
				: this.store.query(filter, most, accepts);
			for (const event of events) found.set(event.id, event);
		}
		const sorted = filters.length > 1 ? [...found.values()].sort(byNewest) : [...found.values()];
		return this.habits.mintsStatePerRequest ? sorted.map((event) => this.#mint(event)) : sorted;
	}

	/** Whether this event, stored or live, may go to such a connection in answer to this filter. */
	isReadable(event: NostrEvent, filter: Filter, authenticated: ReadonlySet<string>): boolean {
		const { groups, habits } = this;
		return (
			expirationOf(event) > this.#ports.clock() && mayRead(event, filter, { groups, habits, authenticated })
		);
	}

	/** A group that exists. */
	group(id: string): Group | undefined {
		return findGroup(this.groups, id);
	}

	/** Says who is in a group's live room: a new 39004, when that changes anything. Returns what goes out. */
	setLive(groupId: string, pubkeys: readonly string[]): NostrEvent[] {
		const group = this.group(groupId);
		if (!group) return [];
		group.live = [...new Set(pubkeys)];
		return this.#publishState([announceLive(groupId, group.live)]);
	}

	/** The words of this relay for a refusal. */
	say(refusal: Refusal): string {
		return wordsOf(refusal, this.habits.words);
	}

	#judge(event: NostrEvent, authenticated: ReadonlySet<string>): Refusal | undefined {
		return judgeEvent(event, {
			authenticated,
			groups: this.groups,
			habits: this.habits,
			now: this.#ports.clock(),
			find: (id) => this.store.find(id),
			findAddress: (address) => this.store.findAddress(address),
			isDeleted: (id) => this.store.isDeleted(id),
			isBanned: (pubkey) => this.banned.has(pubkey),
			knowsPrefix: (groupId, prefix) => this.#knowsPrefix(groupId, prefix)
		});
	}

	#takeDue(): void {
		const now = this.#ports.clock();
		const due = this.#ahead.filter(({ created_at }) => created_at <= now);
		this.#ahead = this.#ahead.filter((event) => !due.includes(event));
		for (const event of due) if (this.#keep(event)) this.#settle(event);
	}

	#refuse(refusal: Refusal): Outcome {
		const noticeOnly = this.habits.noticeOnly.includes(refusal.reason);
		return { accepted: false, words: this.say(refusal), noticeOnly, events: [], lateEvents: [] };
	}

	/** What follows from an event that was kept. */
	#settle(event: NostrEvent): Outcome {
		const effects = applyEvent(event, this.groups, this.habits);
		const touched = new Set(effects.touched);
		const answers = effects.answers.map((draft) => this.#answer(draft, this.#ports.clock()));
		for (const answer of answers) touched.add(tagValue(answer, 'h') ?? '');
		this.#delete(event, effects.deletes);
		const ended = effects.endsGroup === undefined ? undefined : this.#endGroup(effects.endsGroup, event);
		const state = this.#announce(touched);
		const live = this.habits.answersAreLive ? answers : [];
		if (ended && this.habits.leaves === 'tombstone') return accept('', [...state, ...ended]);
		if (this.habits.stateDelay !== undefined) return accept('', [...live, event], state);
		return accept('', [...live, ...state, event]);
	}

	/** Signs and applies the relay's own 9000 or 9001. Of two about one person the later one has the later time. */
	#answer(draft: EventDraft, time: number): NostrEvent {
		const about = `${tagValue(draft, 'h')} ${tagValue(draft, 'p')}`;
		const created_at = Math.max(time, (this.#answerTimes.get(about) ?? -Infinity) + 1);
		this.#answerTimes.set(about, created_at);
		const answer = signEvent({ ...draft, created_at }, this.#ports.secretKey);
		this.#keep(answer);
		applyEvent(answer, this.groups, this.habits);
		return answer;
	}

	#announce(ids: Iterable<string>): NostrEvent[] {
		return [...ids].flatMap((id) => {
			const group = this.group(id);
			return group ? this.#publishState(announce(group, this.habits)) : [];
		});
	}

	/** Signs and keeps those drafts of 39000-39005 that say something new. */
	#publishState(drafts: readonly EventDraft[]): NostrEvent[] {
		const created_at = this.#ports.clock();
		return drafts.flatMap((draft) => {
			const standing = this.store.findAddress(`${draft.kind}:${this.self}:${tagValue(draft, 'd') ?? ''}`);
			if (standing && JSON.stringify(standing.tags) === JSON.stringify(draft.tags)) return [];
			const event = signEvent({ ...draft, created_at }, this.#ports.secretKey);
			this.store.put(event, { always: true });
			return [event];
		});
	}

	#keep(event: NostrEvent): boolean {
		if (this.store.put(event) !== 'stored') return false;
		const groupId = tagValue(event, 'h');
		if (groupId !== undefined) {
			const prefixes = this.#prefixes.get(groupId) ?? new Set();
			this.#prefixes.set(groupId, prefixes.add(event.id.slice(0, 8)));
		}
		this.#ports.onKept?.(event);
		return true;
	}

	#knowsPrefix(groupId: string, prefix: string): boolean {
		if (this.habits.previous === 'database') return this.#prefixes.get(groupId)?.has(prefix) ?? false;
		const last = this.store.query({ '#h': [groupId] }, 50);
		return last.some(({ id }) => id.startsWith(prefix));
	}

	/** Deletes what an admin (9005) or an author (kind 5, NIP-09) names, as far as it is theirs to delete. */
	#delete(event: NostrEvent, byAdmin: readonly string[]): void {
		const groupId = tagValue(event, 'h');
		const isOfGroup = (target: NostrEvent) => tagValue(target, 'h') === groupId;
		const named = byAdmin.flatMap((id) => this.store.find(id) ?? []);
		const own = event.kind === kinds.deletion ? this.#ownTargets(event) : [];
		for (const target of [...named, ...own].filter(isOfGroup)) this.store.delete(target);
	}

	#ownTargets(deletion: NostrEvent): NostrEvent[] {
		const events = tagValues(deletion, 'e').flatMap((id) => this.store.find(id) ?? []);
		const versions = tagValues(deletion, 'a')
			.flatMap((address) => this.store.findAddress(address) ?? [])
			.filter(({ created_at }) => created_at <= deletion.created_at);
		const isDeletable = ({ kind, pubkey }: NostrEvent) =>
			pubkey === deletion.pubkey && kind !== kinds.deletion && !isModeration(kind);
		return [...events, ...versions].filter(isDeletable);
	}

	/** Deletes everything of a group, and returns what the relay leaves in its place. */
	#endGroup(id: string, deletion: NostrEvent): NostrEvent[] {
		const ofGroup = this.store.query({ '#h': [id] }, Infinity);
		const state = this.store.query({ '#d': [id], authors: [this.self] }, Infinity);
		const isGone = (event: NostrEvent) => event !== deletion || this.habits.leaves === 'tombstone';
		for (const event of [...ofGroup, ...state].filter(isGone)) this.store.delete(event);
		return this.habits.leaves === 'tombstone' ? this.#publishState(announceTombstone(id)) : [];
	}

	/** relay29 makes its lists at each request: another order of people, so another id, at the group's own time. */
	#mint(event: NostrEvent): NostrEvent {
		const group = isRelayState(event.kind) ? this.group(tagValue(event, 'd') ?? '') : undefined;
		if (!group || event.kind === kinds.groupMetadata) return event;
		const [id = [], first, ...rest] = event.tags;
		const tags = first ? [id, ...rest, first] : [id];
		const minted = signEvent({ ...event, tags, created_at: group.createdAt }, this.#ports.secretKey);
		this.store.put(minted, { always: true });
		return minted;
	}
}

function accept(
	words: string,
	events: readonly NostrEvent[] = [],
	lateEvents: readonly NostrEvent[] = []
): Outcome {
	return { accepted: true, words, noticeOnly: false, events, lateEvents };
}
