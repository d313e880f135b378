import { AppError } from '$lib/app-error';

/** A voice on a phone: cleaned up by the device. */
export const microphoneConstraints = {
	echoCancellation: true,
	noiseSuppression: true,
	autoGainControl: true
} satisfies MediaTrackConstraints;

/** A face on a phone: 360 lines are enough for a tile and spare battery and data. */
export const cameraConstraints: MediaTrackConstraints = {
	width: { ideal: 640 },
	height: { ideal: 360 },
	frameRate: { ideal: 20, max: 30 },
	facingMode: 'user'
};

/** What lies before a person, sharp enough for a code to be read. */
const rearCameraConstraints: MediaTrackConstraints = {
	width: { ideal: 1280 },
	height: { ideal: 720 },
	facingMode: 'environment'
};

/** Asks for the microphone. Call it in the tap that wants it. */
export function captureMicrophone(): Promise<MediaStreamTrack | AppError> {
	return capture('microphone', { audio: microphoneConstraints });
}

/** Asks for the camera. Call it in the tap that wants it. */
export function captureCamera(): Promise<MediaStreamTrack | AppError> {
	return capture('camera', { video: cameraConstraints });
}

/** Asks for the camera that looks away from the person. Call it after a tap that wants it. */
export function captureRearCamera(): Promise<MediaStreamTrack | AppError> {
	return capture('camera', { video: rearCameraConstraints });
}

async function capture(
	device: 'microphone' | 'camera',
	constraints: MediaStreamConstraints
): Promise<MediaStreamTrack | AppError> {
	try {
		const [track] = (await navigator.mediaDevices.getUserMedia(constraints)).getTracks();
		return track ?? new AppError(`${device}-missing`, 'later');
	} catch (cause) {
		return deviceError(device, cause);
	}
}

/** Why a device did not start: refused by the person or the system, or not there (or in use elsewhere). */
export function deviceError(device: 'microphone' | 'camera', cause: unknown): AppError {
	const name = cause instanceof Error ? cause.name : '';
	const refused = name === 'NotAllowedError' || name === 'SecurityError' || name === 'PermissionDeniedError';
	return new AppError(refused ? `${device}-refused` : `${device}-missing`, 'now', { cause });
}

/** Whether the microphone may be used without asking, so that the door can show its level at once. */
export async function isMicrophoneGranted(): Promise<boolean> {
	try {
		return (await navigator.permissions.query({ name: 'microphone' })).state === 'granted';
	} catch {
		return false; // an older Safari does not know the name
	}
}

/** Reports how loud a track is, 0 to 1, about ten times a second, until the returned function is called. */
export function watchLevel(track: MediaStreamTrack, onLevel: (level: number) => void): () => void {
	const context = new AudioContext();
	const analyser = context.createAnalyser();
	analyser.fftSize = 512;
	context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
	const samples = new Float32Array(analyser.fftSize);
	const timer = setInterval(() => {
		analyser.getFloatTimeDomainData(samples);
		const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
		// Speech is around -30 dB: a square root spreads it over the meter.
		onLevel(Math.min(1, Math.sqrt(Math.sqrt(power)) * 1.6));
	}, 100);
	return () => {
		clearInterval(timer);
		void context.close();
	};
}
