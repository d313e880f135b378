import type { NostrEvent } from '../../src/lib/protocol/event.ts';
import type { GroupKey } from '../../src/lib/protocol/group-key.ts';
import { kinds } from '../../src/lib/protocol/kinds.ts';
import { pubkeyOf } from '../../src/lib/protocol/signature.ts';
import type { Findings } from './fuzz-findings.ts';
import type { House, Street } from './hostile-houses.ts';
import {
	hostileEvent,
	hostileLinks,
	hostileProfile,
	hostileTags,
	hostileText,
	injectedMessage,
	keyOf,
	sign,
	times,
	type Random
} from './hostile-messages.ts';
import {
	hostileDocument,
	hostileFrame,
	hostileMetadata,
	hostilePresence,
	hostileRoster,
	hostileWords
} from './hostile-relay-words.ts';

/** Unix seconds. */
export function seconds(): number {
	return Math.floor(Date.now() / 1000);
}

/** A house and the group in it that is visited. */
export interface Place {
	readonly house: House;
	readonly group: GroupKey;
	/** Its members, by their secret keys. */
	readonly members: readonly Uint8Array[];
}

/** What a house says of itself in full honesty. */
function honestDocument(self: string): House['document'] {
	const body = JSON.stringify({ name: 'Honest House', self, supported_nips: [1, 11, 29, 42] });
	return { status: 200, type: 'application/nostr+json', body };
}

/** A house that tells the truth about one group, in which everybody talks. */
export function openHonestHouse(street: Street, name: string, members: readonly Uint8Array[]): Place {
	const house = street.open(name);
	const key = keyOf(name);
	const group = { relay: street.urlOf(name), id: 'commons' };
	const people = members.map(pubkeyOf);
	const state = (kind: number, tags: string[][]): void =>
		house.push(sign({ kind, content: '', tags: [['d', group.id], ...tags] }, seconds() - 60, key));
	house.document = honestDocument(pubkeyOf(key));
	state(kinds.groupMetadata, [
		['name', 'The Commons'],
		['about', 'Where one can talk.'],
		['restricted'],
		['livekit']
	]);
	state(
		kinds.groupAdmins,
		people.slice(0, 1).map((pubkey) => ['p', pubkey, 'admin'])
	);
	state(
		kinds.groupMembers,
		people.map((pubkey) => ['p', pubkey])
	);
	return { house, group, members };
}

/** Somebody honest says something in a place. */
export function sayHonestly({ house, group, members }: Place, words: string): void {
	const [key = keyOf('nobody')] = members;
	house.push(sign({ kind: kinds.chat, content: words, tags: [['h', group.id]] }, seconds(), key));
}

/** What members of a group say when they mean harm: events, tags, links, scripts and profiles, `share` of each. */
export function hostileTalk(
	random: Random,
	{ group, members }: Place,
	share: number,
	findings: Findings
): NostrEvent[] {
	const makers = {
		events: hostileEvent,
		tags: hostileTags,
		links: hostileLinks,
		scripts: injectedMessage,
		profiles: hostileProfile
	} as const;
	return Object.entries(makers).flatMap(([name, make]) => {
		findings.count(name as keyof typeof makers, share);
		return times(share, (at) => {
			const key = members[Math.floor(random() * members.length)] ?? keyOf('nobody');
			return sign(make(random, group.id), seconds() - 30 + (at % 20), key);
		});
	});
}

/** Frames that are no events of the group, for whoever listens there. */
export function hostileNoise(
	random: Random,
	{ group, members }: Place,
	many: number,
	findings: Findings
): ((subscription: string) => string)[] {
	const [key = keyOf('nobody')] = members;
	const sound = sign({ kind: kinds.chat, content: 'sound', tags: [['h', group.id]] }, seconds() - 40, key);
	findings.count('frames', many);
	return times(many, () => hostileFrame(random, sound));
}

/** A house that lies about itself, about four groups and about who is in them, and whose people are no better. */
export function openHostileHouse(street: Street, name: string, random: Random, findings: Findings): Place {
	const house = street.open(name);
	const key = keyOf(name);
	const ids = times(4, (at) => (at === 0 ? 'den' : `${name}-${at}`));
	const members = times(3, (at) => keyOf(`${name} ${at}`));
	const place = { house, group: { relay: street.urlOf(name), id: 'den' }, members };
	const state = (draft: Parameters<typeof sign>[0]): void => house.push(sign(draft, seconds() - 60, key));
	house.document = hostileDocument(random, pubkeyOf(key));
	for (const id of ids) {
		state(hostileMetadata(random, id, ids));
		state(hostilePresence(random, id));
	}
	const rosters = [kinds.groupAdmins, kinds.groupMembers, kinds.groupRoles, kinds.groupPins];
	for (const kind of rosters) state(hostileRoster(random, kind, 'den'));
	if (random() < 0.3) house.challenge = hostileText(random);
	if (random() < 0.2) {
		house.closing = (random() < 0.5 ? 'auth-required: ' : '') + hostileWords(random);
		findings.count('words');
	} else {
		for (const event of hostileTalk(random, place, 3, findings)) house.push(event);
		house.noise = hostileNoise(random, place, 3, findings);
	}
	findings.count('documents');
	findings.count('metadata', ids.length);
	findings.count('presence', ids.length);
	findings.count('rosters', rosters.length);
	return place;
}
