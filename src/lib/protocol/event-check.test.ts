import { expect, test } from 'vitest';
import { checkEvent } from './event-check.ts';
import { createSecretKey, signEvent, verifyEvent } from './signature.ts';

const key = createSecretKey();
const good = signEvent(
	{
		kind: 9,
		created_at: 1_700_000_000,
		tags: [
			['h', 'g'],
			['p', '']
		],
		content: 'grüß "dich"\n\u2028\u0000'
	},
	key
);
const other = signEvent(
	{ kind: 9, created_at: 1_700_000_000, tags: [], content: 'other' },
	createSecretKey()
);
const flipped = (hex: string): string => (hex.startsWith('0') ? '1' : '0') + hex.slice(1);

test('a signed event holds, in its whole text', () => {
	expect(checkEvent(good)).toBe(true);
	expect(checkEvent(JSON.parse(JSON.stringify(good)) as typeof good)).toBe(true);
});

test.each([
	['another text', { content: 'x' }],
	['another time', { created_at: 1 }],
	['another kind', { kind: 7 }],
	['another tag', { tags: [['h', 'other']] }],
	['another author', { pubkey: other.pubkey }],
	["another event's signature", { sig: other.sig }],
	['a flipped signature', { sig: flipped(good.sig) }],
	['a flipped id', { id: flipped(good.id) }],
	['a key off the curve', { pubkey: 'f'.repeat(64) }],
	['a zero signature', { sig: '0'.repeat(128) }],
	['a short signature', { sig: good.sig.slice(2) }],
	['upper case', { id: good.id.toUpperCase() }],
	['no hex', { sig: 'z'.repeat(128) }]
])('%s does not hold, for nostr-tools neither', (_, change) => {
	const forged = { ...good, ...change };
	expect(checkEvent(forged)).toBe(false);
	expect(verifyEvent(forged)).toBe(false);
});
