import { expect, test } from 'vitest';
import { eventOf } from '../../../tests/fixtures/events.ts';
import { isGroupEnded } from './group-end.ts';
import { kinds } from './kinds.ts';

const [relayKey, admin, stranger] = ['a', 'b', 'c'].map((digit) => digit.repeat(64)) as [
	string,
	string,
	string
];
const deletedBy = (pubkey: string, created_at = 100) =>
	eventOf({ kind: kinds.deleteGroup, pubkey, created_at });
const described = (created_at: number) =>
	eventOf({ kind: kinds.groupMetadata, pubkey: relayKey, created_at });
const known = { relayKey, admins: [admin] };

test.each([
	['by an admin', { deletion: deletedBy(admin), metadata: described(99) }, true],
	[
		'by an admin, in the second it was described',
		{ deletion: deletedBy(admin), metadata: described(100) },
		true
	],
	['by its relay', { deletion: deletedBy(relayKey), metadata: described(99) }, true],
	['by somebody, and nothing else is left of it', { deletion: deletedBy(stranger) }, true],
	[
		'by somebody, while it is still described',
		{ deletion: deletedBy(stranger), metadata: described(99) },
		false
	],
	['and founded anew', { deletion: deletedBy(admin), metadata: described(101) }, false],
	['never', { metadata: described(99) }, false],
	['nobody heard of it', {}, false]
])('a group was ended: %s', (_, evidence, expected) => {
	expect(isGroupEnded({ ...known, ...evidence })).toBe(expected);
});
