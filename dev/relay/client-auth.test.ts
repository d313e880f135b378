import { expect, test } from 'vitest';
import { signEvent } from '../../src/lib/protocol/signature.ts';
import { judgeClientAuth } from './client-auth.ts';
import { alice, bob } from './relay-story.ts';

const challenge = { text: 'c0ffee', host: 'localhost:7447', now: 1_780_000_000 };

function sign(part: { kind?: number; tags?: string[][]; age?: number } = {}) {
	const { kind = 22242, age = 0 } = part;
	const tags = part.tags ?? [
		['relay', 'ws://localhost:7447/'],
		['challenge', 'c0ffee']
	];
	return signEvent({ kind, tags, content: '', created_at: challenge.now - age }, alice.secretKey);
}

test('the answer to this challenge for this host proves a key', () => {
	expect(judgeClientAuth(sign(), challenge)).toBeUndefined();
	expect(judgeClientAuth(sign({ age: 600 }), challenge)).toBeUndefined();
});

test.each([
	['of another kind', sign({ kind: 1 }), 'kind 1 instead of 22242'],
	['without a challenge', sign({ tags: [] }), 'missing challenge'],
	['to another challenge', sign({ tags: [['challenge', 'tea']] }), "expected challenge 'c0ffee' got 'tea'"],
	['without a relay', sign({ tags: [['challenge', 'c0ffee']] }), "missing 'relay' tag"],
	[
		'for another relay',
		sign({
			tags: [
				['challenge', 'c0ffee'],
				['relay', 'wss://relay.example']
			]
		}),
		"expected relay URL 'ws://localhost:7447' got 'wss://relay.example'"
	],
	['from too long ago', sign({ age: 601 }), 'auth event too much in the past'],
	['from the future', sign({ age: -601 }), 'auth event too much in the future'],
	["with another's key", { ...sign(), pubkey: bob.pubkey }, 'invalid signature']
])('an answer %s proves none', (_, event, why) => {
	expect(judgeClientAuth(event, challenge)).toBe(why);
});
