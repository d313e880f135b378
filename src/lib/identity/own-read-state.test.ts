import { beforeEach, expect, test, vi } from 'vitest';
import { KeysInPlace } from '../../../tests/fixtures/keys-in-place.ts';
import { ListsInMemory, NetworkInMemory } from '../../../tests/fixtures/wide-network.ts';
import type { NostrEvent } from '../protocol/event.ts';
import type { GroupKey } from '../protocol/group-key.ts';
import { groupKeyText } from '../protocol/group-key.ts';
import { kinds } from '../protocol/kinds.ts';
import type { EventPosition } from '../storage/event-record.ts';
import { verifyEvent } from '../protocol/signature.ts';
import { KeySigner } from './key-signer.ts';
import { OwnLists } from './own-lists.ts';
import { OwnReadState } from './own-read-state.ts';

const home = 'wss://home.example.com';
const porch: GroupKey = { relay: 'wss://groups.example.com', id: 'porch' };
const at = (created_at: number): EventPosition => ({ created_at, id: 'a'.repeat(64) });

let now: number;
let keys: KeysInPlace;
let pubkey: string;
let network: NetworkInMemory;

/** One of the account's devices. `isOpen`: its key signs without asking. */
function openDevice(isOpen = true) {
	const askUnlock = vi.fn(() => Promise.resolve(false));
	const vault = { deviceKey: () => Promise.reject(new Error('not asked for')) };
	const record = { pubkey, kind: 'password' as const, createdAt: now, backedUp: true };
	const signer = new KeySigner({ keys, vault, askUnlock }, record, isOpen);
	const lists = new OwnLists({
		signer,
		storage: new ListsInMemory(),
		profiles: { put: () => Promise.resolve() },
		relays: { connection: () => Promise.reject(new Error('asks nobody who I am')) as never },
		verify: (events) => Promise.resolve(events.map(verifyEvent)),
		network: () => Promise.resolve(network),
		homeRelays: [home],
		clock: () => now
	});
	const kept = new Map<string, { key: GroupKey; mark: EventPosition }>();
	const marks = {
		ofAccount: () => Promise.resolve([...kept.values()]),
		put: (_: string, key: GroupKey, mark: EventPosition) => {
			const known = kept.get(groupKeyText(key));
			if (!known || known.mark.created_at < mark.created_at) kept.set(groupKeyText(key), { key, mark });
			return Promise.resolve();
		}
	};
	const state = new OwnReadState({ lists, signer, marks });
	const read = (created_at: number, key = porch) => marks.put(pubkey, key, at(created_at));
	const readUpTo = (key = porch): number | undefined => kept.get(groupKeyText(key))?.mark.created_at;
	return { state, lists, signer, askUnlock, read, readUpTo };
}

const published = (): NostrEvent | undefined => network.eventAt(home, kinds.appData);

beforeEach(async () => {
	now = 1_790_000_000;
	keys = new KeysInPlace();
	pubkey = await keys.ask('create', undefined);
	network = new NetworkInMemory(home);
});

test('what one device has read, the other has read, too, and no relay learns of what', async () => {
	const [phone, laptop] = [openDevice(), openDevice()];
	await phone.read(100);
	await phone.state.give();
	expect(published()?.tags).toEqual([['d', 'porch/read']]);
	expect(JSON.stringify(published())).not.toContain('groups.example.com');
	await laptop.lists.load();
	await laptop.state.take();
	expect(laptop.readUpTo()).toBe(100);
});

test('two devices that read different groups lose nothing of each other', async () => {
	const [phone, laptop] = [openDevice(), openDevice()];
	const garden = { ...porch, id: 'garden' };
	await phone.read(100);
	await phone.state.give();
	now += 1;
	await laptop.read(50);
	await laptop.read(70, garden);
	await laptop.state.give();
	await phone.lists.load();
	await phone.state.take();
	expect([phone.readUpTo(), phone.readUpTo(garden)]).toEqual([100, 70]);
});

test('nothing is published, nor any relay asked, when there is nothing to say', async () => {
	const phone = openDevice();
	await phone.state.give();
	expect(network.dialled.size).toBe(0);
	await phone.read(100);
	await phone.state.give();
	network.dialled.clear();
	const before = published();
	now += 10;
	await phone.state.give();
	expect(network.dialled.size).toBe(0);
	expect(published()).toBe(before);
});

test('a locked key is not asked for', async () => {
	const phone = openDevice();
	await phone.read(100);
	await phone.state.give();
	const locked = openDevice(false);
	await locked.lists.load();
	await locked.read(200);
	await locked.state.take();
	await locked.state.give();
	expect(locked.askUnlock).not.toHaveBeenCalled();
	expect(locked.readUpTo()).toBe(200);
	expect(published()?.created_at).toBe(now);
});

test('the key that a passkey opens stays beside it', async () => {
	const phone = openDevice();
	await phone.lists.sign({ kind: kinds.appData, tags: [['d', 'porch/key']], content: 'sealed' });
	await phone.read(100);
	await phone.state.give();
	const names = network.relays.get(home)?.map(({ tags }) => tags[0]?.[1]);
	expect(names?.sort()).toEqual(['porch/key', 'porch/read']);
});

test('what cannot be read is never replaced', async () => {
	const phone = openDevice();
	const content = await phone.signer.encrypt(pubkey, 'not ours');
	const theirs = { kind: kinds.appData, tags: [['d', 'porch/read']], content, created_at: now };
	network.put(home, await phone.signer.signEvent(theirs));
	await phone.read(100);
	await expect(phone.state.give()).rejects.toMatchObject({ code: 'list-not-loaded' });
	await phone.state.take();
	expect(published()?.content).toBe(content);
});
