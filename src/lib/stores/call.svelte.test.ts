import { expect, test, vi } from 'vitest';
import { AppError } from '$lib/app-error';
import type { CallParticipant } from '$lib/calls/call-room';
import type { CallStatus } from '$lib/calls/call-session';
import type { Signer } from '$lib/protocol/signer';
import { Call, type CallGroup } from './call.svelte';

const alice = 'a'.repeat(64);
const bob = 'b'.repeat(64);
const wish = { microphone: false, camera: false };

function groupOf(relay: string, id = 'garden'): CallGroup {
	return {
		key: { relay, id },
		name: id,
		presence: [bob],
		inside: undefined,
		metadata: undefined,
		standing: 'member',
		me: alice
	};
}

function participant(identity: string, isMe = false): CallParticipant {
	const devices = { camera: undefined, screen: undefined };
	return { identity, isMe, joinedAt: 1, mayPublish: true, speaking: false, muted: true, ...devices };
}

const inside: CallStatus = {
	phase: 'in',
	error: undefined,
	participants: [participant(`${alice}:1`, true), participant(`${bob}:1`), participant('stranger')],
	mayPublish: true,
	soundBlocked: false,
	microphone: false,
	camera: false,
	trouble: undefined,
	silenced: undefined
};

function play(signer?: Partial<Signer>) {
	const sessions: { show: (change: Partial<CallStatus>) => void; left: boolean }[] = [];
	const call = new Call({
		signer: () => signer as Signer | undefined,
		createSession: (_key, _signer, _taken, _wish, onChange) => {
			let status: CallStatus = { ...inside, phase: 'joining', participants: [] };
			const show = (change: Partial<CallStatus>) => onChange((status = { ...status, ...change }));
			const nothing = () => Promise.resolve();
			const played = { show, left: false };
			sessions.push(played);
			return {
				get status() {
					return status;
				},
				enter: nothing,
				set: nothing,
				restoreMicrophone: nothing,
				turnCamera: nothing,
				startSound: nothing,
				dismissTrouble: () => undefined,
				leave: () => {
					played.left = true;
					show({ phase: 'ended', error: undefined });
					return nothing();
				}
			};
		}
	});
	const session = () => sessions.at(-1) ?? expect.fail('no session');
	return { call, sessions, session };
}

async function goIn(changes: Partial<CallStatus> = inside) {
	const played = play({ pubkey: alice, needsPerson: false });
	const garden = groupOf('wss://one.example');
	const stepAway = played.call.openDoor(garden, vi.fn());
	await played.call.enter(wish);
	played.session().show(changes);
	return { ...played, garden, stepAway };
}

test('navigation never hangs up', async () => {
	const { call, session, stepAway } = await goIn();
	stepAway();
	expect(call).toMatchObject({ active: true, live: true, inside: true, door: undefined });
	expect(session().left).toBe(false);
});

test('leaving leaves nothing to show but the door', async () => {
	const { call, stepAway } = await goIn();
	await call.leave();
	expect(call).toMatchObject({ live: false, status: undefined, group: undefined, active: true });
	stepAway();
	expect(call.active).toBe(false);
});

test('the same id on another relay is another room', async () => {
	const { call } = await goIn();
	const twin = groupOf('wss://two.example');
	expect(call.concerns(twin.key)).toBe(false);
	expect(call.presenceIn(twin)).toEqual({ count: 1, pubkeys: [bob] });
});

test('inside, the count is of everybody in the room; outside, of the relay’s list', async () => {
	const { call, garden } = await goIn();
	expect(call.presenceIn(garden)).toEqual({ count: 3, pubkeys: [bob, alice] });
	expect(garden.inside).toEqual([bob, alice]);
	await call.leave();
	expect(garden.inside).toBeUndefined();
	expect(call.presenceIn(garden)).toEqual({ count: 1, pubkeys: [bob] });
});

test('going in elsewhere leaves the first room', async () => {
	const { call, sessions, stepAway } = await goIn();
	stepAway();
	call.openDoor(groupOf('wss://two.example'), vi.fn());
	await call.enter(wish);
	expect(sessions.map((session) => session.left)).toEqual([true, false]);
	expect(call.group?.key.relay).toBe('wss://two.example');
	expect(call.status?.phase).toBe('joining');
});

test('what an older session still says is not heard', async () => {
	const { call, sessions } = await goIn();
	call.openDoor(groupOf('wss://two.example'), vi.fn());
	await call.enter(wish);
	sessions[0]?.show({ phase: 'ended', error: new AppError('room-kicked', 'now') });
	expect(call.status?.phase).toBe('joining');
});

test('a refusal at the door stays at the door', async () => {
	const { call, stepAway } = await goIn({
		phase: 'ended',
		error: new AppError('room-no-permission', 'never')
	});
	expect(call.status?.error?.code).toBe('room-no-permission');
	stepAway();
	expect(call.active).toBe(false);
});

test('being put out while elsewhere is told there, until it is read', async () => {
	const { call, session, stepAway } = await goIn();
	stepAway();
	session().show({ phase: 'ended', error: new AppError('room-kicked', 'now') });
	expect(call).toMatchObject({ active: true, live: false });
	call.dismiss();
	expect(call.active).toBe(false);
});

test('a visitor goes nowhere', async () => {
	const { call, sessions } = play();
	call.openDoor({ ...groupOf('wss://one.example'), me: undefined }, vi.fn());
	await call.enter(wish);
	expect(sessions).toEqual([]);
});
