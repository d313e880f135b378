import { setTimeout as wait } from 'node:timers/promises';
import {
	AudioFrame,
	AudioSource,
	LocalAudioTrack,
	LocalVideoTrack,
	Room,
	RoomEvent,
	TrackPublishOptions,
	TrackSource,
	VideoBufferType,
	VideoFrame,
	VideoSource
} from '@livekit/rtc-node';
import { systemClock } from '../../src/lib/clock.ts';
import { parseCallGrant, tokenUrl, type CallGrant } from '../../src/lib/protocol/call-grant.ts';
import type { GroupKey } from '../../src/lib/protocol/group-key.ts';
import { buildHttpAuth, encodeAuthorization } from '../../src/lib/protocol/http-auth.ts';
import { signEvent } from '../../src/lib/protocol/signature.ts';
import type { DemoPerson } from './people.ts';
import { cameraOf, height, width, type Figure } from './test-picture.ts';
import { sampleRate, soundOf } from './test-tone.ts';

const frameSeconds = 0.02;
const pictureEvery = 5;

/** Whether anybody but the speakers is there to see and hear. */
type HasAudience = (identities: readonly string[]) => boolean;

interface Stage {
	room: Room;
	sound: AudioSource;
	picture: VideoSource;
}

function reasonOf(error: unknown): string {
	return (error instanceof Error ? error.message : String(error)).trim();
}

/** A person of the demo in a live room, with sound and picture, by the same door as everybody: the relay's token endpoint. */
export class Speaker {
	readonly #group: GroupKey;
	readonly #person: DemoPerson;
	/** Which of the speakers this is: they take turns. */
	readonly #turn: number;
	readonly #hasAudience: HasAudience;
	readonly #camera: (seconds: number) => Uint8Array;
	readonly #ended = new AbortController();

	constructor(group: GroupKey, person: DemoPerson, turn: number, figure: Figure, hasAudience: HasAudience) {
		this.#group = group;
		this.#person = person;
		this.#turn = turn;
		this.#camera = cameraOf(figure);
		this.#hasAudience = hasAudience;
	}

	/** Speaks until `stop`; after a lost connection, or before there is a server, tries again. */
	async run(): Promise<void> {
		let pause = 1000;
		while (!this.#ended.signal.aborted) {
			try {
				const stage = await this.#enter();
				pause = 1000;
				await this.#perform(stage);
			} catch (error) {
				console.warn(`${this.#person.name} is not in the room: ${reasonOf(error)}`);
			}
			await wait(pause, undefined, { signal: this.#ended.signal }).catch(() => undefined);
			pause = Math.min(pause * 2, 10_000);
		}
	}

	stop(): void {
		this.#ended.abort();
	}

	async #askIn(): Promise<CallGrant> {
		const url = tokenUrl(this.#group);
		const draft = { ...buildHttpAuth(url, 'GET'), created_at: systemClock() };
		const authorization = encodeAuthorization(signEvent(draft, this.#person.secretKey));
		const response = await fetch(url, {
			headers: { Authorization: authorization },
			signal: AbortSignal.timeout(10_000)
		});
		if (!response.ok) throw new Error(`the relay answers ${response.status} ${await response.text()}`);
		const grant = parseCallGrant(await response.json());
		if (!grant) throw new Error('the relay gave no usable token');
		return grant;
	}

	async #enter(): Promise<Stage> {
		const grant = await this.#askIn();
		const room = new Room();
		await room.connect(grant.serverUrl, grant.token, { autoSubscribe: false, dynacast: true });
		const sound = new AudioSource(sampleRate, 1);
		const picture = new VideoSource(width, height);
		const { localParticipant } = room;
		if (!localParticipant) throw new Error('the room closed at once');
		const voice = LocalAudioTrack.createAudioTrack('voice', sound);
		const camera = LocalVideoTrack.createVideoTrack('camera', picture);
		await localParticipant.publishTrack(
			voice,
			new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE })
		);
		const options = new TrackPublishOptions({ source: TrackSource.SOURCE_CAMERA, simulcast: false });
		await localParticipant.publishTrack(camera, options);
		return { room, sound, picture };
	}

	/** Settles when the room is lost or left. */
	async #perform(stage: Stage): Promise<void> {
		const { room, sound, picture } = stage;
		let lost = false;
		room.once(RoomEvent.Disconnected, () => (lost = true));
		for (let tick = 0; !lost && !this.#ended.signal.aborted; tick += 1) {
			const listened = this.#hasAudience([...room.remoteParticipants.keys()]);
			const seconds = tick * frameSeconds;
			const samples = soundOf(seconds, frameSeconds, this.#turn, listened);
			// Waits when its queue is full: the source is the clock.
			await sound.captureFrame(new AudioFrame(samples, sampleRate, 1, samples.length));
			if (tick % (listened ? pictureEvery : 50) !== 0) continue;
			const frame = this.#camera(seconds);
			picture.captureFrame(new VideoFrame(frame, width, height, VideoBufferType.I420));
		}
		await room.disconnect();
		await Promise.all([sound.close(), picture.close()]);
	}
}
