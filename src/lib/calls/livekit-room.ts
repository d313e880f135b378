// The only file that names livekit-client. It is imported lazily, so nothing of it is in the first load.
import {
	AudioPresets,
	ConnectionError,
	ConnectionErrorReason,
	ConnectionState,
	DisconnectReason,
	LocalAudioTrack,
	LocalVideoTrack,
	Room,
	RoomEvent,
	Track,
	TrackEvent,
	VideoPresets,
	setLogLevel,
	type LocalTrack,
	type Participant,
	type RoomOptions
} from 'livekit-client';
import { AppError, toAppError } from '$lib/app-error';
import type { CallGrant } from '$lib/protocol/call-grant';
import type { CallDevice, CallParticipant, CallRoom, CallVideo, RoomEnd, RoomEvents } from './call-room.ts';
import { cameraConstraints, deviceError, microphoneConstraints } from './capture.ts';

// Its log lines at lower levels hold tokens.
setLogLevel('error');

/** Made for phones: pictures as large as their tile, layers nobody watches not sent, speech instead of music. */
function roomOptions(): RoomOptions {
	return {
		adaptiveStream: { pixelDensity: 1 },
		dynacast: true,
		videoCaptureDefaults: { resolution: VideoPresets.h360.resolution, facingMode: 'user' },
		publishDefaults: {
			audioPreset: AudioPresets.speech,
			videoEncoding: VideoPresets.h360.encoding,
			videoSimulcastLayers: [VideoPresets.h180],
			// iPhones encode H.264 in hardware and grow hot on VP8.
			videoCodec: /iPhone|iPad/.test(navigator.userAgent) ? 'h264' : 'vp8',
			// Muted means that the device's own microphone light goes out.
			stopMicTrackOnMute: true
		}
	};
}

/** Why LiveKit says a connection is over, in the terms of a call. */
export function roomEnd(reason: DisconnectReason | undefined): RoomEnd {
	switch (reason) {
		case DisconnectReason.CLIENT_INITIATED:
			return 'left';
		case DisconnectReason.DUPLICATE_IDENTITY:
			return 'elsewhere';
		case DisconnectReason.PARTICIPANT_REMOVED:
			return 'kicked';
		case DisconnectReason.ROOM_DELETED:
		case DisconnectReason.ROOM_CLOSED:
			return 'closed';
		default:
			return 'network';
	}
}

/** Why LiveKit did not let me in. */
export function connectError(cause: unknown, isOnline: boolean): AppError {
	if (!isOnline) return new AppError('offline', 'later', { cause });
	if (!(cause instanceof ConnectionError)) return toAppError(cause, 'room-no-server', 'later');
	if (cause.reason === ConnectionErrorReason.Cancelled) return new AppError('aborted', 'never', { cause });
	if (cause.reason !== ConnectionErrorReason.NotAllowed)
		return new AppError('room-no-server', 'later', { cause });
	return new AppError(/expired/i.test(cause.message) ? 'room-expired' : 'room-refused', 'now', { cause });
}

const changes = [
	RoomEvent.ParticipantConnected,
	RoomEvent.ParticipantDisconnected,
	RoomEvent.ParticipantPermissionsChanged,
	RoomEvent.ActiveSpeakersChanged,
	RoomEvent.TrackSubscribed,
	RoomEvent.TrackUnsubscribed,
	RoomEvent.TrackMuted,
	RoomEvent.TrackUnmuted,
	RoomEvent.LocalTrackPublished,
	RoomEvent.LocalTrackUnpublished,
	RoomEvent.AudioPlaybackStatusChanged
] as const;

/** A LiveKit room as the port that a call needs. */
export class LivekitRoom implements CallRoom {
	readonly #events: RoomEvents;
	readonly #room: Room;
	readonly #videos = new WeakMap<Track, CallVideo>();
	#facing: 'user' | 'environment' = 'user';

	constructor(events: RoomEvents) {
		this.#events = events;
		this.#room = new Room(roomOptions());
		for (const change of changes) this.#room.on(change, () => events.changed());
		this.#room
			.on(RoomEvent.Reconnecting, () => events.reconnecting())
			.on(RoomEvent.SignalReconnecting, () => events.reconnecting())
			.on(RoomEvent.Reconnected, () => events.reconnected())
			.on(RoomEvent.Disconnected, (reason) => events.ended(roomEnd(reason)))
			.on(RoomEvent.TrackSubscribed, (track) => {
				if (track.kind === Track.Kind.Audio) document.body.append(track.attach());
			})
			.on(RoomEvent.TrackUnsubscribed, (track) => {
				for (const element of track.detach()) if (track.kind === Track.Kind.Audio) element.remove();
			})
			.on(RoomEvent.LocalTrackPublished, ({ track }) => {
				if (track?.source === Track.Source.Microphone) watchLoss(track, events.microphoneLost);
			});
	}

	async connect(grant: CallGrant): Promise<AppError | undefined> {
		try {
			await this.#room.connect(grant.serverUrl, grant.token);
			return undefined;
		} catch (cause) {
			return connectError(cause, navigator.onLine);
		}
	}

	participants(): CallParticipant[] {
		if (this.#room.state === ConnectionState.Disconnected) return [];
		return [this.#room.localParticipant, ...this.#room.remoteParticipants.values()].map((each) =>
			this.#read(each)
		);
	}

	get mayPublish(): boolean {
		return this.#room.localParticipant.permissions?.canPublish ?? false;
	}

	get soundBlocked(): boolean {
		return !this.#room.canPlaybackAudio;
	}

	async set(device: CallDevice, on: boolean, captured?: MediaStreamTrack): Promise<AppError | undefined> {
		const me = this.#room.localParticipant;
		try {
			if (device === 'screen') await me.setScreenShareEnabled(on);
			else if (captured) await this.#publish(device, captured);
			else if (device === 'microphone') await me.setMicrophoneEnabled(on, microphoneConstraints);
			else await me.setCameraEnabled(on);
			return undefined;
		} catch (cause) {
			if (device !== 'screen') return deviceError(device, cause);
			const declined = cause instanceof Error && cause.name === 'NotAllowedError';
			return declined ? new AppError('aborted', 'never', { cause }) : toAppError(cause);
		}
	}

	/** Publishes a track that the door asked for; LiveKit may take it up again later as if it were its own. */
	async #publish(device: 'microphone' | 'camera', captured: MediaStreamTrack): Promise<void> {
		const track =
			device === 'microphone'
				? new LocalAudioTrack(captured, microphoneConstraints, false)
				: new LocalVideoTrack(captured, cameraConstraints, false);
		const source = device === 'microphone' ? Track.Source.Microphone : Track.Source.Camera;
		await this.#room.localParticipant.publishTrack(track, { source });
	}

	async turnCamera(): Promise<AppError | undefined> {
		const track = this.#room.localParticipant.getTrackPublication(Track.Source.Camera)?.videoTrack;
		if (!(track instanceof LocalVideoTrack)) return undefined;
		const facing = this.#facing === 'user' ? 'environment' : 'user';
		try {
			await track.restartTrack({ resolution: VideoPresets.h360.resolution, facingMode: facing });
		} catch (cause) {
			return deviceError('camera', cause);
		}
		this.#facing = facing;
		this.#videos.delete(track);
		this.#events.changed();
		return undefined;
	}

	async startSound(): Promise<void> {
		// A refusal is no failure here: `soundBlocked` says so, and a button offers it again.
		await this.#room.startAudio().catch(() => undefined);
	}

	async leave(): Promise<void> {
		await this.#room.disconnect();
	}

	#read(participant: Participant): CallParticipant {
		return {
			identity: participant.identity,
			isMe: participant.isLocal,
			joinedAt: participant.joinedAt?.getTime() ?? 0,
			mayPublish: participant.permissions?.canPublish ?? false,
			speaking: participant.isSpeaking,
			muted: !participant.isMicrophoneEnabled,
			camera: this.#video(participant, Track.Source.Camera),
			screen: this.#video(participant, Track.Source.ScreenShare)
		};
	}

	#video(participant: Participant, source: Track.Source): CallVideo | undefined {
		const publication = participant.getTrackPublication(source);
		const track = publication?.videoTrack;
		if (!track || publication.isMuted) return undefined;
		const known = this.#videos.get(track);
		if (known) return known;
		const video: CallVideo = {
			id: publication.trackSid,
			mirrored: participant.isLocal && source === Track.Source.Camera && this.#facing === 'user',
			attach(element) {
				track.attach(element);
				return () => void track.detach(element);
			}
		};
		this.#videos.set(track, video);
		return video;
	}
}

/** Tells when the system mutes or ends a microphone that nobody switched off. */
function watchLoss(track: LocalTrack, lost: () => void): void {
	const onLoss = (): void => {
		if (!track.isMuted) lost();
	};
	const watch = (): void => {
		track.mediaStreamTrack.addEventListener('mute', onLoss);
		track.mediaStreamTrack.addEventListener('ended', onLoss);
	};
	watch();
	track.on(TrackEvent.Restarted, watch);
}
