import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openTestStorage } from '../../../tests/fixtures/storage.ts';
import { KeySigner, type UnlockRequest } from './key-signer.ts';
import { KeyWorkerClient } from './key-worker-client.ts';
import { startKeyWorker } from './key-worker-start.ts';

const template = { kind: 9, created_at: 1_790_000_000, tags: [['h', 'garden']], content: 'hello' };

let keys: KeyWorkerClient;
beforeEach(() => {
	keys = new KeyWorkerClient(startKeyWorker);
});
afterEach(() => keys.close());

describe('the key worker', () => {
	test('makes a key and signs with it', async () => {
		const pubkey = await keys.ask('create', undefined);
		expect(pubkey).toMatch(/^[0-9a-f]{64}$/);
		expect(await keys.ask('sign', { pubkey, template })).toMatchObject({ ...template, pubkey });
	});

	test('names what went wrong, and nothing of the key', async () => {
		const nsec = 'nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe6';
		const error: unknown = await keys.ask('import', { text: nsec }).catch((cause: unknown) => cause);
		expect(error).toMatchObject({ code: 'key-unreadable' });
		expect(JSON.stringify(error)).not.toContain(nsec);
	});

	test('loses its keys with its thread, and the next question starts another', async () => {
		const pubkey = await keys.ask('create', undefined);
		const lost = keys.ask('encryptKey', { pubkey, password: 'correct horse' });
		keys.close();
		await expect(lost).rejects.toMatchObject({ code: 'signer-locked' });
		expect(await keys.ask('holds', { pubkey })).toBe(false);
	});

	test('answers no question that it does not know', async () => {
		const worker = startKeyWorker();
		const heard: unknown[] = [];
		worker.addEventListener('message', (event) => heard.push(event.data));
		for (const message of [
			'keys',
			null,
			{ id: 1, operation: 'constructor' },
			{ id: '2', operation: 'create' }
		]) {
			worker.postMessage(message);
		}
		worker.postMessage({ id: 3, operation: 'holds', input: { pubkey: '' } });
		await expect.poll(() => heard).toEqual([{ id: 3, output: false }]);
		worker.terminate();
	});
});

describe('staying unlocked', () => {
	test('seals with a key of the device that cannot be read', async () => {
		const vault = await (await openTestStorage()).vault();
		const seal = await vault.deviceKey();
		expect(seal.extractable).toBe(false);
		await expect(crypto.subtle.exportKey('raw', seal)).rejects.toThrow();
		const pubkey = await keys.ask('create', undefined);
		const device = await keys.ask('seal', { pubkey, seal });
		await vault.put({ pubkey, kind: 'password', device, createdAt: 1, backedUp: false });
		keys.close();
		const record = await vault.find(pubkey);
		const questions: UnlockRequest[] = [];
		const askUnlock = (request: UnlockRequest): Promise<boolean> => {
			questions.push(request);
			return Promise.resolve(false);
		};
		const signer = new KeySigner({ keys, vault, askUnlock }, record!);
		expect(await signer.signEvent(template)).toMatchObject({ pubkey });
		expect(questions).toEqual([]);
	});

	test('asks the person when the device key is gone', async () => {
		const vault = await (await openTestStorage()).vault();
		const pubkey = await keys.ask('create', undefined);
		const device = await keys.ask('seal', { pubkey, seal: await vault.deviceKey() });
		const other = await openTestStorage();
		const record = { pubkey, kind: 'password' as const, device, createdAt: 1, backedUp: false };
		keys.close();
		const signer = new KeySigner(
			{ keys, vault: await other.vault(), askUnlock: () => Promise.resolve(false) },
			record
		);
		await expect(signer.signEvent(template)).rejects.toMatchObject({ code: 'signer-locked' });
	});
});
