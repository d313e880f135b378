import { expect, test } from 'vitest';
import { agreesWith } from './edit-agreement.ts';
import type { GroupChanges } from './group-edit.ts';
import { parseGroupMetadata } from './group-metadata.ts';

const tags = [['d', 'g'], ['name', 'Garden'], ['closed'], ['livekit']];
const metadata = parseGroupMetadata({
	id: '0'.repeat(64),
	pubkey: '1'.repeat(64),
	created_at: 1,
	kind: 39000,
	tags,
	content: '',
	sig: '2'.repeat(128)
});

test.each<[GroupChanges, boolean]>([
	[{}, true],
	[{ name: 'Garden' }, true],
	[{ name: 'Other' }, false],
	[{ about: '' }, true],
	[{ flags: { closed: true, private: false } }, true],
	[{ flags: { private: true } }, false],
	[{ flags: { closed: false } }, false],
	[{ livekit: true }, true],
	[{ livekit: false }, false]
])('%j agrees: %s', (changes, agrees) => {
	if (!metadata) throw new Error('the fixture is no metadata');
	expect(agreesWith(metadata, changes)).toBe(agrees);
});
