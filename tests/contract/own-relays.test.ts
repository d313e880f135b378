import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startRelay, type RunningRelay } from '../../dev/relay/start-relay.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { KeySigner } from '../../src/lib/identity/key-signer.ts';
import { NdkNetwork } from '../../src/lib/identity/ndk-network.ts';
import { OwnLists } from '../../src/lib/identity/own-lists.ts';
import type { EventDraft, NostrEvent } from '../../src/lib/protocol/event.ts';
import { kinds } from '../../src/lib/protocol/kinds.ts';
import { verifyEvent } from '../../src/lib/protocol/signature.ts';
import type { Signer } from '../../src/lib/protocol/signer.ts';
import { RelayPool } from '../../src/lib/sync/relay-pool.ts';
import { KeysInPlace } from '../fixtures/keys-in-place.ts';
import { ListsInMemory } from '../fixtures/wide-network.ts';

const group = ['group', 'garden', 'wss://groups.example.com'];
const verify = (events: NostrEvent[]): Promise<boolean[]> => Promise.resolve(events.map(verifyEvent));

/** Of this deployment, and it asks nobody who they are. */
let home: RunningRelay;
/** Answers only those whom it knows, as zooid does. */
let own: RunningRelay;
let network: NdkNetwork;
let pool: RelayPool;
let keys: KeysInPlace;
let signer: Signer;
/** Relays that were told who asks. */
let told: string[];

beforeEach(async () => {
	home = await startRelay();
	own = await startRelay({ profile: 'zooid' });
	network = new NdkNetwork(verify, { answerMs: 4000 });
	keys = new KeysInPlace();
	signer = await makeSigner();
	told = [];
	pool = new RelayPool({ signerOf: () => noting(signer), clock: systemClock, random: () => 0 });
});
afterEach(async () => {
	network.close();
	pool.close();
	await home.stop();
	await own.stop();
});

async function makeSigner(): Promise<Signer> {
	const pubkey = await keys.ask('create', undefined);
	const vault = { deviceKey: () => Promise.reject(new Error('not asked for')) };
	const record = { pubkey, kind: 'password' as const, createdAt: 1, backedUp: true };
	return new KeySigner({ keys, vault, askUnlock: () => Promise.resolve(false) }, record, true);
}

/** Notes whom it tells who one is. */
function noting(of: Signer): Signer {
	const { pubkey, kind, needsPerson } = of;
	const bound = { encrypt: of.encrypt.bind(of), decrypt: of.decrypt.bind(of), close: of.close.bind(of) };
	const signEvent: Signer['signEvent'] = (template) => {
		if (template.kind === kinds.clientAuth) told.push(template.tags[0]?.[1] ?? '');
		return of.signEvent(template);
	};
	return { pubkey, kind, needsPerson, ...bound, signEvent };
}

function openLists(as = signer): OwnLists {
	return new OwnLists({
		signer: as,
		storage: new ListsInMemory(),
		profiles: { put: () => Promise.resolve() },
		network: () => Promise.resolve(network),
		relays: pool,
		verify,
		homeRelays: [home.url],
		clock: systemClock
	});
}

async function seed(relay: RunningRelay, draft: Partial<EventDraft> & { kind: number }): Promise<void> {
	relay.seed([await signer.signEvent({ content: '', tags: [], ...draft, created_at: systemClock() - 60 })]);
}

describe('a relay of my list that asks who I am', () => {
	beforeEach(() => seed(home, { kind: kinds.relayList, tags: [['r', own.url]] }));

	test('is told, and gives the lists it has', async () => {
		await seed(own, { kind: kinds.groupList, tags: [group] });
		const lists = openLists();
		await lists.load();
		expect((await lists.find(kinds.groupList))?.tags).toEqual([group]);
		expect(told).toEqual([own.url]);
	});

	test('takes what is written', async () => {
		await openLists().edit(kinds.groupList, () => ({
			draft: { kind: kinds.groupList, tags: [group], content: '' }
		}));
		const elsewhere = openLists();
		await elsewhere.load();
		expect((await elsewhere.find(kinds.groupList))?.tags).toEqual([group]);
	});

	test('waits until a locked key is used: looking unlocks nothing', async () => {
		const locked = { ...noting(signer), needsPerson: true };
		const lists = openLists(locked);
		await expect(lists.load()).rejects.toMatchObject({ code: 'list-not-loaded' });
		expect(told).toEqual([]);
		await lists.editProfile({ name: 'Mara' });
		expect(told).toEqual([own.url]);
	});
});

test('a relay of my list that asks only those who write takes what is written', async () => {
	await seed(home, { kind: kinds.relayList, tags: [['r', home.url]] });
	// NIP-70: only its author may bring it.
	const isProtected = { kind: kinds.groupList, tags: [['-'], group], content: '' };
	await openLists().edit(kinds.groupList, () => ({ draft: isProtected }));
	const elsewhere = openLists();
	await elsewhere.load();
	expect((await elsewhere.find(kinds.groupList))?.tags).toEqual(isProtected.tags);
	expect(told).toEqual([home.url]);
});

test('a relay that is not on my list is never told who I am', async () => {
	const stranger = await startRelay({ profile: 'zooid' });
	await seed(home, { kind: kinds.relayList, tags: [['r', home.url]] });
	const lists = new OwnLists({
		signer,
		storage: new ListsInMemory(),
		profiles: { put: () => Promise.resolve() },
		network: () => Promise.resolve(network),
		relays: pool,
		verify,
		homeRelays: [home.url, stranger.url],
		clock: systemClock
	});
	await lists.load();
	await lists.editProfile({ name: 'Mara' });
	expect(told).toEqual([]);
	expect(stranger.eventCount).toBe(0);
	await stranger.stop();
});
