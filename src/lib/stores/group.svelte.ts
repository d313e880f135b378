import { AppError } from '$lib/app-error';
import type { EventDraft, NostrEvent } from '$lib/protocol/event';
import type { GroupKey } from '$lib/protocol/group-key';
import { isGroupEnded } from '$lib/protocol/group-end';
import { buildJoinRequest } from '$lib/protocol/join-request';
import { kinds } from '$lib/protocol/kinds';
import { mayDo, type Action } from '$lib/protocol/permissions';
import type { RelayInformation } from '$lib/protocol/relay-information';
import { placeKey, type Place } from '$lib/storage/place';
import { NOBODY } from '$lib/storage/scope';
import type { GroupSync } from '$lib/sync/group-sync';
import type { GroupSyncStatus } from '$lib/sync/group-sync-status';
import { publishNow, type ActOutcome } from '$lib/sync/publish-now';
import type { GroupPorts } from './group-ports';
import { GroupState } from './group-state.svelte';
import { Holders } from './holders';
import { judgeStanding, type Standing } from './standing';

/** How long after the relay's OK its evidence may take: a roster that names me, metadata that was edited. */
const EVIDENCE_WAIT_MS = 5000;

/**
 * One group as one account sees it: what it is, who is in it, how I stand to it, and whether it is being kept up
 * to date. Everything is read from the cache, which the sync fills.
 */
export class Group extends GroupState {
	readonly key: GroupKey;
	readonly place: Place;

	/** The cache was read once: what is missing now is really missing. */
	loaded = $state(false);
	/** Resolves when it was read for whoever follows the group, or could not be. */
	reading: Promise<unknown> = Promise.resolve();
	/** Who is in the room by the room itself, while I am in it (the call says); newer than the relay's list. */
	inside = $state.raw<readonly string[]>();
	standing = $state<Standing>('unknown');
	/** My request to be let in (9021), while it is not answered. */
	request = $state.raw<NostrEvent>();
	information = $state.raw<RelayInformation>();
	status = $state.raw<GroupSyncStatus>({ phase: 'idle', reachedStart: false });
	/** An act of mine (join, leave, edit) is on its way. */
	acting = $state(false);

	readonly sync: GroupSync;
	#ports: GroupPorts;
	/** The relay was asked about itself, whatever came of it: what it shows can be judged. */
	#informed = $state(false);
	/** It was deleted (9008). */
	#ended = $state(false);
	/** The relay told everything, and not what the group is. */
	#absent = $state(false);
	#following = new Holders(() => this.#followCache());
	#syncing = new Holders(() => this.#keepUp());
	/** The newest 9008. */
	#deletion: NostrEvent | undefined;
	/** The relay was told who I am since the group was opened: who closes the question is not asked again. */
	#identified = false;

	constructor(ports: GroupPorts, key: GroupKey) {
		super();
		this.#ports = ports;
		this.key = key;
		this.place = { scope: ports.scope, relay: key.relay, id: key.id };
		this.sync = ports.createSync(this.place);
	}

	/** Who is in the room: one answer for list, header, door and room. Undefined where nobody says. */
	get presence(): readonly string[] | undefined {
		return this.inside ?? this.listed;
	}

	/** My key, or undefined for a visitor. */
	get me(): string | undefined {
		return this.place.scope === NOBODY ? undefined : this.place.scope;
	}

	/** The group's name, or its id where it has none. */
	get name(): string {
		return this.metadata?.name ?? this.key.id;
	}

	/** The relay says that there is no such group any more, or shows it to me no more. */
	get gone(): boolean {
		const { metadata, standing, status } = this;
		if (metadata?.deleted || this.#ended || status.error?.code === 'group-gone') return true;
		// Who was taken out of a hidden group is told that instead.
		return metadata !== undefined && this.#absent && standing !== 'removed' && standing !== 'left';
	}

	/** The relay has told all that it shows me, and there is no such group in it: it is none, or hidden. */
	get unseen(): boolean {
		return this.loaded && this.metadata === undefined && this.status.phase === 'live' && this.#informed;
	}

	/** Whether I may do `action`; `maybe` means that only the relay's answer tells. */
	may(action: Action): 'yes' | 'maybe' | 'no' {
		if (!this.me) return 'no';
		return mayDo(action, { me: this.me, admins: this.admins, roles: this.roles });
	}

	/** Reads the group from the cache and follows it there, without asking its relay. Returns how to stop. */
	follow(): () => void {
		return this.#following.hold();
	}

	/** Keeps the group up to date while somebody holds it. Returns how to let go. */
	hold(): () => void {
		const stops = [this.#following.hold(), this.#syncing.hold()];
		return () => {
			for (const stop of stops) stop();
		};
	}

	/** Asks to be let in, with the invite's code where there is one. An `already-done` refusal is success. */
	async join(code?: string): Promise<AppError | undefined> {
		const outcome = await this.act(buildJoinRequest(this.key.id, code ? { code } : {}));
		if (outcome.error && outcome.error.code !== 'already-done') return outcome.error;
		if (outcome.error) this.standing = 'member';
		// Before the evidence is in: whoever goes away meanwhile finds the group on their list.
		await this.#ports.remember(this.key, this.metadata);
		if (!outcome.error) await this.comesTo(() => this.standing === 'member');
		return undefined;
	}

	/** It is on my list, as far as this device knows. */
	get isListed(): boolean {
		return this.#ports.isListed(this.key);
	}

	/** Takes it off my list. */
	forget(): Promise<void> {
		return this.#ports.forget(this.key);
	}

	/**
	 * Whether something comes to hold after the relay's OK: reads again with each change until it does, or until the
	 * wait is over, since relays differ in what comes when.
	 */
	async comesTo(holds: () => boolean): Promise<boolean> {
		await this.#read();
		if (holds()) return true;
		return new Promise((resolve) => {
			const done = (): void => {
				stop();
				clearTimeout(timer);
				resolve(holds());
			};
			const timer = setTimeout(done, EVIDENCE_WAIT_MS);
			const stop = this.#ports.changes.watch(`place:${placeKey(this.place)}`, () => {
				void this.#read().then(() => holds() && done());
			});
		});
	}

	/** Tells the relay who I am, so that it shows what only members see. An act of the person. */
	identify(): void {
		this.#identified = true;
		this.#ports.connection.allowAuth();
	}

	/** Publishes an act of mine (join, leave, moderation) at once; it is never queued. */
	async act(draft: EventDraft): Promise<ActOutcome> {
		const signer = this.#ports.signer();
		if (!signer) return { error: new AppError('signer-missing', 'now') };
		this.acting = true;
		try {
			const outcome = await publishNow(
				{ connection: this.#ports.connection, signer, clock: this.#ports.clock },
				draft
			);
			if (outcome.event && !outcome.error) {
				await this.#ports.cache.put(this.place.scope, this.key.relay, [outcome.event]);
			}
			return outcome;
		} finally {
			this.acting = false;
		}
	}

	#followCache(): () => void {
		const stop = this.#ports.changes.watch(`place:${placeKey(this.place)}`, () => void this.#read());
		this.reading = this.#read();
		return stop;
	}

	#keepUp(): () => void {
		this.#identified = false;
		const stop = this.sync.onStatus(() => this.#followSync());
		this.sync.open();
		void this.#readInformation();
		return () => {
			stop();
			this.sync.close();
		};
	}

	#followSync(): void {
		const before = this.status.phase;
		this.status = { ...this.sync.status };
		this.#followAbsence();
		// What is missing once the relay has told everything is evidence, too; and that it does not tell.
		const { phase } = this.status;
		if (before !== phase && (phase === 'live' || before === 'refused' || this.#isShutOut)) void this.#judge();
		this.#identifyAtHome();
	}

	#followAbsence(): void {
		const { flags } = this.metadata ?? {};
		// A group that shows to members only is missed only by somebody whom the relay knows.
		const isOpen = !flags?.private && !flags?.hidden;
		const isSeen = isOpen || this.#ports.connection.status.auth === 'ok';
		this.#absent = this.status.phase === 'live' && this.sync.isAbsent && isSeen;
	}

	/** Where I am a member the relay may know who reads: it shows some groups to nobody else, and may not say so. */
	#identifyAtHome(): void {
		const { status, standing } = this;
		const isKept = status.error?.code === 'auth-required' || this.sync.isAbsent;
		if (this.#identified || !this.me || !isKept) return;
		if (standing === 'member' || this.isListed) this.identify();
	}

	async #readInformation(): Promise<void> {
		const information = await this.#ports.facts.information(this.key.relay);
		this.#informed = true;
		if (information instanceof AppError) return;
		this.information = information;
		if (this.loaded) await this.#judge();
	}

	async #read(): Promise<void> {
		const { cache } = this.#ports;
		const [state, [deletion]] = await Promise.all([
			cache.groupState(this.place),
			cache.newest(this.place, 1, { kinds: [kinds.deleteGroup] })
		]);
		this.take(state);
		this.#deletion = deletion;
		this.#followAbsence();
		await this.#judge();
		this.loaded = true;
	}

	async #judge(): Promise<void> {
		const { metadata } = this.events;
		this.#ended = isGroupEnded({ ...this.#authority(), deletion: this.#deletion, metadata });
		const me = this.me;
		if (!me) {
			this.standing = 'none';
			return;
		}
		const history = await this.#ports.cache.membershipHistory(this.place, me);
		const { standing, request } = judgeStanding({
			...this.#authority(),
			me,
			...(this.members ? { members: this.members.map((member) => member.pubkey) } : {}),
			...(this.events.members ? { membersAt: this.events.members.created_at } : {}),
			answered: this.status.phase === 'live',
			history
		});
		// Of a private group the relay does not even tell those it removed.
		this.standing = standing === 'member' && this.#isShutOut ? 'removed' : standing;
		this.request = request;
		this.#identifyAtHome();
	}

	/** The relay knows who asks, and says that it shows this to members only. */
	get #isShutOut(): boolean {
		const { phase, error } = this.status;
		const isKnown = this.#ports.connection.status.auth === 'ok';
		return phase === 'refused' && error?.code === 'not-a-member' && isKnown;
	}

	/** Whose word counts for the relay's: also where it names no key, what the device keeps of it was signed by one. */
	#authority(): { relayKey?: string; admins: string[] } {
		const relayKey = this.information?.relayKey ?? this.events.metadata?.pubkey;
		return { ...(relayKey ? { relayKey } : {}), admins: this.admins.map((admin) => admin.pubkey) };
	}
}
