import { expect, test } from 'vitest';
import { displayName } from '$lib/protocol/profile';
import { initialOf } from './initial.ts';

test.each([
	['mara', 'M'],
	['  (Ilse)', 'I'],
	['健二 (Kenji)', '健'],
	['e\u0301lan', 'E\u0301'],
	['🦊 fox', '🦊'],
	['👩‍🌾', '👩‍🌾'],
	['42', '4'],
	['npub', 'N'],
	['!', '!'],
	['', '·']
])('%j begins with %s', (name, initial) => {
	expect(initialOf(name)).toBe(initial);
});

test('who goes by a key has no letter: it would be the same for everybody', () => {
	expect(initialOf(displayName(undefined, 'a'.repeat(64)))).toBe('·');
});
