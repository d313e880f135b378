/** What the system's media controls (lock screen, notification, headset) may do in a call. */
export interface MediaCommands {
	toggleMicrophone(): void;
	toggleCamera(): void;
	leave(): void;
}

/** Names of actions and methods that some browsers lack, and that the type library knows only in part. */
type CallAction = MediaSessionAction | 'togglemicrophone' | 'togglecamera' | 'hangup';

interface CallMediaSession {
	metadata: MediaMetadata | null;
	playbackState: MediaSessionPlaybackState;
	setActionHandler(action: CallAction, handler: (() => void) | null): void;
	setMicrophoneActive?(active: boolean): void;
	setCameraActive?(active: boolean): void;
}

const actions: CallAction[] = ['togglemicrophone', 'togglecamera', 'hangup'];

/** Shows a call to the system: its name, and buttons that work from outside the page. */
export function showMediaControls(title: string, commands: MediaCommands): void {
	const session = mediaSession();
	if (!session) return;
	session.metadata = new MediaMetadata({ title, artist: 'Porch' });
	session.playbackState = 'playing';
	const handlers = [() => commands.toggleMicrophone(), () => commands.toggleCamera(), () => commands.leave()];
	actions.forEach((action, at) => setHandler(session, action, handlers[at] ?? null));
	setAudioSession('play-and-record');
}

/** Tells the system which of my devices are on. */
export function updateMediaControls(devices: { microphone: boolean; camera: boolean }): void {
	const session = mediaSession();
	session?.setMicrophoneActive?.(devices.microphone);
	session?.setCameraActive?.(devices.camera);
}

/** Takes the call out of the system's controls. */
export function hideMediaControls(): void {
	const session = mediaSession();
	if (!session) return;
	session.metadata = null;
	session.playbackState = 'none';
	for (const action of actions) setHandler(session, action, null);
	setAudioSession('auto');
}

function mediaSession(): CallMediaSession | undefined {
	return 'mediaSession' in navigator ? navigator.mediaSession : undefined;
}

function setHandler(session: CallMediaSession, action: CallAction, handler: (() => void) | null): void {
	try {
		session.setActionHandler(action, handler);
	} catch {
		// A browser throws at an action it does not know; the call works without it.
	}
}

/** iOS: as a call the system keeps sound on the right speaker; afterwards it decides again. */
function setAudioSession(type: 'play-and-record' | 'auto'): void {
	const { audioSession } = navigator as Navigator & { audioSession?: { type: string } };
	if (audioSession) audioSession.type = type;
}
