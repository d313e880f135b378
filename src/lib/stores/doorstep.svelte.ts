import { isAppError, type AppError } from '$lib/app-error';
import { captureCamera, captureMicrophone, isMicrophoneGranted, watchLevel } from '$lib/calls/capture';

/** What a doorstep asks of the browser; a test plays it. */
export interface DoorstepPorts {
	readonly captureMicrophone: typeof captureMicrophone;
	readonly captureCamera: typeof captureCamera;
	readonly isMicrophoneGranted: typeof isMicrophoneGranted;
	readonly watchLevel: typeof watchLevel;
}

/** Devices that a door has asked for, to go in with. */
export type TakenTracks = Partial<Record<'microphone' | 'camera', MediaStreamTrack>>;

/**
 * What a person sets before going in: microphone and camera, with a level and a preview that only they see.
 * Nothing is asked of the browser before a tap, unless the microphone was allowed before.
 */
export class Doorstep {
	/** Wanted, not yet asked for: the tap that goes in asks. */
	microphone = $state(true);
	camera = $state(false);
	/** 0 to 1; undefined while nothing is heard. */
	level = $state<number>();
	preview = $state.raw<MediaStream>();
	trouble = $state.raw<AppError>();

	readonly #ports: DoorstepPorts;
	#tracks: TakenTracks = {};
	#stopLevel: (() => void) | undefined;
	#open = false;

	constructor(ports: DoorstepPorts = { captureMicrophone, captureCamera, isMicrophoneGranted, watchLevel }) {
		this.#ports = ports;
	}

	/** Begins with what the browser already allows. */
	async open(): Promise<void> {
		this.#open = true;
		if (this.microphone && (await this.#ports.isMicrophoneGranted()) && this.#open)
			await this.setMicrophone(true);
	}

	async setMicrophone(on: boolean): Promise<void> {
		this.microphone = on;
		this.#drop('microphone');
		if (!on) return;
		const track = await this.#take('microphone', this.#ports.captureMicrophone());
		if (track) this.#stopLevel = this.#ports.watchLevel(track, (level) => (this.level = level));
	}

	async setCamera(on: boolean): Promise<void> {
		this.camera = on;
		this.#drop('camera');
		if (!on) return;
		const track = await this.#take('camera', this.#ports.captureCamera());
		if (track) this.preview = new MediaStream([track]);
	}

	/** Hands the tracks over to a call: they are no longer the door's to stop. */
	take(): TakenTracks {
		const tracks = this.#tracks;
		this.#tracks = {};
		this.#reset();
		return tracks;
	}

	/** Lets every device go. */
	close(): void {
		this.#open = false;
		this.#drop('microphone');
		this.#drop('camera');
		this.camera = false;
		this.trouble = undefined;
	}

	async #take(
		device: 'microphone' | 'camera',
		asked: Promise<MediaStreamTrack | AppError>
	): Promise<MediaStreamTrack | undefined> {
		this.trouble = undefined;
		const track = await asked;
		if (isAppError(track)) {
			this[device] = false;
			this.trouble = track;
			return undefined;
		}
		// The person changed their mind, or left, while the browser asked.
		if (!this.#open || !this[device] || this.#tracks[device]) {
			track.stop();
			return undefined;
		}
		this.#tracks[device] = track;
		return track;
	}

	#drop(device: 'microphone' | 'camera'): void {
		this.#tracks[device]?.stop();
		delete this.#tracks[device];
		if (device === 'camera') this.preview = undefined;
		else this.#reset(device);
	}

	#reset(device?: 'microphone'): void {
		this.#stopLevel?.();
		this.#stopLevel = undefined;
		this.level = undefined;
		if (!device) this.preview = undefined;
	}
}
