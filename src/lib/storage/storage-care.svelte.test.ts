import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { alice, bob, eventOf, messagesOf, porch, stateOf } from '../../../tests/fixtures/cached-events.ts';
import { openTestStorage, findDraft } from '../../../tests/fixtures/storage.ts';
import type { NostrEvent } from '../protocol/event.ts';
import { rewordingKey } from './draft-key.ts';
import { forgetMedia, MediaCache } from './media-cache.ts';
import type { NewIntent } from './outbox.ts';
import { placeKey, shelfKey } from './place.ts';
import { NOBODY } from './scope.ts';

const { relay, id } = porch;
const twin = 'wss://fork.example.com';
const nobodys = { ...porch, scope: NOBODY };
const trust = (events: NostrEvent[]) => Promise.resolve(events.map(() => true));
const hex = (digit: string, length = 64) => digit.repeat(length);

const draftOf = (parts = {}) => ({ account: alice, relay, id, text: 'half a sentence', at: 5, ...parts });
const listOf = (parts: Partial<NostrEvent> = {}) =>
	eventOf({ kind: 10009, sig: hex('f', 128), tags: [['group', id, relay]], ...parts });
const signedOf = () => eventOf({ content: 'signed', sig: hex('e', 128) });
const intentOf = (name: string, parts: Partial<NewIntent> = {}): NewIntent => ({
	id: name,
	account: alice,
	relay,
	group: id,
	draft: { kind: 9, content: name, tags: [['h', id]] },
	createdAt: 7,
	...parts
});

/** A device on which alice has something of everything. */
async function openFullStorage() {
	const storage = await openTestStorage();
	const { drafts, outbox, marks, settings } = storage;
	const vault = await storage.vault();
	const lists = await storage.lists();
	await drafts.put(draftOf());
	await drafts.put(draftOf({ replyTo: hex('1'), text: 'a reply' }));
	await outbox.add(intentOf('not signed'));
	await outbox.add(intentOf('signed'));
	await outbox.recordAttempt('signed', signedOf());
	await marks.put(alice, porch, { created_at: 9, id: hex('2') });
	await lists.wishes.put({ account: alice, relay, id, wanted: true, hidden: false, name: 'Porch' });
	const notices = await storage.notices();
	await notices.choose(alice, porch, 'all');
	await notices.claim(alice, porch, [{ created_at: 12, id: hex('4') }], 12);
	await lists.put(alice, listOf({ created_at: 3 }));
	await settings.put('theme', 'dark');
	await settings.put('account', alice);
	await vault.put({
		pubkey: alice,
		kind: 'password',
		wrapped: { by: 'password', ncryptsec: 'ncryptsec1locked' },
		device: { salt: 'never', nonce: 'never', ciphertext: 'never' },
		createdAt: 1,
		backedUp: false
	});
	return storage;
}

async function copyOfFullStorage(): Promise<string> {
	return (await (await openFullStorage()).care()).copyOf(alice, 100);
}

describe('what is cached of each relay', () => {
	test('is told from counters, the largest first, for the eyes of who asks', async () => {
		const storage = await openTestStorage();
		await storage.cache.put(alice, relay, [stateOf(), ...messagesOf(3)]);
		await storage.cache.put(NOBODY, twin, messagesOf(40));
		await storage.cache.put(NOBODY, relay, messagesOf(2));
		await storage.cache.put(bob, 'wss://secret.example.com', messagesOf(9));
		const usage = await (await storage.care()).usage([alice, NOBODY]);
		expect(usage.map(({ relay, groups, events }) => [relay, groups, events])).toEqual([
			[twin, 1, 40],
			[relay, 2, 6]
		]);
		const { bytes } = await storage.cache.usage();
		expect(usage.reduce((sum, each) => sum + each.bytes, 0)).toBeLessThan(bytes);
	});

	test('is cleared for one relay, and whoever shows it is told', async () => {
		const { cache, coverage, changes, information, care } = await openTestStorage();
		for (const of of [porch, nobodys, { ...porch, relay: twin }, { ...porch, scope: bob }]) {
			await cache.put(of.scope, of.relay, messagesOf(3));
			await coverage.add(of, 'messages', { since: 1, until: 9 });
		}
		await information.put(relay, {}, 1);
		const told = vi.fn<(topic: string) => void>();
		for (const topic of ['emptied', `place:${placeKey(porch)}`, `shelf:${shelfKey(alice, relay)}`])
			changes.watch(topic, () => told(topic));
		await (await care()).forgetRelay(relay, [alice, NOBODY]);
		for (const gone of [porch, nobodys]) {
			expect(await cache.newest(gone, 9)).toEqual([]);
			expect(await coverage.intervals(gone, 'messages')).toEqual([]);
		}
		expect(await cache.newest({ ...porch, relay: twin }, 9)).toHaveLength(3);
		expect(await cache.newest({ ...porch, scope: bob }, 9)).toHaveLength(3);
		expect((await cache.usage()).events).toBe(6);
		expect(await information.find(relay)).toBeUndefined();
		expect(told.mock.calls.flat()).toEqual([
			'emptied',
			`place:${placeKey(porch)}`,
			`shelf:${shelfKey(alice, relay)}`
		]);
	});

	test('has the pictures that were seen beside it, told and cleared for the same eyes', async () => {
		const care = await (await openTestStorage()).care();
		const scopes = [alice, bob, NOBODY];
		onTestFinished(async () => void (await Promise.all(scopes.map(forgetMedia))));
		const picture = () => new Response(new Uint8Array(7), { headers: { 'Content-Type': 'image/png' } });
		const see = async () => {
			for (const scope of scopes) await new MediaCache(scope).keep('https://media.example/a.png', picture());
		};
		await see();
		expect(await care.pictures([alice, NOBODY])).toEqual({ count: 2, bytes: 14 });
		await care.forgetPictures([alice, NOBODY]);
		expect(await care.pictures(scopes)).toEqual({ count: 1, bytes: 7 });
		await see();
		await care.forgetCache();
		expect(await care.pictures(scopes)).toEqual({ count: 0, bytes: 0 });
	});

	test('is cleared at once, and nothing of what is kept', async () => {
		const storage = await openFullStorage();
		await storage.cache.put(bob, twin, messagesOf(3));
		await storage.profiles.put(alice, [eventOf({ kind: 0 })]);
		const care = await storage.care();
		await care.forgetCache();
		expect(await storage.cache.usage()).toEqual({ bytes: 0, events: 0 });
		expect((await storage.profiles.find(alice, [alice])).size).toBe(0);
		expect(await care.lossOf(alice)).toEqual({ unsent: 2, begun: 1, unlisted: 1 });
	});
});

describe('a copy of what is kept', () => {
	test('has the key only as its password locks it, and nothing of this device alone', async () => {
		const copy = await copyOfFullStorage();
		expect(copy).toContain('ncryptsec1locked');
		expect(copy).not.toContain('never');
	});

	test('brings everything to another device, and asks before sending what was never signed', async () => {
		const copy = await copyOfFullStorage();
		const storage = await openTestStorage();
		const { drafts, outbox, marks, settings, care } = storage;
		const lists = await storage.lists();
		expect(await (await care()).takeCopy(alice, copy, trust)).toEqual({ added: 9, stayed: 0 });
		expect(await drafts.ofGroup(alice, porch)).toHaveLength(2);
		expect(
			(await outbox.ofGroup(alice, porch)).map(({ id, state, error }) => [id, state, error?.code])
		).toEqual([
			['not signed', 'refused', 'copied-unsent'],
			['signed', 'unknown', undefined]
		]);
		expect(await marks.find(alice, porch)).toEqual({ created_at: 9, id: hex('2') });
		expect(await lists.wishes.ofAccount(alice)).toHaveLength(1);
		expect(await (await storage.notices()).level(alice, porch)).toBe('all');
		expect((await lists.find(alice, 10009))?.created_at).toBe(3);
		expect(await settings.all()).toMatchObject({ theme: 'dark', account: undefined });
		expect(await (await care()).takeCopy(alice, copy, trust)).toEqual({ added: 0, stayed: 9 });
	});

	test('has other words for a message as such; to a Porch that knows of none, they are words of their own', async () => {
		const storage = await openTestStorage();
		const worded = draftOf({ replyTo: rewordingKey('not signed'), text: 'other words' });
		await storage.drafts.put(worded);
		const copy = await (await storage.care()).copyOf(alice, 100);
		expect(copy).not.toContain('replyTo');
		const next = await openTestStorage();
		await (await next.care()).takeCopy(alice, copy, trust);
		expect(await next.drafts.ofGroup(alice, porch)).toEqual([worded]);
	});

	test('takes nothing away from what is here', async () => {
		const copy = await copyOfFullStorage();
		const storage = await openTestStorage();
		const { drafts, marks, settings, care } = storage;
		const [lists, notices] = await Promise.all([storage.lists(), storage.notices()]);
		await drafts.put(draftOf({ text: 'typed here', at: 1 }));
		await marks.put(alice, porch, { created_at: 10, id: hex('3') });
		await lists.put(alice, listOf({ created_at: 4 }));
		await notices.choose(alice, porch, 'nothing');
		await settings.put('theme', 'light');
		expect(await (await care()).takeCopy(alice, copy, trust)).toEqual({ added: 4, stayed: 5 });
		expect((await findDraft({ drafts }, porch))?.text).toBe('typed here');
		expect((await marks.find(alice, porch))?.created_at).toBe(10);
		expect((await lists.find(alice, 10009))?.created_at).toBe(4);
		expect(await notices.level(alice, porch)).toBe('nothing');
		expect(await settings.find('theme')).toBe('light');
	});

	const swap = (from: string | RegExp, to: string) => (copy: string) => copy.replace(from, to);
	test.each<[string, string, (copy: string) => string]>([
		['nothing', 'copy-unreadable', () => ''],
		['a picture', 'copy-unreadable', () => '\u0089PNG\r\n\u001a\n\u0000\u0000'],
		['some other JSON', 'copy-unreadable', () => '{"porch":"copy"}'],
		['a list', 'copy-unreadable', () => '[1,2]\n[3]'],
		['one that was cut off', 'copy-unreadable', (copy) => copy.slice(0, -60)],
		['one that lacks a line', 'copy-unreadable', swap(/\{"mark".*\n/, '')],
		['a draft at no relay', 'copy-unreadable', swap(relay, 'javascript:alert(1)')],
		['a draft that is a number', 'copy-unreadable', swap('"half a sentence"', '7')],
		['a choice that is none', 'copy-unreadable', swap('"level":"all"', '"level":"loud"')],
		['an act of moderation', 'copy-unreadable', swap('"kind":9,', '"kind":9008,')],
		['a list of somebody else', 'copy-unreadable', swap(`"pubkey":"${alice}"`, `"pubkey":"${bob}"`)],
		['one of a newer Porch', 'copy-newer', swap('"version":1', '"version":2')],
		['one of another account', 'copy-of-another', (copy) => copy.replaceAll(alice, bob)]
	])('that is %s changes nothing, and says %s', async (_, code, change) => {
		const copy = change(await copyOfFullStorage());
		const { drafts, outbox, lists: openLists, care } = await openTestStorage();
		const lists = await openLists();
		await drafts.put(draftOf({ text: 'typed here' }));
		await expect((await care()).takeCopy(alice, copy, trust)).rejects.toMatchObject({ code });
		expect(await drafts.ofGroup(alice, porch)).toEqual([draftOf({ text: 'typed here' })]);
		expect(await outbox.ofAccount(alice)).toEqual([]);
		expect(await lists.find(alice, 10009)).toBeUndefined();
	});

	test('with a forged event in it changes nothing', async () => {
		const copy = await copyOfFullStorage();
		const storage = await openTestStorage();
		const doubt = (events: NostrEvent[]) => Promise.resolve(events.map(({ kind }) => kind !== 10009));
		const care = await storage.care();
		await expect(care.takeCopy(alice, copy, doubt)).rejects.toMatchObject({ code: 'copy-unreadable' });
		expect(await care.lossOf(alice)).toEqual({ unsent: 0, begun: 0, unlisted: 0 });
	});

	test('of a passkey account has no key in it', async () => {
		const { vault: openVault, care } = await openTestStorage();
		const vault = await openVault();
		const sealed = { salt: 'sealed', nonce: 'sealed', ciphertext: 'sealed' };
		const wrapped = { by: 'passkey' as const, credential: 'sealed', sealed };
		await vault.put({ pubkey: alice, kind: 'passkey', wrapped, createdAt: 1, backedUp: false });
		expect(await (await care()).copyOf(alice, 1)).not.toContain('sealed');
	});
});
