import { describe, expect, test, vi } from 'vitest';
import { AppError } from '$lib/app-error';
import type { CallParticipant, CallRoom, RoomEvents } from './call-room';
import { CallSession, type CallStatus, type SessionPorts } from './call-session';

const grant = { serverUrl: 'wss://media.example', token: 't', canPublish: true, canPublishData: true };
const me: CallParticipant = {
	identity: `${'a'.repeat(64)}:1`,
	isMe: true,
	joinedAt: 1,
	mayPublish: true,
	speaking: false,
	muted: true,
	camera: undefined,
	screen: undefined
};

class PlayedRoom implements CallRoom {
	mayPublish = true;
	soundBlocked = false;
	left = false;
	readonly switched: string[] = [];
	readonly events: RoomEvents;
	connect = vi.fn<CallRoom['connect']>(() => Promise.resolve(undefined));
	set = vi.fn<CallRoom['set']>((device, on) => {
		this.switched.push(`${device} ${on ? 'on' : 'off'}`);
		return Promise.resolve(undefined);
	});
	turnCamera = () => Promise.resolve(undefined);
	startSound = vi.fn(() => Promise.resolve());
	constructor(events: RoomEvents) {
		this.events = events;
	}
	participants = () => [me];
	leave = () => {
		this.left = true;
		return Promise.resolve();
	};
}

function track() {
	const stop = vi.fn();
	return { stop, readyState: 'live' } as unknown as MediaStreamTrack & { stop: typeof stop };
}

function play(changes: Partial<SessionPorts> = {}, wish = { microphone: false, camera: false }) {
	const rooms: PlayedRoom[] = [];
	const pauses: number[] = [];
	const history: CallStatus[] = [];
	const ports: SessionPorts = {
		requestGrant: vi.fn(() => Promise.resolve(grant)),
		openRoom: (events) => {
			const room = new PlayedRoom(events);
			rooms.push(room);
			return Promise.resolve(room);
		},
		capture: () => Promise.resolve(track()),
		pause: (milliseconds) => {
			pauses.push(milliseconds);
			return Promise.resolve();
		},
		isVisible: () => true,
		...changes
	};
	const session = new CallSession(ports, wish, (status) => history.push(status));
	const room = () => rooms.at(-1) ?? expect.fail('no room was opened');
	const settled = (phase: CallStatus['phase']) => vi.waitFor(() => expect(session.status.phase).toBe(phase));
	return { session, ports, rooms, room, pauses, history, settled };
}

describe('going in', () => {
	test('the microphone is asked for in the tap, before the token is there', () => {
		const capture = vi.fn(() => Promise.resolve(track()));
		const { session } = play(
			{ capture, requestGrant: () => new Promise(() => undefined) },
			{ microphone: true, camera: false }
		);
		void session.enter();
		expect(capture).toHaveBeenCalledWith('microphone');
	});

	test('the track that was asked for is the one that is published', async () => {
		const mine = track();
		const { session, room } = play(
			{ capture: () => Promise.resolve(mine) },
			{ microphone: true, camera: false }
		);
		await session.enter();
		expect(room().set).toHaveBeenCalledWith('microphone', true, mine);
		expect(session.status).toMatchObject({ phase: 'in', microphone: true, participants: [me] });
	});

	test('a refused microphone lets me in, listening, and is said', async () => {
		const refused = new AppError('microphone-refused', 'now');
		const { session, room } = play(
			{ capture: () => Promise.resolve(refused) },
			{ microphone: true, camera: false }
		);
		await session.enter();
		expect(session.status).toMatchObject({ phase: 'in', microphone: false, trouble: refused });
		expect(room().switched).toEqual([]);
	});

	test.each([
		'room-refused',
		'room-expired',
		'room-no-permission',
		'room-no-server',
		'signer-refused'
	] as const)('%s ends it with that reason, and the microphone is let go', async (code) => {
		const mine = track();
		const ports = {
			capture: () => Promise.resolve(mine),
			requestGrant: () => Promise.resolve(new AppError(code, 'now'))
		};
		const { session } = play(ports, { microphone: true, camera: false });
		await session.enter();
		expect(session.status).toMatchObject({ phase: 'ended', error: { code } });
		expect(mine.stop).toHaveBeenCalled();
	});

	test('a server that does not answer ends it, and is not tried again by itself', async () => {
		const failing = (events: RoomEvents) => {
			const room = new PlayedRoom(events);
			room.connect.mockImplementation(() => {
				events.ended('network');
				return Promise.resolve(new AppError('room-no-server', 'later'));
			});
			return Promise.resolve(room);
		};
		const { session, pauses } = play({ openRoom: failing });
		await session.enter();
		expect(session.status).toMatchObject({ phase: 'ended', error: { code: 'room-no-server' } });
		expect(pauses).toEqual([]);
	});

	test('leaving while going in never ends up inside', async () => {
		const { session, room } = play();
		const entering = session.enter();
		await session.leave();
		await entering;
		expect(session.status).toMatchObject({ phase: 'ended', error: undefined });
		expect(room().connect).not.toHaveBeenCalled();
	});
});

describe('a grant without publishing', () => {
	test('means listening: no device is switched on, the captured track is let go', async () => {
		const mine = track();
		const { session, rooms } = play(
			{
				capture: () => Promise.resolve(mine),
				openRoom: (events) => {
					const room = new PlayedRoom(events);
					room.mayPublish = false;
					rooms.push(room);
					return Promise.resolve(room);
				}
			},
			{ microphone: true, camera: false }
		);
		await session.enter();
		expect(session.status).toMatchObject({
			phase: 'in',
			mayPublish: false,
			microphone: false,
			trouble: undefined
		});
		expect(mine.stop).toHaveBeenCalled();
		expect(rooms[0]?.switched).toEqual([]);
	});

	test('a change of mind of the relay is followed both ways', async () => {
		const { session, room } = play({}, { microphone: true, camera: false });
		await session.enter();
		room().mayPublish = false;
		room().events.changed();
		expect(session.status).toMatchObject({ mayPublish: false, microphone: false });
		room().mayPublish = true;
		room().events.changed();
		expect(session.status).toMatchObject({ mayPublish: true, microphone: false });
	});
});

describe('switching devices', () => {
	test('quick taps end at the last one, without the steps between', async () => {
		const { session, room } = play();
		await session.enter();
		await Promise.all([true, false, true, false].map((on) => session.set('microphone', on)));
		expect(room().switched).toEqual(['microphone on', 'microphone off']);
		expect(session.status.microphone).toBe(false);
	});

	test('a camera that fails is off again, with its reason', async () => {
		const { session, room } = play();
		await session.enter();
		room().set.mockResolvedValueOnce(new AppError('camera-refused', 'now'));
		await session.set('camera', true);
		expect(session.status).toMatchObject({ camera: false, trouble: { code: 'camera-refused' } });
	});

	test('declining to share a screen is no trouble', async () => {
		const { session, room } = play();
		await session.enter();
		room().set.mockResolvedValueOnce(new AppError('aborted', 'never'));
		await session.set('screen', true);
		expect(session.status.trouble).toBeUndefined();
	});

	test('a microphone taken while the page was away is said, and given back on request', async () => {
		const { session, room } = play({ isVisible: () => false }, { microphone: true, camera: false });
		await session.enter();
		room().events.microphoneLost();
		expect(session.status.silenced).toBe('away');
		await session.restoreMicrophone();
		expect(session.status).toMatchObject({ silenced: undefined, microphone: true });
		expect(room().switched.slice(-2)).toEqual(['microphone off', 'microphone on']);
	});
});

describe('why it ended decides what follows', () => {
	test('the network: back in with a fresh token, and my microphone as it was', async () => {
		const { session, rooms, room, ports, settled } = play({}, { microphone: true, camera: false });
		await session.enter();
		room().events.ended('network');
		expect(session.status.phase).toBe('reconnecting');
		await settled('in');
		expect(rooms).toHaveLength(2);
		expect(ports.requestGrant).toHaveBeenCalledTimes(2);
		await vi.waitFor(() => expect(room().switched).toEqual(['microphone on']));
	});

	test('a page that was frozen comes back in, too', async () => {
		const { session, room, settled } = play();
		await session.enter();
		room().events.ended('left');
		await settled('in');
	});

	test('each try waits longer, and at last it says that the connection was lost', async () => {
		const requestGrant = vi.fn<SessionPorts['requestGrant']>().mockResolvedValueOnce(grant);
		requestGrant.mockResolvedValue(new AppError('relay-unreachable', 'later'));
		const { session, room, pauses, settled } = play({ requestGrant });
		await session.enter();
		room().events.ended('network');
		await settled('ended');
		expect(session.status.error?.code).toBe('room-dropped');
		expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
		expect(new Set(pauses).size).toBe(pauses.length);
	});

	test('a refusal on the way back in is not argued with', async () => {
		const requestGrant = vi.fn<SessionPorts['requestGrant']>().mockResolvedValueOnce(grant);
		requestGrant.mockResolvedValue(new AppError('room-no-permission', 'never'));
		const { session, room, settled } = play({ requestGrant });
		await session.enter();
		room().events.ended('network');
		await settled('ended');
		expect(session.status.error?.code).toBe('room-no-permission');
		expect(requestGrant).toHaveBeenCalledTimes(2);
	});

	test.each([
		['kicked', 'room-kicked'],
		['elsewhere', 'room-elsewhere'],
		['closed', 'room-ended']
	] as const)('%s: out, and not back in', async (why, code) => {
		const { session, room, rooms, settled } = play();
		await session.enter();
		room().events.ended(why);
		await settled('ended');
		expect(session.status.error?.code).toBe(code);
		expect(rooms).toHaveLength(1);
	});

	test('leaving while it reconnects stays left', async () => {
		let resume: () => void = () => undefined;
		const { session, room, rooms } = play({ pause: () => new Promise((resolve) => (resume = resolve)) });
		await session.enter();
		room().events.ended('network');
		await session.leave();
		resume();
		await Promise.resolve();
		expect(session.status).toMatchObject({ phase: 'ended', error: undefined });
		expect(rooms).toHaveLength(1);
	});

	test('what an older connection still says is not heard', async () => {
		const { session, room, rooms, settled } = play();
		await session.enter();
		const [first] = rooms;
		room().events.ended('network');
		await settled('in');
		first?.events.ended('kicked');
		expect(session.status.phase).toBe('in');
	});
});
