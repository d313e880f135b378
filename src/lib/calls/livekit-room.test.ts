import { ConnectionError, DisconnectReason } from 'livekit-client';
import { describe, expect, test } from 'vitest';
import { connectError, roomEnd } from './livekit-room';

describe('why LiveKit ended a connection', () => {
	test.each([
		[DisconnectReason.CLIENT_INITIATED, 'left'],
		[DisconnectReason.DUPLICATE_IDENTITY, 'elsewhere'],
		[DisconnectReason.PARTICIPANT_REMOVED, 'kicked'],
		[DisconnectReason.ROOM_DELETED, 'closed'],
		[DisconnectReason.ROOM_CLOSED, 'closed'],
		[DisconnectReason.SERVER_SHUTDOWN, 'network'],
		[DisconnectReason.STATE_MISMATCH, 'network'],
		[DisconnectReason.MIGRATION, 'network'],
		[DisconnectReason.SIGNAL_CLOSE, 'network'],
		[DisconnectReason.UNKNOWN_REASON, 'network'],
		[undefined, 'network']
	] as const)('%s: %s', (reason, end) => expect(roomEnd(reason)).toBe(end));
});

describe('why LiveKit did not let me in', () => {
	test.each([
		[ConnectionError.notAllowed('invalid token, token is expired (exp)', 401), 'room-expired'],
		[ConnectionError.notAllowed('invalid token', 401), 'room-refused'],
		[ConnectionError.serverUnreachable('refused'), 'room-no-server'],
		[ConnectionError.timeout('too slow'), 'room-no-server'],
		[ConnectionError.websocket('closed'), 'room-no-server'],
		[ConnectionError.cancelled('left'), 'aborted'],
		[new Error('could not establish pc connection'), 'room-no-server'],
		['nonsense', 'room-no-server']
	] as const)('%s: %s', (cause, code) => expect(connectError(cause, true).code).toBe(code));

	test('without a network it is the network', () => {
		expect(connectError(ConnectionError.serverUnreachable('refused'), false).code).toBe('offline');
	});
});
