import { describe, expect, test } from 'vitest';
import { arrangeStage, mergePeople, mergePresence } from './call-people';
import type { CallParticipant, CallVideo } from './call-room';

const alice = 'a'.repeat(64);
const bob = 'b'.repeat(64);
const carol = 'c'.repeat(64);
const video: CallVideo = { id: 'v', mirrored: false, attach: () => () => undefined };

let arrivals = 0;
function device(identity: string, facts: Partial<CallParticipant> = {}): CallParticipant {
	return {
		identity,
		isMe: false,
		joinedAt: (arrivals += 1),
		mayPublish: true,
		speaking: false,
		muted: true,
		camera: undefined,
		screen: undefined,
		...facts
	};
}

describe('devices become people', () => {
	test('two devices of one key are one person, who speaks when one of them speaks', () => {
		const [person, ...others] = mergePeople([
			device(`${alice}:x`, { muted: true, camera: video }),
			device(`${alice}:y`, { muted: false, speaking: true })
		]);
		expect(others).toEqual([]);
		expect(person).toMatchObject({ pubkey: alice, devices: 2, speaking: true, muted: false, camera: video });
	});

	test('I am muted when this device is, whatever my other one does', () => {
		const [me] = mergePeople([device(`${alice}:x`, { isMe: true }), device(`${alice}:y`, { muted: false })]);
		expect(me).toMatchObject({ isMe: true, devices: 2, muted: true });
	});

	test('people stand in the order in which they came, me last', () => {
		const people = mergePeople([device(alice, { isMe: true }), device(carol), device(bob)]);
		expect(people.map((person) => person.pubkey)).toEqual([carol, bob, alice]);
	});

	test('somebody who may publish on one device is no listener', () => {
		const people = mergePeople([
			device(`${alice}1`, { mayPublish: false }),
			device(`${alice}2`),
			device(bob, { mayPublish: false })
		]);
		expect(people.map((person) => person.listening)).toEqual([false, true]);
	});

	test.each([
		['empty', ''],
		['a word', 'mallory'],
		['upper case is no key', 'A'.repeat(64)],
		['one short', 'a'.repeat(63)],
		['emoji', '😀'.repeat(40)],
		['markup', '<img src=x onerror=alert(1)>'],
		['huge', 'z'.repeat(1_000_000)]
	])('an identity that is no key is somebody: %s', (_, identity) => {
		const [person] = mergePeople([device(identity)]);
		expect(person?.pubkey).toBeUndefined();
		expect(person?.id.length).toBeLessThan(130);
	});

	test('two strangers without a key stay two', () => {
		expect(mergePeople([device('x'), device('y')])).toHaveLength(2);
	});
});

describe('the stage', () => {
	const crowd = (count: number, facts: (at: number) => Partial<CallParticipant> = () => ({})) =>
		mergePeople(
			Array.from({ length: count }, (_, at) => device(at.toString(16).padStart(64, '0'), facts(at)))
		);

	test('everybody has a tile while there is room', () => {
		expect(arrangeStage(crowd(6), 6)).toMatchObject({ hidden: 0, tiles: { length: 6 } });
	});

	test('when it is full, one place is kept for the number of the others', () => {
		expect(arrangeStage(crowd(19), 6)).toMatchObject({ hidden: 14, tiles: { length: 5 } });
	});

	test('a late speaker gets a tile, and nobody else moves', () => {
		const quiet = arrangeStage(crowd(9), 6).tiles.map((person) => person.id);
		const spoken = arrangeStage(
			crowd(9, (at) => ({ speaking: at === 8 })),
			6
		).tiles.map((person) => person.id);
		expect(spoken).toEqual([...quiet.slice(0, 4), (8).toString(16).padStart(64, '0')]);
	});

	test('my own tile is not lost in a crowd', () => {
		const { tiles } = arrangeStage(
			crowd(30, (at) => ({ isMe: at === 29 })),
			6
		);
		expect(tiles.at(-1)?.isMe).toBe(true);
	});

	test('whoever shows a screen is the presenter, others before me', () => {
		const { presenter } = arrangeStage(
			crowd(3, (at) => ({ screen: at === 0 ? undefined : video, isMe: at === 1 })),
			6
		);
		expect(presenter?.id).toBe((2).toString(16).padStart(64, '0'));
	});

	test('listeners have no tile', () => {
		const stage = arrangeStage(
			crowd(3, (at) => ({ mayPublish: at > 0 })),
			6
		);
		expect(stage.tiles).toHaveLength(2);
		expect(stage.listeners).toHaveLength(1);
	});
});

describe('presence', () => {
	test('inside, the room itself is believed over a stale list', () => {
		const inside = mergePeople([
			device(alice, { isMe: true }),
			device(`${bob}:1`),
			device(`${bob}:2`),
			device('?')
		]);
		expect(mergePresence([carol, alice], inside)).toEqual({ count: 3, pubkeys: [bob, alice] });
	});

	test('outside, the list of the relay', () => {
		expect(mergePresence([alice, bob], undefined)).toEqual({ count: 2, pubkeys: [alice, bob] });
	});

	test('outside without a list: unknown, not empty', () => {
		expect(mergePresence(undefined, undefined)).toBeUndefined();
		expect(mergePresence([], undefined)).toEqual({ count: 0, pubkeys: [] });
	});
});
