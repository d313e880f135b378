import { isHexKey, type NostrEvent } from './event.ts';
import { kinds } from './kinds.ts';
import { oneLine } from './plain-text.ts';

/** A person of a 39002 (NIP-29). */
export interface GroupMember {
	readonly pubkey: string;
	/** As the relay spells them: compare with {@link sameRole}. */
	readonly roles: string[];
}

/** A person of a 39001 (NIP-29). */
export interface GroupAdmin extends GroupMember {
	/** Kinds of moderation this person may use: the numbers among the extras of the tag (proposal #2440). */
	readonly permissions: number[];
}

/** A role of a 39003 (NIP-29), with what proposal #2316 adds to it. */
export interface GroupRole {
	readonly name: string;
	readonly description?: string;
	/** What to call it on screen, when that is not the name. */
	readonly label?: string;
	/** Degrees, 0-359. */
	readonly hue?: number;
	/** Higher comes first; gives no power. */
	readonly order?: number;
	/** Kinds of moderation that holders may use. */
	readonly permissions: number[];
	readonly access: ('read' | 'write' | 'join')[];
}

/** The admins that a relay lists: kind 39001. Undefined for another kind; no admins is an empty list. */
export function parseGroupAdmins(event: NostrEvent): GroupAdmin[] | undefined {
	if (event.kind !== kinds.groupAdmins) return undefined;
	return parsePeople(event).map(({ pubkey, extras }) => ({
		pubkey,
		roles: roleNames(extras),
		permissions: extras.filter(isKindNumber).map(Number)
	}));
}

/** The members that a relay lists: kind 39002. It may be part of the truth: absence proves nothing (NIP-29). */
export function parseGroupMembers(event: NostrEvent): GroupMember[] | undefined {
	if (event.kind !== kinds.groupMembers) return undefined;
	return parsePeople(event).map(({ pubkey, extras }) => ({ pubkey, roles: roleNames(extras) }));
}

/** The roles that a relay knows: kind 39003. Undefined for another kind. */
export function parseGroupRoles(event: NostrEvent): GroupRole[] | undefined {
	if (event.kind !== kinds.groupRoles) return undefined;
	const tagsOf = new Map<string, string[][]>();
	for (const tag of event.tags) {
		if (!tag[0]?.startsWith('role') || !tag[1]) continue;
		const id = roleId(tag[1]);
		tagsOf.set(id, [...(tagsOf.get(id) ?? []), tag]);
	}
	return [...tagsOf.values()].flatMap((tags) => {
		const role = tags.find((tag) => tag[0] === 'role');
		const name = oneLine(role?.[1], 100);
		return name === undefined ? [] : [describeRole(name, role?.[2], tags)];
	});
}

/** Relays spell the same role in different case (`admin`, `Admin`). */
export function sameRole(a: string, b: string): boolean {
	return roleId(a) === roleId(b);
}

function describeRole(name: string, description: string | undefined, tags: string[][]): GroupRole {
	const values = (tagName: string): string[] =>
		tags.flatMap((tag) => (tag[0] === tagName && tag[2] !== undefined ? [tag[2]] : []));
	const hue = values('role-color').find((text) => /^\d{1,3}$/.test(text) && Number(text) <= 255);
	const order = values('role-order').find((text) => /^-?\d{1,9}$/.test(text));
	return {
		name,
		description: oneLine(description, 500),
		label: oneLine(values('role-label')[0], 100),
		// #2316 counts a circle of 256.
		hue: hue === undefined ? undefined : Math.round((Number(hue) * 360) / 256) % 360,
		order: order === undefined ? undefined : Number(order),
		permissions: [...new Set(values('role-permission').filter(isKindNumber).map(Number))],
		access: [...new Set(values('role-access'))].filter(isAccess)
	};
}

/** Everybody in the `p` tags once, in order, with the extras of all their tags. */
function parsePeople(event: NostrEvent): { pubkey: string; extras: string[] }[] {
	const people = new Map<string, Set<string>>();
	for (const [name, pubkey, ...extras] of event.tags) {
		if (name !== 'p' || !isHexKey(pubkey)) continue;
		const known = people.get(pubkey) ?? new Set();
		for (const extra of extras) known.add(extra);
		people.set(pubkey, known);
	}
	return [...people].map(([pubkey, extras]) => ({ pubkey, extras: [...extras] }));
}

function roleNames(extras: string[]): string[] {
	return extras.flatMap((extra) => (isKindNumber(extra) ? [] : (oneLine(extra, 100) ?? [])));
}

function roleId(name: string): string {
	return name.trim().toLowerCase();
}

function isKindNumber(text: string): boolean {
	return /^\d{1,5}$/.test(text);
}

function isAccess(text: string): text is 'read' | 'write' | 'join' {
	return text === 'read' || text === 'write' || text === 'join';
}
