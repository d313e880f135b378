import type { NostrEvent } from '../../src/lib/protocol/event.ts';
import type { Filter } from '../../src/lib/protocol/filter.ts';
import { createSecretKey, pubkeyOf, signEvent } from '../../src/lib/protocol/signature.ts';
import { GroupRelay, type Outcome } from './group-relay.ts';
import type { Habits, ProfileName } from './habits.ts';
import { profiles } from './profiles.ts';

/** Somebody in a test. */
export interface Person {
	readonly secretKey: Uint8Array;
	readonly pubkey: string;
}

/** The same people in all tests, by name: `alice` founds groups. */
export const [alice, bob, carol, dave] = [newPerson(), newPerson(), newPerson(), newPerson()] as const;

function newPerson(): Person {
	const secretKey = createSecretKey();
	return { secretKey, pubkey: pubkeyOf(secretKey) };
}

/** A relay without sockets whose clock the test owns, and people who say things to it. */
export class RelayStory {
	readonly relay: GroupRelay;
	/** Unix seconds. */
	now = 1_780_000_000;

	constructor(profile: ProfileName = 'nip29', habits: Partial<Habits> = {}) {
		this.relay = new GroupRelay({
			secretKey: createSecretKey(),
			clock: () => this.now,
			habits: { ...profiles[profile], ...habits }
		});
	}

	/** Says something as somebody who has authenticated, a second after what was said before. */
	say(who: Person, kind: number, tags: string[][], content = ''): Outcome & { event: NostrEvent } {
		this.now += 1;
		const event = signEvent({ kind, tags, content, created_at: this.now }, who.secretKey);
		return { ...this.relay.submit(event, new Set([who.pubkey])), event };
	}

	/** The words with which something is refused; fails the test when it is not. */
	refusal(who: Person, kind: number, tags: string[][], content = ''): string {
		const { accepted, words } = this.say(who, kind, tags, content);
		if (accepted) throw new Error(`kind ${kind} was accepted`);
		return words;
	}

	/** Says something that must be accepted. */
	done(who: Person, kind: number, tags: string[][], content = ''): NostrEvent {
		const { accepted, words, event } = this.say(who, kind, tags, content);
		if (!accepted) throw new Error(`kind ${kind} was refused: ${words}`);
		return event;
	}

	/** A group of Alice's, with these tags of a 9002 if there are any. */
	group(id: string, settings: string[][] = []): void {
		this.done(alice, 9007, [['h', id]]);
		if (settings.length > 0) this.done(alice, 9002, [['h', id], ...settings]);
	}

	/** What somebody, or a stranger without a key, is shown. */
	read(filter: Filter, ...who: Person[]): NostrEvent[] {
		return this.relay.query([filter], new Set(who.map(({ pubkey }) => pubkey)));
	}

	/** The tags of one of the group's 39000-39005, without `d`; undefined when there is none. */
	state(kind: number, id: string): string[][] | undefined {
		const [event] = this.relay.store.query({ kinds: [kind], '#d': [id] }, 1);
		return event?.tags.filter(([name]) => name !== 'd');
	}

	/** The names of a group's members, as 39002 has them. */
	members(id: string): string[] {
		const people = (this.state(39002, id) ?? []).filter(([name]) => name === 'p');
		return people.map(([, pubkey = '']) => nameOf(pubkey));
	}
}

/** Alice's group `porch` on a relay of that profile, with these flags. */
export function groupOn(profile: ProfileName, ...flags: string[]): RelayStory {
	const story = new RelayStory(profile);
	story.group('porch', [['name', 'Porch'], ...flags.map((flag) => [flag])]);
	return story;
}

const names = new Map([
	[alice.pubkey, 'alice'],
	[bob.pubkey, 'bob'],
	[carol.pubkey, 'carol'],
	[dave.pubkey, 'dave']
]);

/** What a public key is called in these tests. */
export function nameOf(pubkey: string): string {
	return names.get(pubkey) ?? pubkey;
}
