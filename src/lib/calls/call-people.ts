import { pubkeyOfIdentity } from '$lib/protocol/call-identity';
import type { CallParticipant, CallVideo } from './call-room.ts';

/** Everybody a person sees as one: one key, on however many devices. */
export interface CallPerson {
	/** Stable for lists: the pubkey, or the identity of somebody whose key cannot be read. */
	readonly id: string;
	/** Undefined when the identity does not start with a key: shown as somebody. */
	readonly pubkey: string | undefined;
	readonly isMe: boolean;
	readonly devices: number;
	readonly speaking: boolean;
	/** On every device; for me, on this one. */
	readonly muted: boolean;
	/** May not send, on any device. */
	readonly listening: boolean;
	readonly camera: CallVideo | undefined;
	readonly screen: CallVideo | undefined;
	/** Milliseconds since 1970 of the first device. */
	readonly joinedAt: number;
}

/** Puts the devices of one person together, in the order in which people came; me last. */
export function mergePeople(participants: readonly CallParticipant[]): CallPerson[] {
	const me = participants.find((participant) => participant.isMe);
	const devices = new Map<string, CallParticipant[]>();
	for (const participant of participants) {
		const id = personId(participant);
		devices.set(id, [...(devices.get(id) ?? []), participant]);
	}
	const people = [...devices].map(([id, all]) =>
		mergeDevices(id, all, me !== undefined && personId(me) === id)
	);
	return people.sort(
		(a, b) => Number(a.isMe) - Number(b.isMe) || a.joinedAt - b.joinedAt || (a.id < b.id ? -1 : 1)
	);
}

/** An identity is text from a stranger: what is not a key is kept apart from all keys, and short. */
function personId({ identity }: CallParticipant): string {
	return pubkeyOfIdentity(identity) ?? `?${identity.slice(0, 128)}`;
}

function mergeDevices(id: string, devices: CallParticipant[], isMe: boolean): CallPerson {
	const here = isMe ? devices.filter((device) => device.isMe) : devices;
	return {
		id,
		pubkey: id.startsWith('?') ? undefined : id,
		isMe,
		devices: devices.length,
		speaking: devices.some((device) => device.speaking),
		muted: here.every((device) => device.muted),
		listening: devices.every((device) => !device.mayPublish),
		camera: devices.find((device) => device.camera)?.camera,
		screen: devices.find((device) => device.screen)?.screen,
		joinedAt: Math.min(...devices.map((device) => device.joinedAt))
	};
}

/** What the room draws. */
export interface CallStage {
	/** Whoever shows a screen, drawn first and large. */
	readonly presenter: CallPerson | undefined;
	/** At most `limit`, or one fewer when some are left over. */
	readonly tiles: readonly CallPerson[];
	/** How many who may speak have no tile. */
	readonly hidden: number;
	readonly listeners: readonly CallPerson[];
}

/**
 * Who gets a tile. Speakers before cameras before others, but whoever has a tile stands where they stood: order of
 * arrival, me last, so that nothing moves because somebody coughed. Listeners have no tile; they are named below.
 */
export function arrangeStage(people: readonly CallPerson[], limit: number): CallStage {
	const listeners = people.filter((person) => person.listening);
	const talkers = people.filter((person) => !person.listening);
	const room = talkers.length > limit ? limit - 1 : limit;
	const chosen = new Set([...talkers].sort((a, b) => rank(b) - rank(a)).slice(0, room));
	return {
		presenter:
			people.find((person) => person.screen && !person.isMe) ?? people.find((person) => person.screen),
		tiles: talkers.filter((person) => chosen.has(person)),
		hidden: talkers.length - chosen.size,
		listeners
	};
}

function rank(person: CallPerson): number {
	return (
		(person.screen ? 8 : 0) +
		(person.speaking ? 4 : 0) +
		(person.isMe ? 3 : 0) +
		(person.camera ? 2 : 0) +
		(person.muted ? 0 : 1)
	);
}

/** Who is in a room, and how many: one count everywhere, me and listeners included. */
export interface RoomPresence {
	readonly count: number;
	/** The keys among them; somebody without a readable key counts all the same. */
	readonly pubkeys: readonly string[];
}

/**
 * The relay's list (39004) until I am inside, the media server's afterwards, which is newer. Undefined when
 * neither says anything: unknown is not empty.
 */
export function mergePresence(
	relayList: readonly string[] | undefined,
	inside: readonly CallPerson[] | undefined
): RoomPresence | undefined {
	if (inside) {
		const pubkeys = inside.flatMap((person) => (person.pubkey ? [person.pubkey] : []));
		return { count: inside.length, pubkeys };
	}
	return relayList && { count: relayList.length, pubkeys: relayList };
}
