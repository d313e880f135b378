import { expect, test } from 'vitest';
import { eventOf, hexOf } from '../../../tests/fixtures/events.ts';
import { anyEvent, seededRandom } from '../../../tests/fixtures/hostile-values.ts';
import type { NostrEvent } from './event.ts';
import { judgeMembership, replayMembers, type Membership, type MembershipEvidence } from './membership.ts';

const [me, bob, relay, admin, stranger] = ['me', 'bob', 'relay', 'admin', 'stranger'].map(hexOf) as [
	string,
	string,
	string,
	string,
	string
];

const put = (at: number, by = relay, who = me, ...roles: string[]): NostrEvent =>
	eventOf({ kind: 9000, created_at: at, pubkey: by, tags: [['p', who, ...roles]] });
const remove = (at: number, by = relay, ...more: string[][]): NostrEvent =>
	eventOf({ kind: 9001, created_at: at, pubkey: by, tags: [['p', me], ...more] });
const leave = (at: number, by = me): NostrEvent => eventOf({ kind: 9022, created_at: at, pubkey: by });

type Story = [string, Partial<MembershipEvidence>, Membership];

test.each<Story>([
	['nothing was heard', {}, 'unknown'],
	['the relay was asked and shows nothing', { answered: true }, 'none'],
	['the list of members is without me', { members: [bob] }, 'none'],
	['the list of members has me', { members: [bob, me] }, 'member'],
	['the list of admins has me', { admins: [me] }, 'member'],
	['the relay put me in', { history: [put(1)] }, 'member'],
	[
		'the relay put me in, and its list is without me (lists may be partial)',
		{ history: [put(1)], members: [bob] },
		'member'
	],
	['an admin put me in', { history: [put(1, admin)] }, 'member'],
	['a stranger put me in', { history: [put(1, stranger)], answered: true }, 'none'],
	['I put myself in', { history: [put(1, me)], answered: true }, 'none'],
	['somebody else was put in', { history: [put(1, relay, bob)], answered: true }, 'none'],
	[
		'we were put in together',
		{
			history: [
				eventOf({
					kind: 9000,
					pubkey: relay,
					tags: [
						['p', bob],
						['p', me]
					]
				})
			]
		},
		'member'
	],
	['I was removed', { history: [put(1), remove(2)] }, 'removed'],
	['I was removed and the events came in any order', { history: [remove(2), put(1)] }, 'removed'],
	['I was removed by an admin', { history: [put(1), remove(2, admin)] }, 'removed'],
	['a stranger removed me', { history: [put(1), remove(2, stranger)] }, 'member'],
	['I was removed and put back', { history: [put(1), remove(2), put(3)] }, 'member'],
	['I was removed and nothing else is known', { history: [remove(2)] }, 'removed'],
	[
		'I was removed, and an old list of admins still has me (relay29)',
		{ history: [put(1), remove(2)], admins: [admin, me] },
		'removed'
	],
	[
		'I was removed, and an older list still has me',
		{ history: [put(1), remove(5)], members: [me], membersAt: 4 },
		'removed'
	],
	[
		'I was removed, and a newer list has me again',
		{ history: [put(1), remove(5)], members: [me], membersAt: 6 },
		'member'
	],
	['I was removed, and a list of unknown age has me', { history: [remove(5)], members: [me] }, 'member'],
	['put in and removed in one second, with no list', { history: [put(5), remove(5)] }, 'removed'],
	[
		'put in and removed in one second, and the list has me',
		{ history: [remove(5), put(5)], members: [me], membersAt: 5 },
		'member'
	],
	['I left, and the relay says so', { history: [put(1), remove(2, relay, ['self-removal'])] }, 'left'],
	[
		'I left, and the relay answered without a word (relay29)',
		{ history: [put(1), leave(2), remove(3)] },
		'left'
	],
	['I left, and the relay answered in the same second', { history: [put(1), leave(2), remove(2)] }, 'left'],
	['I left, and no 9001 follows (groups_relay)', { history: [put(1), leave(2)] }, 'left'],
	['I left in the second I came', { history: [put(5), leave(5)] }, 'left'],
	[
		'I left and an admin removed me in one second',
		{ history: [put(1), leave(5), remove(5, admin)] },
		'removed'
	],
	[
		'I left, came back and was removed by an admin, all in one second',
		{ history: [leave(5), put(5), remove(5, admin)] },
		'removed'
	],
	['I left and came back', { history: [put(1), leave(2), remove(2), put(3)] }, 'member'],
	[
		'I left and came back with nothing but the list',
		{ history: [put(1), leave(2)], members: [me], membersAt: 3 },
		'member'
	],
	['I left after being removed', { history: [put(1), remove(2, admin), leave(3)] }, 'left'],
	['I left long ago, came back and was removed', { history: [leave(1), put(2), remove(3)] }, 'removed'],
	['I left, and an admin removed me later', { history: [put(1), leave(2), remove(3, admin)] }, 'removed'],
	['somebody else left', { history: [put(1), leave(2, bob)] }, 'member'],
	[
		'the admin who put me in is no admin any more',
		{ history: [put(1, admin)], admins: [], answered: true },
		'none'
	],
	[
		'the key of the relay is not known, but its list is',
		{ relayKey: undefined, history: [put(1)], members: [me] },
		'member'
	],
	[
		'other kinds are mixed in',
		{ history: [eventOf({ kind: 9, pubkey: relay, tags: [['p', me]] })], answered: true },
		'none'
	]
])('%s', (_, evidence, expected) => {
	expect(judgeMembership({ me, relayKey: relay, admins: [admin], history: [], ...evidence })).toBe(expected);
});

test('the history is replayed to the members and their last roles', () => {
	const history = [
		put(5, admin, bob, 'cook'),
		put(1, relay, me, 'admin'),
		put(2, relay, bob),
		put(3, stranger, stranger, 'admin'),
		put(4, relay, me)
	];
	const members = replayMembers(history, (pubkey) => pubkey === relay || pubkey === admin);
	expect([...members].sort()).toEqual([[me, []] as const, [bob, ['cook']] as const].sort());
});

test.each<[string, NostrEvent[], boolean]>([
	['a removal', [put(1), remove(2)], false],
	['a return', [put(1), remove(2), put(3)], true],
	['a removal of the same second', [remove(2), put(2)], false],
	['leaving', [put(1), leave(2)], false],
	['a removal by a stranger', [put(1), remove(2, stranger)], true]
])('after %s the replay knows whether I am in', (_, history, isIn) => {
	expect(replayMembers(history, (pubkey) => pubkey === relay).has(me)).toBe(isIn);
});

test('in the same second a removal comes after an arrival, whatever their ids are', () => {
	for (let round = 0; round < 20; round += 1) {
		expect(replayMembers([remove(2), put(2)], () => true).has(me)).toBe(false);
	}
});

test('the verdict does not depend on the order of the events', () => {
	const random = seededRandom(8);
	for (let round = 0; round < 300; round += 1) {
		const history = Array.from({ length: 6 }, () => {
			const at = Math.floor(random() * 3);
			const by = random() < 0.5 ? relay : admin;
			return random() < 0.4 ? put(at, by) : random() < 0.6 ? remove(at, by) : leave(at);
		});
		const judge = (events: NostrEvent[]): Membership =>
			judgeMembership({ me, relayKey: relay, admins: [admin], history: events });
		expect(judge(history.toReversed())).toBe(judge(history));
	}
});

test('no event makes it throw', () => {
	const random = seededRandom(9);
	for (let round = 0; round < 1000; round += 1) {
		const history = [9000, 9001, 9022].map((kind) => anyEvent(random, kind));
		const zero = hexOf('0');
		expect(() =>
			judgeMembership({ me: zero, relayKey: hexOf('1'), admins: [hexOf('2')], history })
		).not.toThrow();
		expect(() => replayMembers(history, () => true)).not.toThrow();
	}
});
