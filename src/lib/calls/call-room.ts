import type { AppError } from '$lib/app-error';
import type { CallGrant } from '$lib/protocol/call-grant';

/** A moving picture in the room: a camera or a shared screen. The same object for as long as the track lives. */
export interface CallVideo {
	readonly id: string;
	/** True when it should be drawn as in a mirror: my own front camera. */
	readonly mirrored: boolean;
	/** Shows it in `element` until the returned function is called. */
	attach(element: HTMLVideoElement): () => void;
}

/** One device in the room, as the media server tells it. */
export interface CallParticipant {
	/** As the relay minted it. NIP-29: 64 hex of the person, then anything; in truth, any text at all. */
	readonly identity: string;
	/** True for this very device. */
	readonly isMe: boolean;
	/** Milliseconds since 1970; 0 when unknown. */
	readonly joinedAt: number;
	/** False for a listener. */
	readonly mayPublish: boolean;
	readonly speaking: boolean;
	/** True while it sends no sound. */
	readonly muted: boolean;
	readonly camera: CallVideo | undefined;
	readonly screen: CallVideo | undefined;
}

/**
 * Why a connection to the room is over. `left` is a page that the system froze or put away as often as it is a
 * person: the session knows which. Only `left` and `network` are worth going back in for.
 */
export type RoomEnd = 'left' | 'network' | 'kicked' | 'elsewhere' | 'closed';

/** What a room tells its session. */
export interface RoomEvents {
	/** Anything that {@link CallRoom} answers may be different now. */
	readonly changed: () => void;
	readonly reconnecting: () => void;
	readonly reconnected: () => void;
	readonly ended: (why: RoomEnd) => void;
	/** The system took the microphone away (a phone call, a locked screen). */
	readonly microphoneLost: () => void;
}

/** Devices that can be switched on and off. */
export type CallDevice = 'microphone' | 'camera' | 'screen';

/**
 * One connection to a media room: the part of a LiveKit room that a call needs, small enough to be played by a
 * test. Failures are values. A room is used once; going back in takes a new one.
 */
export interface CallRoom {
	connect(grant: CallGrant): Promise<AppError | undefined>;
	participants(): CallParticipant[];
	/** Whether the grant lets me send; may change during the call. */
	readonly mayPublish: boolean;
	/** The browser holds back sound until the next tap. */
	readonly soundBlocked: boolean;
	/** Switches a device. `captured` is a track that was asked for before, used for the first publication. */
	set(device: CallDevice, on: boolean, captured?: MediaStreamTrack): Promise<AppError | undefined>;
	/** The other camera of a phone. */
	turnCamera(): Promise<AppError | undefined>;
	/** Must be called in a tap. */
	startSound(): Promise<void>;
	leave(): Promise<void>;
}

/** Makes a room; a failure is that its code could not be loaded. */
export type OpenRoom = (events: RoomEvents) => Promise<CallRoom | AppError>;
