import { mergePeople, mergePresence, type RoomPresence } from '$lib/calls/call-people';
import type { CallDevice } from '$lib/calls/call-room';
import { CallSession, type CallStatus, type CallWish } from '$lib/calls/call-session';
import { probeRoomSupport } from '$lib/calls/call-token';
import { hideMediaControls, showMediaControls, updateMediaControls } from '$lib/calls/media-controls';
import { ScreenWake } from '$lib/calls/screen-wake';
import { browserSessionPorts, browserTokenPorts, preloadLivekit } from '$lib/calls/session-ports';
import { sameGroup, type GroupKey } from '$lib/protocol/group-key';
import type { Signer } from '$lib/protocol/signer';
import { Doorstep, type TakenTracks } from './doorstep.svelte';
import type { Group } from './group.svelte';

/** What a call reads of a group. */
export type CallGroup = Pick<Group, 'key' | 'name' | 'presence' | 'inside' | 'metadata' | 'standing' | 'me'>;

/** A room that the address bar names: the door to it, or the room itself when I am inside. */
export interface Door {
	readonly group: CallGroup;
	/** Goes back to the conversation. */
	readonly close: () => void;
}

interface Ports {
	/** Who I am; undefined for a visitor. */
	signer: () => Signer | undefined;
	/** Makes a session; a test plays one. */
	createSession?: (...visit: Parameters<typeof createSession>) => Pick<CallSession, keyof CallSession>;
}

/**
 * The one call of this device. It belongs to the app, not to a page: navigation opens and closes doors, and only
 * {@link leave} hangs up. Keyed by (relay, id): the same id on two relays is two rooms.
 */
export class Call {
	door = $state.raw<Door>();
	/** Whose room I am in, going into, or was put out of. */
	group = $state.raw<CallGroup>();
	status = $state.raw<CallStatus>();
	/** The signer may ask its person, so going in may take a while. */
	asksSigner = $state(false);
	readonly doorstep = new Doorstep();
	readonly people = $derived(mergePeople(this.status?.participants ?? []));

	#ports: Required<Ports>;
	#session: Pick<CallSession, keyof CallSession> | undefined;
	#wake = new ScreenWake();

	constructor(ports: Ports) {
		this.#ports = { createSession, ...ports };
	}

	/** There is something to show: a door, a call, or the reason why one ended. */
	get active(): boolean {
		return this.door !== undefined || this.status !== undefined;
	}

	/** Inside, going in or back in. */
	get live(): boolean {
		return this.status !== undefined && this.status.phase !== 'ended';
	}

	/** In the room: not merely on the way. */
	get inside(): boolean {
		return this.status?.phase === 'in' || this.status?.phase === 'reconnecting';
	}

	/** Whether the call, or what is left of it, is this group's. */
	concerns(key: GroupKey): boolean {
		return this.group !== undefined && sameGroup(this.group.key, key);
	}

	/** Who is in a group's room: one count for list, header, door and room. Undefined when nobody says. */
	presenceIn(group: Pick<CallGroup, 'key' | 'presence'>): RoomPresence | undefined {
		const inside = this.inside && this.concerns(group.key) ? this.people : undefined;
		return mergePresence(group.presence, inside);
	}

	/** Whether a relay offers rooms; false when it could not be asked. */
	async offersRooms(relay: string): Promise<boolean> {
		return (await probeRoomSupport(relay, browserTokenPorts)) === true;
	}

	/** Stands before a room (the address says so). Returns how to step away, which never hangs up. */
	openDoor(group: CallGroup, close: () => void): () => void {
		const door = { group, close };
		this.door = door;
		// Whoever stands at a door goes in, most often.
		if (this.#ports.signer()) preloadLivekit();
		return () => {
			if (this.door !== door) return;
			this.door = undefined;
			this.doorstep.close();
			// Why I was not let in was said at the door; it does not follow me around.
			if (!this.live && this.concerns(group.key)) this.dismiss();
		};
	}

	/** Goes through the open door, out of any other room. Call it in the tap. */
	async enter(wish: CallWish): Promise<void> {
		const group = this.door?.group;
		const signer = this.#ports.signer();
		if (!group || !signer) return;
		const left = this.#session?.leave();
		const taken = this.doorstep.take();
		const session = this.#ports.createSession(group.key, signer, taken, wish, (status) => {
			if (session === this.#session) this.#follow(status);
		});
		this.#session = session;
		this.group = group;
		this.asksSigner = signer.needsPerson;
		this.#follow(session.status);
		await Promise.all([left, session.enter()]);
	}

	/** Hangs up. */
	async leave(): Promise<void> {
		await this.#session?.leave();
	}

	/** Takes note of why a call ended. */
	dismiss(): void {
		if (this.live) return;
		this.#session = undefined;
		this.status = undefined;
		this.group = undefined;
	}

	async set(device: CallDevice, on: boolean): Promise<void> {
		await this.#session?.set(device, on);
	}

	async restoreMicrophone(): Promise<void> {
		await this.#session?.restoreMicrophone();
	}

	async turnCamera(): Promise<void> {
		await this.#session?.turnCamera();
	}

	async startSound(): Promise<void> {
		await this.#session?.startSound();
	}

	dismissTrouble(): void {
		this.#session?.dismissTrouble();
	}

	#follow(status: CallStatus): void {
		const before = this.status;
		this.status = status;
		if (this.group) this.group.inside = this.inside ? this.presenceIn(this.group)?.pubkeys : undefined;
		if (status.phase === 'in' && before?.phase === 'joining') this.#begin();
		if (status.phase === 'ended') this.#finish();
		else if (this.inside) updateMediaControls(status);
		// Left by my own will: nothing remains to be said.
		if (status.phase === 'ended' && (!status.error || status.error.code === 'aborted')) this.dismiss();
	}

	#begin(): void {
		this.#wake.hold();
		showMediaControls(this.group?.name ?? '', {
			toggleMicrophone: () => void this.set('microphone', this.status?.microphone !== true),
			toggleCamera: () => void this.set('camera', this.status?.camera !== true),
			leave: () => void this.leave()
		});
	}

	#finish(): void {
		void this.#wake.release();
		hideMediaControls();
	}
}

function createSession(
	key: GroupKey,
	signer: Signer,
	taken: TakenTracks,
	wish: CallWish,
	onChange: (status: CallStatus) => void
): CallSession {
	return new CallSession(browserSessionPorts(key, signer, taken), wish, onChange);
}
