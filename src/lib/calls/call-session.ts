import { AppError, isAppError } from '$lib/app-error';
import type { CallGrant } from '$lib/protocol/call-grant';
import type { CallDevice, CallParticipant, CallRoom, OpenRoom, RoomEnd } from './call-room.ts';
import { Reconciler } from './reconciler.ts';

/** What a session needs of the world. */
export interface SessionPorts {
	/** A fresh token each time. */
	readonly requestGrant: () => Promise<CallGrant | AppError>;
	readonly openRoom: OpenRoom;
	/** Asks the person for a device; used for the first publication, inside the tap that goes in. */
	readonly capture: (device: 'microphone' | 'camera') => Promise<MediaStreamTrack | AppError>;
	/** Waits so many milliseconds, and longer while there is no network. */
	readonly pause: (milliseconds: number) => Promise<void>;
	/** Whether the page is on screen. */
	readonly isVisible: () => boolean;
}

/** Which devices I want on. */
export interface CallWish {
	readonly microphone: boolean;
	readonly camera: boolean;
}

/** Everything a screen may show of a call; replaced as a whole. */
export interface CallStatus {
	readonly phase: 'joining' | 'in' | 'reconnecting' | 'ended';
	/** Why it ended or could not begin; undefined when I left. */
	readonly error: AppError | undefined;
	readonly participants: readonly CallParticipant[];
	/** False for a listener; may change during the call. */
	readonly mayPublish: boolean;
	readonly soundBlocked: boolean;
	readonly microphone: boolean;
	readonly camera: boolean;
	/** Why a device is not on although I asked for it. */
	readonly trouble: AppError | undefined;
	/** The system took the microphone: while the page was away, or in front of me. */
	readonly silenced: 'away' | 'here' | undefined;
}

/** Seconds before each attempt to go back in; LiveKit itself has tried for most of a minute by then. */
const backOff = [0, 1, 3, 8, 15, 30];

const endErrors = { kicked: 'room-kicked', elsewhere: 'room-elsewhere', closed: 'room-ended' } as const;

/**
 * One visit to a room: in, out, and back in when the network was at fault. It knows nothing of screens; whoever
 * made it is told of every new {@link CallStatus}.
 */
export class CallSession {
	readonly #ports: SessionPorts;
	readonly #onChange: (status: CallStatus) => void;
	readonly #switches: Record<CallDevice, Reconciler<boolean>>;
	#status: CallStatus;
	#room: CallRoom | undefined;
	/** Counts connections: what an older one still says is not heard. */
	#attempt = 0;
	#captured: Partial<Record<CallDevice, MediaStreamTrack>> = {};

	constructor(ports: SessionPorts, wish: CallWish, onChange: (status: CallStatus) => void) {
		this.#ports = ports;
		this.#onChange = onChange;
		const make = (device: CallDevice) => new Reconciler<boolean>((on) => this.#switch(device, on));
		this.#switches = { microphone: make('microphone'), camera: make('camera'), screen: make('screen') };
		this.#status = {
			phase: 'joining',
			error: undefined,
			participants: [],
			mayPublish: false,
			soundBlocked: false,
			...wish,
			trouble: undefined,
			silenced: undefined
		};
	}

	get status(): CallStatus {
		return this.#status;
	}

	/** Goes in. Call it in the tap: the devices are asked for before anything is waited for. */
	async enter(): Promise<void> {
		const captures = (['microphone', 'camera'] as const)
			.filter((device) => this.#status[device])
			.map((device) => this.#capture(device));
		const failure = await this.#connect(Promise.all(captures));
		if (failure) this.#end(failure);
	}

	/** Wants a device on or off. A refusal becomes `trouble`; the call goes on. */
	async set(device: CallDevice, on: boolean): Promise<void> {
		if (device !== 'screen') this.#update({ [device]: on });
		this.#update({
			trouble: undefined,
			silenced: device === 'microphone' ? undefined : this.#status.silenced
		});
		await this.#switches[device].want(on);
	}

	/** Takes the microphone back after the system took it; in a tap. */
	async restoreMicrophone(): Promise<void> {
		this.#update({ silenced: undefined, microphone: true });
		await this.#switches.microphone.want(false);
		await this.#switches.microphone.want(true);
	}

	async turnCamera(): Promise<void> {
		const trouble = await this.#room?.turnCamera();
		if (trouble) this.#update({ trouble });
	}

	/** Lets the browser play sound; in a tap. */
	async startSound(): Promise<void> {
		await this.#room?.startSound();
		this.#read();
	}

	/** The person has read what went wrong with a device. */
	dismissTrouble(): void {
		this.#update({ trouble: undefined, silenced: undefined });
	}

	/** Leaves; nothing brings this session back. */
	async leave(): Promise<void> {
		if (this.#status.phase === 'ended') return;
		const room = this.#room;
		this.#end(undefined);
		await room?.leave();
	}

	get #ended(): boolean {
		return this.#status.phase === 'ended';
	}

	async #capture(device: 'microphone' | 'camera'): Promise<void> {
		const track = await this.#ports.capture(device);
		if (isAppError(track)) this.#update({ [device]: false, trouble: track });
		else if (this.#ended) track.stop();
		else this.#captured[device] = track;
	}

	/** One way in: token and code at once, then the connection, then my devices. */
	async #connect(ready: Promise<unknown> = Promise.resolve()): Promise<AppError | undefined> {
		const attempt = (this.#attempt += 1);
		const mine = (then: () => void) => () => {
			if (attempt === this.#attempt && !this.#ended) then();
		};
		const opening = this.#ports.openRoom({
			changed: mine(() => this.#read()),
			reconnecting: mine(() => this.#update({ phase: 'reconnecting' })),
			reconnected: mine(() => this.#read({ phase: 'in' })),
			// A connection that never stood fails where it was asked for.
			ended: (why) => mine(() => void (this.#room && this.#onEnd(why)))(),
			microphoneLost: mine(() => this.#update({ silenced: this.#ports.isVisible() ? 'here' : 'away' }))
		});
		const [grant, room] = await Promise.all([this.#ports.requestGrant(), opening]);
		if (this.#ended) return undefined;
		if (isAppError(grant)) return grant;
		if (isAppError(room)) return room;
		// Still within reach of the tap, where browsers allow sound.
		void room.startSound();
		const failure = await room.connect(grant);
		if (failure) return failure;
		if (this.#ended) {
			await room.leave();
			return undefined;
		}
		this.#room = room;
		this.#read({ phase: 'in', error: undefined });
		await ready;
		for (const device of ['microphone', 'camera'] as const)
			if (this.#status[device]) void this.#switches[device].want(true);
		return undefined;
	}

	async #switch(device: CallDevice, on: boolean): Promise<void> {
		const room = this.#room;
		if (!room || this.#ended) return;
		if (on && !room.mayPublish) return this.#forbidDevices();
		const captured = on ? this.#captured[device] : undefined;
		delete this.#captured[device];
		const trouble = await room.set(device, on, captured);
		if (!trouble || room !== this.#room) return;
		if (device === 'screen') this.#update({ trouble: trouble.code === 'aborted' ? undefined : trouble });
		else this.#update({ [device]: false, trouble });
	}

	/** A listener, from the start or by a change of mind of the relay. */
	#forbidDevices(): void {
		this.#stopCaptured();
		this.#update({ microphone: false, camera: false, trouble: undefined });
	}

	#stopCaptured(): void {
		for (const track of Object.values(this.#captured)) track?.stop();
		this.#captured = {};
	}

	async #onEnd(why: RoomEnd): Promise<void> {
		// `left` without my leaving: the system froze the page, or brought it back from the past.
		if (why !== 'network' && why !== 'left') return this.#end(new AppError(endErrors[why], 'now'));
		this.#room = undefined;
		this.#update({ phase: 'reconnecting' });
		const failure = await this.#goBackIn();
		if (failure && !this.#ended) this.#end(failure);
	}

	async #goBackIn(): Promise<AppError | undefined> {
		let failure: AppError | undefined;
		for (const seconds of backOff) {
			await this.#ports.pause(seconds * 1000);
			if (this.#ended) return undefined;
			failure = await this.#connect();
			if (!failure) return undefined;
			if (failure.retry === 'never' || failure.code === 'signer-refused') return failure;
		}
		return new AppError('room-dropped', 'now', { cause: failure });
	}

	/** Copies what the room says now into the status. */
	#read(change: Partial<CallStatus> = {}): void {
		const room = this.#room;
		if (!room) return;
		const wasAllowed = this.#status.mayPublish;
		this.#update({
			...change,
			participants: room.participants(),
			mayPublish: room.mayPublish,
			soundBlocked: room.soundBlocked
		});
		if (wasAllowed && !room.mayPublish) this.#forbidDevices();
	}

	#end(error: AppError | undefined): void {
		this.#stopCaptured();
		this.#room = undefined;
		this.#update({
			phase: 'ended',
			error,
			participants: [],
			microphone: false,
			camera: false,
			soundBlocked: false
		});
	}

	#update(change: Partial<CallStatus>): void {
		this.#status = { ...this.#status, ...change };
		this.#onChange(this.#status);
	}
}
