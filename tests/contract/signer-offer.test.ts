import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startRelay, type RunningRelay } from '../../dev/relay/start-relay.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { Device } from '../fixtures/identity-device.ts';
import { ScriptedSigner } from '../fixtures/scripted-signer.ts';

let relay: RunningRelay;
let device: Device;
let remote: ScriptedSigner;

beforeEach(async () => {
	relay = await startRelay();
	device = new Device(relay.url);
	device.clock = systemClock;
	remote = new ScriptedSigner(relay.url);
	await remote.ready();
});
afterEach(async () => {
	remote.close();
	await relay.stop();
});

type OpenPage = Awaited<ReturnType<Device['open']>>;
type Offer = Awaited<ReturnType<OpenPage['signIn']['withSigner']>>;

/** Offers a session on a page. */
async function offerOn(page: OpenPage, options?: { anew: boolean }): Promise<Offer> {
	const offer = await page.signIn.withSigner(options);
	// A page that is killed hears of nothing any more.
	offer.done.catch(() => undefined);
	return offer;
}

function secretOf({ address }: Offer): string {
	return new URLSearchParams(address?.split('?')[1]).get('secret') ?? '';
}

function clientOf({ address }: Offer): string {
	return /^nostrconnect:\/\/([0-9a-f]{64})/.exec(address ?? '')?.[1] ?? '';
}

/** The signer takes up the offer; the relay keeps that for whoever comes, as some do for minutes. */
function takeUp(offer: Offer): void {
	relay.seed([remote.sealed(clientOf(offer), { id: '2', result: secretOf(offer) })]);
}

describe('an offer', () => {
	test('is taken up by whoever knows its secret, and by nobody else', async () => {
		const page = await device.open();
		const offer = await offerOn(page);
		const stranger = new ScriptedSigner(relay.url);
		relay.seed([stranger.sealed(clientOf(offer), { id: '1', result: 'ack' })]);
		takeUp(offer);
		expect((await offer.done).pubkey).toBe(remote.account);
		stranger.close();
		page.kill();
	});

	test('outlives its page, and is found taken up by one that comes later', async () => {
		const gone = await device.open();
		const before = await offerOn(gone);
		gone.kill();
		takeUp(before);
		const page = await device.open();
		const offer = await offerOn(page);
		expect(offer).toMatchObject({ address: before.address, isResumed: true });
		expect(await offer.done).toMatchObject({ pubkey: remote.account, kind: 'remote' });
		page.kill();
	});

	test('that was taken up before its page ended needs no second answer', async () => {
		remote.instead.set('get_public_key', () => undefined);
		const gone = await device.open();
		const before = await offerOn(gone);
		const isAsked = async (): Promise<boolean> => {
			await remote.say(clientOf(before), { id: '1', result: secretOf(before) });
			return remote.asked.some(({ method }) => method === 'get_public_key');
		};
		await expect.poll(isAsked, { timeout: 15_000 }).toBe(true);
		gone.kill();
		remote.instead.clear();
		const page = await device.open();
		expect((await (await offerOn(page)).done).pubkey).toBe(remote.account);
		page.kill();
	});

	test('rests with its key sealed', async () => {
		const page = await device.open();
		await offerOn(page);
		const { clientKey } = device.settings.get('signerOffer') as { clientKey: object };
		expect(Object.keys(clientKey)).toEqual(['salt', 'nonce', 'ciphertext']);
		page.kill();
	});
});

describe('another offer is made', () => {
	test('when it is asked for', async () => {
		const page = await device.open();
		const before = await offerOn(page);
		before.cancel();
		const offer = await offerOn(page, { anew: true });
		expect(offer.isResumed).toBe(false);
		expect(secretOf(offer)).not.toBe(secretOf(before));
		page.kill();
	});

	test('when nobody came back for hours', async () => {
		const gone = await device.open();
		const before = await offerOn(gone);
		gone.kill();
		device.clock = () => systemClock() + 2 * 3600;
		const page = await device.open();
		expect((await offerOn(page)).address).not.toBe(before.address);
		page.kill();
	});

	test('once somebody is signed in', async () => {
		const page = await device.open();
		const before = await offerOn(page);
		await page.signIn.lockWithPassword(await page.signIn.createKey('Mara'), 'correct horse');
		expect(device.settings.get('signerOffer')).toBeUndefined();
		before.cancel();
		expect((await offerOn(page)).isResumed).toBe(false);
		page.kill();
	});
});

test('the page that was opened last waits for the answer, and the one before is told so', async () => {
	const [first, second] = [await device.open(), await device.open()];
	const before = await offerOn(first);
	const offer = await offerOn(second);
	await expect(before.done).rejects.toMatchObject({ code: 'aborted' });
	takeUp(offer);
	expect((await offer.done).pubkey).toBe(remote.account);
	first.kill();
	second.kill();
});
