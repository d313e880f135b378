/**
 * What I publish about myself: profile (0), relay list (10002), groups (10009), mutes (10000), media servers (10063),
 * the key that my passkey opens and how far I have read (30078). Others of my apps write these too. So the newest raw
 * event is kept on the device, edits are made from it and keep whatever is not ours, nothing is edited before the
 * current version was loaded, and what the relays turn out to lack is offered to them again.
 */
import { AppError, isAppError } from '../app-error.ts';
import type { Clock } from '../clock.ts';
import type { EventDraft, NostrEvent } from '../protocol/event.ts';
import type { Filter } from '../protocol/filter.ts';
import { kinds } from '../protocol/kinds.ts';
import { buildProfile, type ProfileChanges } from '../protocol/profile.ts';
import { listAddress, type AccountLists, type ListAddress } from '../storage/account-lists.ts';
import type { ProfileCache } from '../storage/profile-cache.ts';
import { OwnRelays, type OwnRelaysPorts } from './own-relays.ts';
import { publishedKeyName } from './published-key.ts';
import { readStateName } from './read-state.ts';
import { buildRelayList, writeRelays } from './relay-list.ts';
import { newerOf } from './wide-network.ts';

/** What the lists are made of. */
export interface OwnListsPorts extends OwnRelaysPorts {
	readonly storage: Pick<AccountLists, 'find' | 'put' | 'findOpened' | 'putOpened'>;
	readonly profiles: Pick<ProfileCache, 'put'>;
	/** Where people without a relay list publish: the deployment's choice. */
	readonly homeRelays: readonly string[];
	readonly clock: Clock;
}

/** What one relay has of me, or why it is not known. */
type Answer = NostrEvent[] | AppError;

const listKinds = [kinds.profile, kinds.muteList, kinds.relayList, kinds.groupList, kinds.mediaServers];
const appDataNames = [publishedKeyName, readStateName];
const addresses: readonly ListAddress[] = [
	...listKinds.map((kind) => ({ kind })),
	...appDataNames.map((d) => ({ kind: kinds.appData, d }))
];

/** The raw newest events of one account, in step with its relays. */
export class OwnLists {
	readonly pubkey: string;
	#ports: OwnListsPorts;
	#relays: OwnRelays;
	#isLoaded = false;
	#turn: Promise<unknown> = Promise.resolve();
	#listeners = new Set<() => void>();
	#isClosed = false;
	/** What is being kept. */
	#keeping: Promise<unknown> = Promise.resolve();

	constructor(ports: OwnListsPorts) {
		this.#ports = ports;
		this.#relays = new OwnRelays(ports);
		this.pubkey = ports.signer.pubkey;
	}

	/** Whether the current versions are known, so that edits are safe. */
	get isLoaded(): boolean {
		return this.#isLoaded;
	}

	/** Calls back when an event changed. Returns how to stop. */
	onChange(callback: () => void): () => void {
		this.#listeners.add(callback);
		return () => this.#listeners.delete(callback);
	}

	/** The newest raw event of a kind that is known here; of app data, the one of the name `d`. */
	find(kind: number, d?: string): Promise<NostrEvent | undefined> {
		return this.#ports.storage.find(this.pubkey, kind, d);
	}

	/** The decrypted private part of an event, if it was opened on this device before. */
	findOpened(event: NostrEvent): Promise<string | undefined> {
		return this.#ports.storage.findOpened(this.pubkey, event);
	}

	/**
	 * Fetches the current versions, keeps the newest and gives the relays what they lack. Rejects with `list-not-loaded`
	 * when no relay of mine answered. Unlocks no key for it.
	 */
	load(): Promise<void> {
		return this.#inTurn(() => this.#load(false));
	}

	/**
	 * Signs and publishes a new version of a kind (of app data: of its name `d`), made from the current one; none when
	 * `change` gives none. Rejects with `list-not-loaded` when the current one cannot be had, with the signer's errors,
	 * and with the relay's when none of mine took it.
	 */
	edit(kind: number, change: ListChange, d?: string): Promise<void> {
		return this.#inTurn(async () => {
			await this.#load(true);
			await this.#write({ kind, d }, change);
		});
	}

	/** Changes the profile; what is not named in `changes` stays. */
	editProfile(changes: ProfileChanges): Promise<void> {
		return this.edit(kinds.profile, (current) => ({ draft: buildProfile(current, changes) }));
	}

	/**
	 * Signs the first profile, relay list and, sealed by a passkey, key of an account just made: nobody has older ones.
	 * They are kept here, and the next {@link load} finds that the relays lack them.
	 */
	async signFirst(name: string, key?: EventDraft): Promise<void> {
		const drafts = [buildRelayList(this.#ports.homeRelays), buildProfile(undefined, { name })];
		for (const draft of key ? [...drafts, key] : drafts) await this.sign(draft);
	}

	/** Signs an event and keeps it for the next {@link load} to publish, without looking at what the relays have. */
	async sign(draft: EventDraft): Promise<void> {
		await this.#keep(await this.#ports.signer.signEvent({ ...draft, created_at: this.#ports.clock() }));
	}

	/** The account leaves this device: what comes now is not kept, and what is being kept is done when this resolves. */
	async close(): Promise<void> {
		this.#isClosed = true;
		await this.#keeping;
	}

	/** Keeps the decrypted private part of an event that is still the newest. */
	async putOpened(event: NostrEvent, opened: string): Promise<void> {
		await this.#unlessClosed(async () => {
			await this.#ports.storage.putOpened(this.pubkey, event, opened);
			this.#tell();
		});
	}

	async #load(isAct: boolean): Promise<void> {
		await this.#relays.open(isAct);
		const stored = await this.find(kinds.relayList);
		this.#relays.choose(writeRelays(stored));
		const answers = new Map<string, Answer>();
		await this.#ask([...this.#ports.homeRelays, ...writeRelays(stored)], answers);
		const found = newestAt({ kind: kinds.relayList }, [...answers.values()]);
		// A newer relay list names relays that were not asked yet, or did not know who asked.
		const relays = writeRelays(newerOf(stored, found));
		this.#relays.choose(relays);
		await this.#ask(relays, answers);
		for (const address of addresses) {
			const event = newestAt(address, [...answers.values()]);
			if (event) await this.#keep(event);
		}
		const mine = relays.length > 0 ? relays : this.#ports.homeRelays;
		const answered = mine.filter((relay) => Array.isArray(answers.get(relay)));
		if (answered.length === 0) throw new AppError('list-not-loaded', 'later');
		this.#isLoaded = true;
		for (const relay of answered) await this.#giveMissing(relay, answers.get(relay));
	}

	async #ask(relays: readonly string[], answers: Map<string, Answer>): Promise<void> {
		const unasked = [...new Set(relays)].filter((relay) => {
			const answer = answers.get(relay);
			return !answer || this.#relays.canAskAgain(relay, answer);
		});
		const authors = [this.pubkey];
		const filters: Filter[] = [
			{ kinds: listKinds, authors },
			{ kinds: [kinds.appData], authors, '#d': appDataNames }
		];
		await Promise.all(
			unasked.map(async (relay) => {
				const parts = await Promise.all(filters.map((filter) => this.#relays.fetch(relay, filter)));
				answers.set(relay, parts.find(isAppError) ?? parts.flatMap((part) => (isAppError(part) ? [] : part)));
			})
		);
	}

	/** Publishes to a relay what it answered without, or with an older version of. */
	async #giveMissing(relay: string, answer: Answer | undefined): Promise<void> {
		for (const address of addresses) {
			const event = await this.find(address.kind, address.d);
			const theirs = Array.isArray(answer) ? newestAt(address, [answer]) : undefined;
			if (event && newerOf(event, theirs) !== theirs) await this.#relays.publish(relay, event);
		}
	}

	async #write({ kind, d }: ListAddress, change: ListChange): Promise<void> {
		const current = await this.find(kind, d);
		const edit = await change(current);
		if (!edit || (current && isSame(current, edit.draft))) return;
		const { draft, opened } = edit;
		const created_at = Math.max(this.#ports.clock(), (current?.created_at ?? 0) + 1);
		const event = await this.#ports.signer.signEvent({ ...draft, created_at });
		const relays = writeRelays(await this.find(kinds.relayList));
		const targets = relays.length > 0 ? relays : this.#ports.homeRelays;
		const errors = await Promise.all(targets.map((relay) => this.#relays.publish(relay, event)));
		const taken = targets.filter((_, at) => !errors[at]);
		if (taken.length === 0) throw errors[0] ?? new AppError('list-not-loaded', 'later');
		await this.#keep(event);
		if (opened !== undefined) await this.putOpened(event, opened);
		await this.#readBack(taken, event);
	}

	/** Another device may have written in the same moment: its version is kept, and the edit told to try again. */
	async #readBack(relays: readonly string[], event: NostrEvent): Promise<void> {
		const { kind, d } = listAddress(event);
		const filter = { kinds: [kind], authors: [this.pubkey], ...(d === undefined ? {} : { '#d': [d] }) };
		const answers = await Promise.all(relays.map((relay) => this.#relays.fetch(relay, filter)));
		const newest = newerOf(event, newestAt(listAddress(event), answers));
		if (!newest || newest.id === event.id) return;
		await this.#keep(newest);
		throw new AppError('list-not-loaded', 'now');
	}

	/** Keeps an event unless a newer one is known. */
	#keep(event: NostrEvent): Promise<void> {
		return this.#unlessClosed(async () => {
			const { kind, d } = listAddress(event);
			const before = await this.find(kind, d);
			const kept = await this.#ports.storage.put(this.pubkey, event);
			if (kept.id === before?.id) return;
			if (kept.kind === kinds.profile) await this.#ports.profiles.put(this.pubkey, [kept]);
			this.#tell();
		});
	}

	async #unlessClosed(keep: () => Promise<void>): Promise<void> {
		if (this.#isClosed) return;
		const kept = keep();
		this.#keeping = Promise.allSettled([this.#keeping, kept]);
		await kept;
	}

	#tell(): void {
		for (const listener of [...this.#listeners]) listener();
	}

	/** One after the other: two edits from one version would lose one of them. */
	#inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
		const result = this.#turn.then(work);
		this.#turn = result.catch(() => undefined);
		return result;
	}
}

/** A new version, and its private part in the clear, which is kept on this device only. */
export interface ListEdit {
	readonly draft: EventDraft;
	readonly opened?: string;
}

/** What is made of the current version; undefined to leave it as it is. */
export type ListChange = (
	current: NostrEvent | undefined
) => Promise<ListEdit | undefined> | ListEdit | undefined;

function newestAt({ kind, d }: ListAddress, answers: readonly Answer[]): NostrEvent | undefined {
	const events = answers.flatMap((answer) => (isAppError(answer) ? [] : answer));
	const isThere = (event: NostrEvent): boolean => event.kind === kind && listAddress(event).d === d;
	return events.filter(isThere).reduce<NostrEvent | undefined>(newerOf, undefined);
}

function isSame(event: NostrEvent, draft: EventDraft): boolean {
	return event.content === draft.content && JSON.stringify(event.tags) === JSON.stringify(draft.tags);
}
