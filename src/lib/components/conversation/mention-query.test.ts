import { expect, test } from 'vitest';
import { findMentionQuery } from './mention-query';

test.each([
	['@', 1, ''],
	['@ma', 3, 'ma'],
	['hello @ma', 9, 'ma'],
	['(@ma', 4, 'ma'],
	['@ma there', 3, 'ma'],
	['@健', 2, '健']
])('in %s at %i somebody is looked for', (text, cursor, words) =>
	expect(findMentionQuery(text, cursor)?.words).toBe(words)
);

test.each([
	['', 0],
	['ma', 2],
	['mail@ma', 7],
	['@ma there', 9],
	[`@${'m'.repeat(40)}`, 41]
])('in %s at %i nobody is', (text, cursor) => expect(findMentionQuery(text, cursor)).toBeUndefined());
