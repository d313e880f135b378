import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createPerson } from '../../../tests/fixtures/person.ts';
import { eventOf } from '../../../tests/fixtures/events.ts';
import { openDevice, trustingVerifier } from '../../../tests/fixtures/relay-stand.ts';
import { placeKey, type Place } from '$lib/storage/place';
import { settle } from '$lib/storage/settled';
import { GroupNotifier, homeSubject, type GroupNews } from './group-notifier.ts';

const [me, other] = [createPerson().pubkey, createPerson().pubkey];
const now = 1_790_000_000;
const relay = 'wss://relay.example';
const street: Place = { scope: me, relay, id: 'street' };
const garden: Place = { scope: me, relay, id: 'garden' };

interface Said {
	at: number;
	by?: string;
	in?: Place;
	tags?: string[][];
}

// Only the timers that gather changes: the database has its own.
beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => vi.useRealTimers());

/** A device with two groups that tell of everything, read up to now, and a tab that notifies; its clock may be `wrong`. */
async function openTab({ wrong = 0 } = {}) {
	const { storage } = await openDevice({ verifier: trustingVerifier });
	const notices = await storage.notices();
	await storage.settings.put('notify', true);
	for (const place of [street, garden]) {
		await notices.choose(me, place, 'all');
		await storage.marks.put(me, place, { created_at: now, id: '0'.repeat(64) });
	}
	const looked = new Set<string>();
	const shown: GroupNews[] = [];
	const read: string[] = [];
	const device = { permitted: true, hour: 12, fails: '' };
	const tabs: GroupNotifier[] = [];
	const stops: (() => void)[] = [];
	const open = (places = [street, garden]): void => {
		const tab = new GroupNotifier({
			...storage,
			notices,
			onlookers: { subjects: () => Promise.resolve(looked) },
			clock: () => now + wrong,
			host: { look: () => Promise.resolve(), offset: -wrong },
			now: () => new Date(2026, 10, 22, device.hour),
			permitted: () => device.permitted,
			show: (news) => {
				if (news.place.id === device.fails) return Promise.reject(new Error('no'));
				return Promise.resolve(void shown.push(news));
			},
			tidy: async (isRead) => {
				for (const place of places) if (await isRead(place)) read.push(place.id);
			}
		});
		tabs.push(tab);
		stops.push(tab.follow(places));
		onTestFinished(() => stops.forEach((stop) => stop()));
	};
	open();
	/** Everything that has changed is judged by all tabs. */
	const judge = async (): Promise<void> => {
		vi.advanceTimersByTime(300);
		await Promise.all(tabs.map((tab) => tab.idle()));
	};
	/** Something is said, and judged; gives its id. */
	const say = async ({ at, by = other, in: place = street, tags = [] }: Said): Promise<string> => {
		const event = eventOf({ pubkey: by, created_at: now + at, tags: [['h', place.id], ...tags] });
		await storage.cache.put(me, relay, [event]);
		await judge();
		return event.id;
	};
	const told = (): string[] => shown.map(({ event }) => event.id);
	/** Its list of groups is another one, as after a moment of looking it up. */
	const follow = (places: Place[]): void => {
		for (const stop of stops.splice(0)) stop();
		for (const tab of tabs) stops.push(tab.follow(places));
	};
	return { storage, looked, shown, told, read, device, open, follow, say, judge };
}

test('tells of what others say, each message once, with how many are unread', async () => {
	const { say, shown, told, open } = await openTab();
	open();
	open();
	const first = await say({ at: 1 });
	await say({ at: 2, by: me });
	const second = await say({ at: 3 });
	const other = await say({ at: 4, in: garden });
	expect(told()).toEqual([first, second, other]);
	expect(shown.map(({ count, place }) => [place.id, count])).toEqual([
		['street', 1],
		['street', 2],
		['garden', 1]
	]);
	// An older one that comes late is nothing new.
	await say({ at: 2 });
	expect(shown).toHaveLength(3);
});

test('tells nothing of what was read, here or elsewhere, nor of what happened before the mark', async () => {
	const { say, shown, storage, read, judge } = await openTab();
	await say({ at: -5 });
	expect(shown).toEqual([]);
	const id = await say({ at: 5 });
	expect(shown).toHaveLength(1);
	await storage.marks.put(me, street, { created_at: now + 5, id });
	await judge();
	expect(read).toEqual(['street', 'garden']);
	await say({ at: 4 });
	expect(shown).toHaveLength(1);
});

test('says by level: mentions and answers, or nothing at all', async () => {
	const { say, told, storage } = await openTab();
	const notices = await storage.notices();
	await notices.choose(me, street, 'mentions');
	await notices.choose(me, garden, 'nothing');
	await say({ at: 1 });
	const named = await say({ at: 2, tags: [['p', me]] });
	const answered = await say({ at: 3, tags: [['q', 'e'.repeat(64), relay, me]] });
	await say({ at: 4, in: garden, tags: [['p', me]] });
	expect(told()).toEqual([named, answered]);
});

test('is silent while somebody looks at the group or at the list, and does not say it later', async () => {
	const { say, told, looked } = await openTab();
	looked.add(placeKey(street));
	await say({ at: 1 });
	const elsewhere = await say({ at: 2, in: garden });
	looked.clear();
	looked.add(homeSubject);
	await say({ at: 3, in: garden });
	looked.clear();
	const later = await say({ at: 4 });
	expect(told()).toEqual([elsewhere, later]);
});

test('who has the app before them is told of what happens now, not of what was missed', async () => {
	const { say, told, looked, open, storage } = await openTab();
	const attic: Place = { scope: me, relay, id: 'attic' };
	await (await storage.notices()).choose(me, attic, 'all');
	await storage.marks.put(me, attic, { created_at: now - 900, id: '0'.repeat(64) });
	open([attic]);
	looked.add('the app');
	await say({ at: -300, in: attic });
	const live = await say({ at: -10, in: attic });
	looked.clear();
	const hidden = await say({ at: -5, in: attic });
	expect(told()).toEqual([live, hidden]);
});

test('a list that changes its order meanwhile takes nothing away from what is to be told', async () => {
	const { storage, told, follow, judge } = await openTab();
	const event = eventOf({ pubkey: other, created_at: now + 1, tags: [['h', street.id]] });
	await storage.cache.put(me, relay, [event]);
	follow([garden, street]);
	await judge();
	expect(told()).toEqual([event.id]);
});

test('a group that cannot be told of takes nothing from the others', async () => {
	const { storage, told, device, judge } = await openTab();
	device.fails = street.id;
	const [lost, event] = [street, garden].map(({ id }) =>
		eventOf({ pubkey: other, created_at: now + 1, tags: [['h', id]] })
	);
	await storage.cache.put(me, relay, [lost!, event!]);
	await judge();
	expect(told()).toEqual([event!.id]);
});

test('a group that was never read here tells only of what came since', async () => {
	const { say, told, open, storage } = await openTab();
	const attic: Place = { scope: me, relay, id: 'attic' };
	await (await storage.notices()).choose(me, attic, 'all');
	open([attic]);
	await say({ at: -9, in: attic });
	const since = await say({ at: 9, in: attic });
	expect(told()).toEqual([since]);
});

test('is silent at night, where it is not wanted, and where it is not permitted', async () => {
	const { say, told, device, storage } = await openTab();
	await storage.settings.put('quietHours', { from: 22 * 60, to: 7 * 60 });
	device.hour = 23;
	await say({ at: 1 });
	device.hour = 7;
	const morning = await say({ at: 2 });
	await storage.settings.put('notify', false);
	await say({ at: 3 });
	await storage.settings.put('notify', true);
	device.permitted = false;
	await say({ at: 4 });
	device.permitted = true;
	const again = await say({ at: 5 });
	expect(told()).toEqual([morning, again]);
});

test('a message from the future is told at once, and does not silence the present', async () => {
	const { say, told, storage, read, judge } = await openTab();
	const future = await say({ at: 100_000 });
	const [first, second] = [await say({ at: 1 }), await say({ at: 2 })];
	expect(told()).toEqual([future, first, second]);
	const seen = [
		{ created_at: now + 2, id: second },
		{ created_at: now + 100_000, id: future }
	];
	const mark = settle(undefined, seen, now);
	if (mark) await storage.marks.put(me, street, mark);
	await judge();
	expect(read).toEqual(['street', 'garden']);
	const third = await say({ at: 3 });
	expect(told()).toEqual([future, first, second, third]);
});

describe.each([
	['fast', 3 * 3_600],
	['slow', -3 * 3_600]
])('by a clock that is hours %s', (_, wrong) => {
	test('what is said now is told', async () => {
		const { say, shown, told, looked } = await openTab({ wrong });
		const first = await say({ at: 1 });
		looked.add('the app');
		const live = await say({ at: 2 });
		const last = await say({ at: 3 });
		expect(told()).toEqual([first, live, last]);
		expect(shown.map(({ count }) => count)).toEqual([1, 2, 3]);
	});

	test('so it is of a group that was never read here', async () => {
		const { say, told, open, storage } = await openTab({ wrong });
		const attic: Place = { scope: me, relay, id: 'attic' };
		await (await storage.notices()).choose(me, attic, 'all');
		open([attic]);
		const since = await say({ at: 9, in: attic });
		expect(told()).toEqual([since]);
	});
});

test.each([0, 119, 249])('of a catch-up of 250 messages the mention at %i is told', async (at) => {
	const { storage, told, judge } = await openTab();
	await (await storage.notices()).choose(me, street, 'mentions');
	const said = Array.from({ length: 250 }, (_, each) =>
		eventOf({
			pubkey: other,
			created_at: now + 1 + each,
			tags: [['h', street.id], ...(each === at ? [['p', me]] : [])]
		})
	);
	await storage.cache.put(me, relay, said);
	await judge();
	expect(told()).toEqual([said[at]!.id]);
});
