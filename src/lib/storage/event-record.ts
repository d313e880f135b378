import { groupIdOf, isHexKey, tagValue, tagValues, type NostrEvent } from '$lib/protocol/event';
import { namesPerson } from '$lib/protocol/mention';
import { isAddressable, isEphemeral, isRelayState, isReplaceable, kinds } from '$lib/protocol/kinds';
import { placeKey, shelfKey } from './place.ts';
import type { Scope } from './scope.ts';

/** Where an event stands in time. Newest first is: larger `created_at` first, then smaller id (as NIP-01 sorts). */
export interface EventPosition {
	/** Unix seconds. */
	readonly created_at: number;
	readonly id: string;
}

/** What a replaceable event is the newest of: shelf, kind, author (none for the relay's own state), `d` tag. */
export type Address = [shelf: string, kind: number, author: string, name: string];

/** An event as it lies in the cache. */
export interface EventRecord {
	/** Place key. */
	place: string;
	event: NostrEvent;
	/** Minus `created_at`, so that an ascending index is newest first. */
	age: number;
	/** Only on replaceable events. */
	address?: Address;
	/** What it can be found by. */
	references?: Reference[];
}

/**
 * With the place key before it: an id that an event refers to, or a person whom a membership names; or that a
 * message names the account whose scope it is, in the order of the timeline index.
 */
export type Reference =
	[place: string, target: string] | [place: string, target: typeof MENTION, age: number, id: string];

/** The third of the references: a tag may hold this word, too, but then nothing follows it. */
export const MENTION = 'mention';

/**
 * What is left of a deleted event, or waits for one: under the key of an event, but in no index. `event.id` is an
 * event id, or `kind:pubkey:d` for all versions of an addressable event up to `until`.
 */
export interface Tombstone {
	place: string;
	event: { id: string };
	/** Authors whose event of that id is deleted; {@link ANYBODY} for what a moderator deleted. */
	deletedBy: string[];
	/** Unix seconds; only for addresses. */
	until?: number;
}

/** What the cache holds under a key. */
export type StoredRecord = EventRecord | Tombstone;

/** In {@link Tombstone.deletedBy}: whoever wrote it. */
export const ANYBODY = '*';

/** Evidence of who belongs to a group: few events, and relays do not always serve them again. */
export const membershipKinds: readonly number[] = [
	kinds.putUser,
	kinds.removeUser,
	kinds.joinRequest,
	kinds.leaveRequest
];

/** A hostile event with thousands of tags is found by this many of them. */
const maxReferences = 500;

/** The record of an event as a scope got it from a relay; undefined for what has no group or is not to be kept. */
export function buildEventRecord(scope: Scope, relay: string, event: NostrEvent): EventRecord | undefined {
	const group = groupIdOf(event);
	if (group === undefined || isEphemeral(event.kind)) return undefined;
	const place = placeKey({ scope, relay, id: group });
	const record: EventRecord = { place, event, age: -event.created_at };
	const address = addressOf(shelfKey(scope, relay), event);
	if (address) record.address = address;
	const references: Reference[] = targetsOf(event).map((target) => [place, target]);
	if (event.kind === kinds.chat && event.pubkey !== scope && namesPerson(event, scope))
		references.push([place, MENTION, record.age, event.id]);
	if (references.length > 0) record.references = references;
	return record;
}

/** Tells an event from what is left of one. */
export function isEventRecord(record: StoredRecord | undefined): record is EventRecord {
	return record !== undefined && 'age' in record;
}

/** Sorts newest first; a total order, the same as the index has and as pages are cut by. */
export function compareNewestFirst(a: EventPosition, b: EventPosition): number {
	return b.created_at - a.created_at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/**
 * Whether an event takes the place of another with its address: the newer, and of two in one second the lower id
 * (NIP-01). Not so the relay's own state (39000-39005): there the one received last, since relays give a changed
 * state the time of the request that changed it, or mint a new id for each query.
 */
export function replaces(event: NostrEvent, old: NostrEvent): boolean {
	if (event.created_at !== old.created_at) return event.created_at > old.created_at;
	return isRelayState(event.kind) || event.id < old.id;
}

/** Whether the event's time is up (NIP-40). `now` in unix seconds. */
export function isExpired(event: NostrEvent, now: number): boolean {
	const expiration = tagValue(event, 'expiration');
	return expiration !== undefined && /^\d{1,15}$/.test(expiration) && Number(expiration) <= now;
}

/** About how many bytes the event takes on the device, its index entries included. */
export function sizeOf(record: EventRecord): number {
	const perRecord = 600; // keys and index entries: four times the place key and the id
	return JSON.stringify(record.event).length + perRecord + 200 * (record.references?.length ?? 0);
}

/** What a deletion names: event ids and, for one's own, the addresses of whole series. */
export function deletionTargets(event: NostrEvent): { ids: string[]; addresses: string[] } {
	if (event.kind !== kinds.deletion && event.kind !== kinds.deleteEvent) return { ids: [], addresses: [] };
	const ids = [...new Set(tagValues(event, 'e').filter(isHexKey))];
	const isOwn = (address: string) => address.split(':', 2)[1] === event.pubkey;
	const addresses = event.kind === kinds.deletion ? [...new Set(tagValues(event, 'a').filter(isOwn))] : [];
	return { ids, addresses };
}

/** A deletion cannot be deleted (NIP-09), and the relay's own state is only replaced. */
export function isDeletable(event: NostrEvent): boolean {
	return event.kind !== kinds.deletion && event.kind !== kinds.deleteEvent && !isRelayState(event.kind);
}

/** `kind:pubkey:d`, as `a` tags spell the address of a record; undefined where an author cannot delete it so. */
export function addressText(record: EventRecord): string | undefined {
	if (!record.address || isRelayState(record.event.kind)) return undefined;
	return record.address.slice(1).join(':');
}

/** The address that an `a` tag spells (`kind:pubkey:d`, where `d` may hold colons). */
export function addressFromText(shelf: string, text: string): Address {
	const [kind = '', author = '', ...name] = text.split(':');
	return [shelf, Number(kind) || 0, author, name.join(':')];
}

function addressOf(shelf: string, event: NostrEvent): Address | undefined {
	if (isRelayState(event.kind)) return [shelf, event.kind, '', groupIdOf(event) ?? ''];
	if (isReplaceable(event.kind)) return [shelf, event.kind, event.pubkey, ''];
	if (isAddressable(event.kind)) return [shelf, event.kind, event.pubkey, tagValue(event, 'd') ?? ''];
	return undefined;
}

function targetsOf(event: NostrEvent): string[] {
	if (event.kind === kinds.putUser || event.kind === kinds.removeUser)
		return [...new Set(tagValues(event, 'p'))];
	if (event.kind === kinds.joinRequest || event.kind === kinds.leaveRequest) return [event.pubkey];
	// The last one is the target of a reaction (NIP-25), so the first ones go when there are too many.
	return [...new Set([...tagValues(event, 'q'), ...tagValues(event, 'e')])].slice(-maxReferences);
}
