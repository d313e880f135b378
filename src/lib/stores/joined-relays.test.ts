import { expect, test } from 'vitest';
import type { Place } from '$lib/storage/place';
import { JoinedRelays } from './joined-relays.ts';

const [one, two, three] = ['wss://one.example', 'wss://two.example', 'wss://three.example'];
const placeOf = (relay = one, id = 'porch'): Place => ({ scope: 'me', relay, id });
const places = [placeOf(one), placeOf(two), placeOf(three), placeOf(two, 'garden')];

/** Relays that answer, and pauses that end, when a test says so. */
function openRelays(tellable = places, mayTell = true) {
	const said: string[] = [];
	let go: () => void = () => undefined;
	const wait = (what: string) => () => {
		said.push(what);
		return new Promise<void>((resolve) => (go = resolve));
	};
	const nameOf = ({ relay, id }: Place) => `${relay.slice(6, -8)}/${id}`;
	const relays = new JoinedRelays({
		hold: (place) => {
			said.push(`+${nameOf(place)}`);
			return () => said.push(`-${nameOf(place)}`);
		},
		answered: wait('answer'),
		pause: wait('pause'),
		rest: (resting) => said.push(resting ? 'rest' : 'wake'),
		tellable: (asked) => Promise.resolve(asked.filter((place) => tellable.includes(place))),
		mayTell: () => Promise.resolve(mayTell),
		doze: wait('doze'),
		glance: wait('glance'),
		watch: (relay, groups) => {
			said.push(`watch ${relay.slice(6, -8)}: ${groups.join()}`);
			return () => said.push(`unwatch ${relay.slice(6, -8)}`);
		}
	});
	/** What has been done since, after `next` came to pass. */
	const then = async (): Promise<string[]> => {
		go();
		await new Promise(setImmediate);
		return said.splice(0);
	};
	return { relays, then };
}

test('what is looked at comes first, and each relay after the one before has answered', async () => {
	const { relays, then } = openRelays();
	const done = relays.open(places, two);
	expect(await then()).toEqual(['wake', '+two/porch', '+two/garden', 'answer', 'pause']);
	expect(await then()).toEqual(['+one/porch', 'answer']);
	expect(await then()).toEqual(['pause']);
	expect(await then()).toEqual(['+three/porch', 'answer']);
	expect(await then()).toEqual([]);
	await done;
});

test('a group that is joined or left changes nothing for the others', async () => {
	const { relays, then } = openRelays();
	void relays.open([placeOf(one)]);
	await then();
	void relays.open([placeOf(one), placeOf(one, 'garden')]);
	expect(await then()).toEqual(['wake', '+one/garden', 'answer']);
	void relays.open([placeOf(one, 'garden')]);
	expect(await then()).toEqual(['-one/porch', 'wake']);
});

test('in the back one request for each relay that may tell is left', async () => {
	const tellable = [places[1], places[3]].filter((place) => place !== undefined);
	const { relays, then } = openRelays(tellable);
	void relays.open(places);
	await then();
	void relays.rest(places);
	expect(await then()).toEqual(['-one/porch', 'rest', 'watch two: porch,garden']);
	void relays.open([placeOf(one)]);
	expect(await then()).toEqual(['unwatch two', 'wake', '+one/porch', 'answer']);
	relays.close();
	expect(await then()).toEqual(['-one/porch', 'wake']);
});

test('in the back, where nobody can be told, all are closed but for a look now and then', async () => {
	const { relays, then } = openRelays(places, false);
	void relays.open([placeOf(one)]);
	await then();
	void relays.rest(places);
	expect(await then()).toEqual(['-one/porch', 'rest', 'doze']);
	expect(await then()).toEqual([
		'watch one: porch',
		'watch two: porch,garden',
		'watch three: porch',
		'glance'
	]);
	expect(await then()).toEqual(['unwatch one', 'unwatch two', 'unwatch three', 'doze']);
	expect(await then()).toEqual([
		'watch one: porch',
		'watch two: porch,garden',
		'watch three: porch',
		'glance'
	]);
	void relays.open([placeOf(one)]);
	expect(await then()).toEqual([
		...['unwatch one', 'unwatch two', 'unwatch three'],
		...['wake', '+one/porch', 'answer']
	]);
	void relays.rest(places);
	expect(await then()).toEqual(['-one/porch', 'rest', 'doze']);
	relays.close();
	expect(await then()).toEqual(['wake']);
});

test('who goes away before all are open opens no more of them; saved data hears nothing', async () => {
	const { relays, then } = openRelays();
	void relays.open(places);
	void relays.rest([]);
	expect(await then()).toEqual(['wake', '+one/porch', 'answer', '-one/porch', 'rest']);
	expect(await then()).toEqual([]);
});
