import { expect, test } from 'vitest';
import { accountNoticePrefix, groupNoticeTag, isGroupNoticeTag, requestedPath } from './group-notice.ts';

test('a tag names one group of one account', () => {
	const place = { scope: 'a'.repeat(64), relay: 'wss://relay.example', id: 'the garden' };
	const tags = [
		place,
		{ ...place, id: 'x' },
		{ ...place, scope: 'b' },
		{ ...place, relay: 'wss://two.example' }
	];
	expect(new Set(tags.map(groupNoticeTag)).size).toBe(4);
	expect(tags.map(groupNoticeTag).every(isGroupNoticeTag)).toBe(true);
	expect(groupNoticeTag(place).startsWith(accountNoticePrefix(place.scope))).toBe(true);
	expect(groupNoticeTag({ ...place, scope: 'b' }).startsWith(accountNoticePrefix(place.scope))).toBe(false);
	expect(isGroupNoticeTag('outbox-waits')).toBe(false);
});

test.each([
	[{ open: '/relay.example/garden?at=1' }, '/relay.example/garden?at=1'],
	[{ open: '//elsewhere.example' }, undefined],
	[{ open: '/\\elsewhere.example' }, undefined],
	[{ open: 'https://elsewhere.example' }, undefined],
	[{ open: 7 }, undefined],
	['open', undefined],
	[null, undefined]
])('%j asks for %s', (message, path) => expect(requestedPath(message)).toBe(path));
