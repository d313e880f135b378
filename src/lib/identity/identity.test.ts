import { beforeEach, describe, expect, test } from 'vitest';
import { Device, home } from '../../../tests/fixtures/identity-device.ts';
import { hexOf } from '../protocol/hex.ts';
import { kinds } from '../protocol/kinds.ts';
import { createSecretKey, verifyEvent } from '../protocol/signature.ts';

const template = { kind: 9, created_at: 1_790_000_000, tags: [['h', 'garden']], content: 'hello' };
const vector =
	'ncryptsec1qgg9947rlpvqu76pj5ecreduf9jxhselq2nae2kghhvd5g7dgjtcxfqtd67p9m0w57lspw8gsq6yphnm8623nsl8xn9j4jdzz84zm3frztj3z7s35vpzmqf6ksu8r89qk5z2zxfmu5gv8th8wclt0h4p';

let device: Device;
beforeEach(() => {
	device = new Device();
});

async function createAccount(password = 'correct horse'): Promise<string> {
	const { signIn } = await device.open();
	return (await signIn.lockWithPassword(await signIn.createKey('Mara'), password)).pubkey;
}

describe('a new account', () => {
	test('can sign at once, asks for a copy, and says its name to the relays', async () => {
		const { identity, signIn } = await device.open();
		const account = await signIn.lockWithPassword(await signIn.createKey('Mara'), 'correct horse');
		expect(identity.current).toMatchObject({ pubkey: account.pubkey, kind: 'password', isBackedUp: false });
		expect(verifyEvent(await account.signer.signEvent(template))).toBe(true);
		await account.lists.load();
		expect(device.network.eventAt(home, kinds.profile)?.content).toBe('{"name":"Mara"}');
		expect(device.questions).toBe(0);
	});

	test('leaves nothing behind when its lock is never chosen', async () => {
		const { signIn, keys } = await device.open();
		const key = await signIn.createKey('Mara');
		await signIn.discardKey(key);
		expect(device.vault.size).toBe(0);
		expect(await keys.ask('holds', { pubkey: key.pubkey })).toBe(false);
	});

	test('rests under its password only', async () => {
		const pubkey = await createAccount();
		const record = device.vault.get(pubkey);
		expect(record?.wrapped).toEqual({
			by: 'password',
			ncryptsec: expect.stringMatching(/^ncryptsec1/) as string
		});
		expect(record?.device).toBeUndefined();
	});
});

describe('after a reload', () => {
	test('the account is back without unlocking, and the first signature asks, once for all that wait', async () => {
		const pubkey = await createAccount();
		device.answer = () => ({ by: 'password', password: 'correct horse' });
		const { identity } = await device.open();
		expect(identity.current?.pubkey).toBe(pubkey);
		expect(device.questions).toBe(0);
		expect(identity.current?.signer.needsPerson).toBe(true);
		const signer = identity.signerOf(pubkey);
		if (!signer) throw new Error('no signer');
		await Promise.all([1, 2, 3].map(() => signer.signEvent(template)));
		expect(device.questions).toBe(1);
		expect(signer?.needsPerson).toBe(false);
	});

	test('a wrong password is told, and closing the question fails the signature', async () => {
		await createAccount();
		let told: unknown;
		device.answer = (request) => {
			void request.attempt({ by: 'password', password: 'wrong' }).then((error) => (told = error));
			return undefined;
		};
		const { identity } = await device.open();
		await expect(identity.current?.signer.signEvent(template)).rejects.toMatchObject({
			code: 'signer-locked'
		});
		await expect.poll(() => told).toMatchObject({ code: 'password-wrong' });
	});

	test('nobody signs for another account, or for nobody', async () => {
		await createAccount();
		const { identity } = await device.open();
		expect(identity.signerOf('nobody')).toBeUndefined();
		expect(identity.signerOf('f'.repeat(64))).toBeUndefined();
	});
});

describe('staying unlocked', () => {
	test('signs after a reload without asking, until it is switched off', async () => {
		await createAccount();
		device.answer = () => ({ by: 'password', password: 'correct horse' });
		const first = await device.open();
		await first.identity.stayUnlocked(true);
		device.answer = undefined;
		const second = await device.open();
		expect(second.identity.current).toMatchObject({ staysUnlocked: true });
		expect(second.identity.current?.signer.needsPerson).toBe(false);
		await second.identity.current?.signer.signEvent(template);
		await second.identity.stayUnlocked(false);
		const third = await device.open();
		await expect(third.identity.current?.signer.signEvent(template)).rejects.toMatchObject({
			code: 'signer-locked'
		});
	});
});

describe('a passkey', () => {
	test('locks the key, and restores the account on another device by what it names', async () => {
		const { signIn } = await device.open();
		const key = await signIn.createKey('Mara');
		const account = await signIn.lockWithPasskey(key, await signIn.makePasskey(key));
		await account.lists.load();
		const other = new Device();
		Object.assign(other.passkey, device.passkey);
		for (const event of device.network.relays.get(home) ?? []) other.network.put(home, event);
		const restored = await (await other.open()).signIn.withPasskey();
		expect(restored.pubkey).toBe(key.pubkey);
		expect(verifyEvent(await restored.signer.signEvent(template))).toBe(true);
		expect(restored.isBackedUp).toBe(true);
	});

	test('of somebody else does not lock my key', async () => {
		const { signIn } = await device.open();
		const key = await signIn.createKey('Mara');
		await signIn.makePasskey(key);
		device.passkey.pubkey = 'a'.repeat(64);
		await expect(signIn.lockWithPasskey(key, 'credential')).rejects.toMatchObject({
			code: 'passkey-unavailable'
		});
		expect(device.vault.size).toBe(0);
	});

	test('whose key no relay has says so, and differently when no relay answered', async () => {
		device.passkey.pubkey = 'a'.repeat(64);
		const { signIn } = await device.open();
		await expect(signIn.withPasskey()).rejects.toMatchObject({ code: 'key-unreadable' });
		device.network.down.add(home);
		await expect(signIn.withPasskey()).rejects.toMatchObject({ code: 'list-not-loaded' });
	});
});

describe('a key that somebody has', () => {
	test('as ncryptsec is in use at once, under the lock it came with', async () => {
		const { signIn, identity } = await device.open();
		await signIn.openKey(` ${vector}\n`, 'nostr');
		expect(identity.current).toMatchObject({ kind: 'password', isBackedUp: true });
		expect(identity.lockedKey).toBe(vector);
	});

	test('as hex waits for a lock, and its profile is not written over', async () => {
		const { signIn } = await device.open();
		const hex = hexOf(createSecretKey());
		const key = await signIn.openKey(hex);
		expect(device.vault.size).toBe(0);
		await signIn.lockWithPassword(key, 'correct horse');
		expect(await device.lists.find(key.pubkey, kinds.profile)).toBeUndefined();
	});
});

describe('signing out', () => {
	test('says what would be lost, then erases the account and closes its key', async () => {
		const pubkey = await createAccount();
		device.loss = { unsent: 2, begun: 3, unlisted: 4 };
		const { identity, keys } = await device.open();
		expect(await identity.signOutCost()).toEqual({ ...device.loss, isOnlyCopy: true });
		await identity.markBackedUp();
		expect(await identity.signOutCost()).toEqual({ ...device.loss, isOnlyCopy: false });
		await identity.signOut();
		expect(identity.current).toBeUndefined();
		expect(device).toMatchObject({ erased: [pubkey], closed: [pubkey] });
		expect(device.settings.get('account')).toBeUndefined();
		expect(device.vault.size).toBe(0);
		expect(await keys.ask('holds', { pubkey })).toBe(false);
	});

	test('whose page is closed in the middle is gone on with by the next start', async () => {
		const pubkey = await createAccount();
		device.settings.set('leaving', pubkey);
		const { identity } = await device.open();
		expect(identity.current).toBeUndefined();
		expect(device.erased).toEqual([pubkey]);
		expect(device.vault.size).toBe(0);
		await identity.restore();
		expect(device.erased).toEqual([pubkey]);
	});

	test('in another tab is followed', async () => {
		await createAccount();
		const { identity } = await device.open();
		device.settings.delete('account');
		await identity.restore();
		expect(identity.current).toBeUndefined();
	});
});

test('a copy of the key opens with the password it was made with', async () => {
	await createAccount();
	device.answer = () => ({ by: 'password', password: 'correct horse' });
	const { identity } = await device.open();
	const copy = await identity.copyOfKey('another password');
	const there = await new Device().open();
	await there.signIn.openKey(copy, 'another password');
	expect(there.identity.current?.pubkey).toBe(identity.current?.pubkey);
});
