import { expect, test, vi } from 'vitest';
import { AppError } from '$lib/app-error';
import { Doorstep, type DoorstepPorts } from './doorstep.svelte';

function silence(): MediaStreamTrack {
	const [track] = new AudioContext().createMediaStreamDestination().stream.getTracks();
	return track ?? expect.fail('no track');
}

function stand(changes: Partial<DoorstepPorts> = {}) {
	const tracks: MediaStreamTrack[] = [];
	const capture = () => {
		const track = silence();
		tracks.push(track);
		return Promise.resolve(track);
	};
	const ports: DoorstepPorts = {
		captureMicrophone: vi.fn(capture),
		captureCamera: vi.fn(capture),
		isMicrophoneGranted: () => Promise.resolve(false),
		watchLevel: (_, onLevel) => {
			onLevel(0.5);
			return () => undefined;
		},
		...changes
	};
	return { doorstep: new Doorstep(ports), ports, tracks };
}

test('nothing is asked of the browser before a tap', async () => {
	const { doorstep, ports } = stand();
	await doorstep.open();
	expect(ports.captureMicrophone).not.toHaveBeenCalled();
	expect(doorstep).toMatchObject({ microphone: true, camera: false, level: undefined });
});

test('a microphone that was allowed before shows its level at once', async () => {
	const { doorstep } = stand({ isMicrophoneGranted: () => Promise.resolve(true) });
	await doorstep.open();
	expect(doorstep.level).toBe(0.5);
});

test('what was asked for at the door is handed over once, and is no longer the door’s to stop', async () => {
	const { doorstep, tracks } = stand();
	await doorstep.open();
	await doorstep.setMicrophone(true);
	await doorstep.setCamera(true);
	expect(doorstep.take()).toEqual({ microphone: tracks[0], camera: tracks[1] });
	doorstep.close();
	expect(tracks.map((track) => track.readyState)).toEqual(['live', 'live']);
	expect(doorstep.take()).toEqual({});
});

test('going away lets every device go', async () => {
	const { doorstep, tracks } = stand();
	await doorstep.open();
	await doorstep.setCamera(true);
	doorstep.close();
	expect(doorstep).toMatchObject({ camera: false, preview: undefined });
	expect(tracks.map((track) => track.readyState)).toEqual(['ended']);
});

test('a device that comes after the person went away is let go', async () => {
	let answer: (track: MediaStreamTrack) => void = () => undefined;
	const { doorstep } = stand({ captureCamera: () => new Promise((resolve) => (answer = resolve)) });
	await doorstep.open();
	const asking = doorstep.setCamera(true);
	doorstep.close();
	const late = silence();
	answer(late);
	await asking;
	expect(late.readyState).toBe('ended');
	expect(doorstep.preview).toBeUndefined();
});

test('a refusal switches the device off and says why, until the next try', async () => {
	const refused = new AppError('microphone-refused', 'now');
	const { doorstep } = stand({ captureMicrophone: () => Promise.resolve(refused) });
	await doorstep.open();
	await doorstep.setMicrophone(true);
	expect(doorstep).toMatchObject({ microphone: false, trouble: refused });
	await doorstep.setCamera(true);
	expect(doorstep.trouble).toBeUndefined();
});
