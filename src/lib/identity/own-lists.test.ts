import { beforeEach, describe, expect, test } from 'vitest';
import { KeysInPlace } from '../../../tests/fixtures/keys-in-place.ts';
import { ListsInMemory, NetworkInMemory } from '../../../tests/fixtures/wide-network.ts';
import type { EventDraft, NostrEvent } from '../protocol/event.ts';
import { kinds } from '../protocol/kinds.ts';
import { verifyEvent } from '../protocol/signature.ts';
import { KeySigner } from './key-signer.ts';
import { OwnGroups } from './own-groups.ts';
import { OwnLists } from './own-lists.ts';

const home = 'wss://home.example.com';
const own = 'wss://own.example.com';
const garden = { key: { relay: 'wss://groups.example.com', id: 'garden' }, name: 'Garden' };
const secret = { key: { relay: 'wss://groups.example.com', id: 'secret' } };
const foreignTags = [
	['r', 'wss://groups.example.com'],
	['group', 'library', 'wss://books.example.com/', 'Street Library', 'extra'],
	['future-tag', 'a', '', 'b']
];

let network: NetworkInMemory;
let signer: KeySigner;
let lists: OwnLists;
let groups: OwnGroups;
let now: number;

async function sign(draft: Partial<EventDraft> & { kind: number }, created_at: number): Promise<NostrEvent> {
	return signer.signEvent({ content: '', tags: [], ...draft, created_at });
}

beforeEach(async () => {
	now = 1_790_000_000;
	network = new NetworkInMemory(home, own);
	const keys = new KeysInPlace();
	const pubkey = await keys.ask('create', undefined);
	const vault = { deviceKey: () => Promise.reject(new Error('not asked for')) };
	const record = { pubkey, kind: 'password' as const, createdAt: now, backedUp: true };
	signer = new KeySigner({ keys, vault, askUnlock: () => Promise.resolve(false) }, record, true);
	const storage = new ListsInMemory();
	lists = new OwnLists({
		signer,
		storage,
		profiles: { put: () => Promise.resolve() },
		relays: { connection: () => Promise.reject(new Error('asks nobody who I am')) as never },
		verify: (events) => Promise.resolve(events.map(verifyEvent)),
		network: () => Promise.resolve(network),
		homeRelays: [home],
		clock: () => now
	});
	groups = new OwnGroups(lists, signer);
});

describe('loading', () => {
	test('follows the newest relay list to where the lists are', async () => {
		network.put(home, await sign({ kind: kinds.relayList, tags: [['r', own, 'write']] }, 1));
		network.put(own, await sign({ kind: kinds.groupList, tags: foreignTags }, 2));
		await lists.load();
		expect((await groups.known()).groups.map(({ key }) => key.id)).toEqual(['library']);
	});

	test('keeps nothing that relays answer once the account has left the device', async () => {
		network.put(home, await sign({ kind: kinds.groupList, tags: foreignTags }, 2));
		const answer = Promise.withResolvers<undefined>();
		const fetch = network.fetch.bind(network);
		network.fetch = async (relay, filter) => {
			await answer.promise;
			return fetch(relay, filter);
		};
		const loaded = lists.load();
		await lists.close();
		answer.resolve(undefined);
		await loaded;
		expect(await lists.find(kinds.groupList)).toBeUndefined();
	});

	test('asks no relay that is only read from, nor more than six', async () => {
		const many = Array.from({ length: 30 }, (_, at) => ['r', `wss://${at}.example.com`]);
		network.put(
			home,
			await sign({ kind: kinds.relayList, tags: [['r', 'wss://read.example.com', 'read'], ...many] }, 1)
		);
		await lists.load().catch(() => undefined);
		expect(network.dialled).not.toContain('wss://read.example.com');
		expect(network.dialled.size).toBe(7);
	});

	test('keeps the newest of what relays and device have, and gives relays what they lack', async () => {
		network.put(
			home,
			await sign(
				{
					kind: kinds.relayList,
					tags: [
						['r', home],
						['r', own]
					]
				},
				1
			)
		);
		network.put(home, await sign({ kind: kinds.profile, content: '{"name":"Old"}' }, 1));
		network.put(own, await sign({ kind: kinds.profile, content: '{"name":"New"}' }, 2));
		await lists.load();
		expect(network.eventAt(home, kinds.profile)?.content).toBe('{"name":"New"}');
		expect(network.eventAt(own, kinds.relayList)).toBeDefined();
	});

	test('of a new account publishes its first profile and relay list as soon as a relay answers', async () => {
		network.down.add(home);
		await lists.signFirst('Mara');
		await expect(lists.load()).rejects.toMatchObject({ code: 'list-not-loaded' });
		network.down.clear();
		await lists.load();
		expect(network.eventAt(home, kinds.profile)?.content).toBe('{"name":"Mara"}');
		expect(network.eventAt(home, kinds.relayList)?.tags).toEqual([['r', home]]);
	});
});

describe('an edit', () => {
	test('is refused while the current version cannot be had', async () => {
		network.put(home, await sign({ kind: kinds.relayList, tags: [['r', own]] }, 1));
		network.put(own, await sign({ kind: kinds.groupList, tags: foreignTags }, 2));
		network.down.add(own);
		await expect(groups.add(garden, false)).rejects.toMatchObject({ code: 'list-not-loaded' });
		expect(network.eventAt(own, kinds.groupList)?.tags).toEqual(foreignTags);
		expect(lists.isLoaded).toBe(false);
	});

	test('keeps everything that is not ours, the encrypted part byte for byte', async () => {
		const content = 'some other app encrypted this?iv=abc';
		network.put(home, await sign({ kind: kinds.groupList, tags: foreignTags, content }, 1));
		await groups.add(garden, false);
		const event = network.eventAt(home, kinds.groupList);
		expect(event?.tags).toEqual([...foreignTags, ['group', 'garden', 'wss://groups.example.com', 'Garden']]);
		expect(event?.content).toBe(content);
		await groups.remove(garden.key);
		expect(network.eventAt(home, kinds.groupList)).toMatchObject({ tags: foreignTags, content });
	});

	test('starts from what another device wrote since', async () => {
		await groups.add(garden, false);
		now += 10;
		const theirs = [
			...(network.eventAt(home, kinds.groupList)?.tags ?? []),
			['group', 'bikes', 'wss://b.example.com']
		];
		network.put(home, await sign({ kind: kinds.groupList, tags: theirs }, now));
		await groups.remove(garden.key);
		expect(network.eventAt(home, kinds.groupList)?.tags).toEqual([['group', 'bikes', 'wss://b.example.com']]);
	});

	test('is newer than a version from a clock that runs ahead', async () => {
		network.put(home, await sign({ kind: kinds.groupList, tags: foreignTags }, now + 500));
		await groups.add(garden, false);
		expect(network.eventAt(home, kinds.groupList)?.created_at).toBe(now + 501);
	});

	test('tells when another device wrote in the same moment, and keeps its version', async () => {
		const theirs = await sign({ kind: kinds.groupList, tags: foreignTags }, now + 5);
		network.onPublished = (relay) => network.put(relay, theirs);
		await expect(groups.add(garden, false)).rejects.toMatchObject({ code: 'list-not-loaded', retry: 'now' });
		expect((await lists.find(kinds.groupList))?.id).toBe(theirs.id);
	});

	test('that changes nothing publishes nothing', async () => {
		await groups.add(garden, false);
		const before = network.eventAt(home, kinds.groupList);
		now += 10;
		await groups.add(garden, false);
		expect(network.eventAt(home, kinds.groupList)).toBe(before);
	});

	test('waits for the one before it', async () => {
		await Promise.all([groups.add(garden, false), groups.add(secret, false)]);
		expect((await groups.known()).groups.map(({ key }) => key.id)).toEqual(['garden', 'secret']);
	});
});

describe('a hidden group', () => {
	test('stands in the encrypted part only, and is known here without decrypting again', async () => {
		await groups.add(garden, false);
		await groups.add(secret, true);
		const event = network.eventAt(home, kinds.groupList);
		expect(JSON.stringify(event)).not.toContain('secret');
		expect(await groups.known()).toMatchObject({ groups: [garden, secret], isPartial: false });
	});

	test('from another device is known once the encrypted part was opened', async () => {
		const content = await signer.encrypt(signer.pubkey, '[["group","secret","wss://groups.example.com"]]');
		network.put(home, await sign({ kind: kinds.groupList, content }, 1));
		await lists.load();
		expect(await groups.known()).toEqual({ groups: [], isPartial: true, isHere: true });
		await groups.openHidden();
		expect(await groups.known()).toMatchObject({ groups: [secret], isPartial: false });
	});

	test('never replaces an encrypted part that cannot be read', async () => {
		const content = await signer.encrypt(signer.pubkey, 'not a list');
		network.put(home, await sign({ kind: kinds.groupList, content }, 1));
		await expect(groups.add(secret, true)).rejects.toMatchObject({ code: 'list-not-loaded' });
		expect(network.eventAt(home, kinds.groupList)?.content).toBe(content);
	});

	test('leaves an empty content behind when the last one goes', async () => {
		await groups.add(secret, true);
		await groups.remove(secret.key);
		expect(network.eventAt(home, kinds.groupList)?.content).toBe('');
	});
});

test('a profile edit keeps the fields of other apps', async () => {
	network.put(
		home,
		await sign({ kind: kinds.profile, content: '{"name":"Mara","lud16":"mara@example.com"}' }, 1)
	);
	await lists.editProfile({ name: 'Mara B.' });
	expect(JSON.parse(network.eventAt(home, kinds.profile)?.content ?? '')).toEqual({
		name: 'Mara B.',
		lud16: 'mara@example.com'
	});
});
