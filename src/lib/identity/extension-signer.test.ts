import { describe, expect, test } from 'vitest';
import type { EventTemplate, NostrEvent } from '../protocol/event.ts';
import { createSecretKey, pubkeyOf, signEvent, verifyEvent } from '../protocol/signature.ts';
import { ExtensionSigner, extensionPubkey, findExtension, type NostrExtension } from './extension-signer.ts';

const key = createSecretKey();
const pubkey = pubkeyOf(key);
const template = { kind: 9, created_at: 1_790_000_000, tags: [['h', 'garden']], content: 'hello' };
const verify = (events: NostrEvent[]): Promise<boolean[]> => Promise.resolve(events.map(verifyEvent));

function extension(answer: (asked: EventTemplate) => unknown): NostrExtension {
	return {
		getPublicKey: () => Promise.resolve(pubkey),
		signEvent: (asked) => Promise.resolve(answer(asked))
	};
}

function signerOver(answer: (asked: EventTemplate) => unknown): ExtensionSigner {
	return new ExtensionSigner(pubkey, verify, () => Promise.resolve(extension(answer)));
}

describe('an extension', () => {
	test('is waited for when it arrives after the page', async () => {
		const host: { nostr?: NostrExtension } = {};
		setTimeout(() => (host.nostr = extension(() => undefined)), 120);
		expect(await findExtension(host)).toBe(host.nostr);
	});

	test('that is not there is not waited for in vain for long', async () => {
		expect(await findExtension({})).toBeUndefined();
	});

	test('whose key is no key is refused', async () => {
		const strange = { ...extension(() => undefined), getPublicKey: () => Promise.resolve({ pubkey }) };
		await expect(extensionPubkey(strange)).rejects.toMatchObject({ code: 'signer-wrong-key' });
	});
});

describe('a signature by extension', () => {
	test('is taken when it is what was asked for', async () => {
		const event = await signerOver((asked) => signEvent(asked, key)).signEvent(template);
		expect(event).toMatchObject({ ...template, pubkey });
	});

	test.each([
		[
			'another account signed',
			(asked: EventTemplate) => signEvent(asked, createSecretKey()),
			'signer-wrong-key'
		],
		[
			'the words were changed',
			(asked: EventTemplate) => signEvent({ ...asked, content: 'bye' }, key),
			'signer-changed'
		],
		[
			'a tag was added',
			(asked: EventTemplate) => signEvent({ ...asked, tags: [...asked.tags, ['p', pubkey]] }, key),
			'signer-changed'
		],
		[
			'the signature is forged',
			(asked: EventTemplate) => ({ ...signEvent(asked, key), sig: '0'.repeat(128) }),
			'signer-changed'
		],
		['the answer is no event', () => 'signed', 'signer-changed'],
		['it throws a text', () => Promise.reject(new Error('user said no')), 'signer-refused']
	])('is refused when %s', async (_, answer, code) => {
		await expect(signerOver(answer).signEvent(template)).rejects.toMatchObject({ code });
	});

	test('is asked for one at a time, and a refusal does not block the next', async () => {
		let open = 0;
		let most = 0;
		let asked = 0;
		const signer = signerOver(async (event) => {
			most = Math.max(most, ++open);
			await new Promise((resolve) => setTimeout(resolve, 5));
			open -= 1;
			if (++asked === 1) throw new Error('no');
			return signEvent(event, key);
		});
		const results = await Promise.allSettled([1, 2, 3].map(() => signer.signEvent(template)));
		expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
		expect(most).toBe(1);
	});

	test('that is never given does not keep the next one for ever', async () => {
		const never = new Promise<never>(() => undefined);
		const answer = (asked: EventTemplate) => (asked.content === 'hello' ? never : signEvent(asked, key));
		const signer = new ExtensionSigner(pubkey, verify, () => Promise.resolve(extension(answer)), 20);
		void signer.signEvent(template);
		const next = await signer.signEvent({ ...template, content: 'still here' });
		expect(next).toMatchObject({ content: 'still here', pubkey });
	});

	test('has its turn when the one before it is answered', async () => {
		const answered = Promise.withResolvers<undefined>();
		const order: string[] = [];
		const signer = signerOver(async (asked) => {
			await answered.promise;
			order.push('answer');
			return signEvent(asked, key);
		});
		await signer.turn();
		const first = signer.signEvent(template);
		const turn = signer.turn().then(() => order.push('turn'));
		answered.resolve(undefined);
		await Promise.all([first, turn]);
		expect(order).toEqual(['answer', 'turn']);
	});

	test('that cannot encrypt says so', async () => {
		await expect(signerOver(() => undefined).encrypt(pubkey, 'x')).rejects.toMatchObject({
			code: 'signer-missing'
		});
	});
});
