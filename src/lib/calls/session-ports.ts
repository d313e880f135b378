import { AppError, toAppError } from '$lib/app-error';
import { systemClock } from '$lib/clock';
import { pause } from '$lib/pause';
import type { GroupKey } from '$lib/protocol/group-key';
import type { Signer } from '$lib/protocol/signer';
import type { OpenRoom } from './call-room.ts';
import type { SessionPorts } from './call-session.ts';
import { requestGrant, type TokenPorts } from './call-token.ts';
import { captureCamera, captureMicrophone } from './capture.ts';

/** The token endpoint over the browser's own fetch. */
export const browserTokenPorts: TokenPorts = {
	fetch: (input, init) => fetch(input, init),
	clock: systemClock,
	isOnline: () => navigator.onLine
};

const loadLivekit = () => import('./livekit-room.ts');

/** Fetches LiveKit's code ahead of the tap that needs it. A failure shows when it is needed. */
export function preloadLivekit(): void {
	loadLivekit().catch(() => undefined);
}

/** A LiveKit room; its code is loaded at the first call. */
const openLivekitRoom: OpenRoom = async (events) => {
	try {
		const { LivekitRoom } = await loadLivekit();
		return new LivekitRoom(events);
	} catch (cause) {
		return navigator.onLine ? toAppError(cause) : new AppError('offline', 'later', { cause });
	}
};

/** A session in this browser: `signer` speaks to the group's relay, `taken` are tracks the door has asked for. */
export function browserSessionPorts(
	key: GroupKey,
	signer: Signer,
	taken: { microphone?: MediaStreamTrack; camera?: MediaStreamTrack } = {}
): SessionPorts {
	return {
		requestGrant: () => requestGrant(key, signer, browserTokenPorts),
		openRoom: openLivekitRoom,
		capture: async (device) => {
			const track = taken[device];
			if (track?.readyState === 'live') return track;
			return device === 'microphone' ? captureMicrophone() : captureCamera();
		},
		pause: async (milliseconds) => {
			await pause(milliseconds);
			if (!navigator.onLine)
				await new Promise((resolve) => addEventListener('online', resolve, { once: true }));
		},
		isVisible: () => document.visibilityState === 'visible'
	};
}
