import { expect, test } from 'vitest';
import { isBlobPath } from './blob-path.ts';

const hash = 'a1'.repeat(32);

test.each([`/${hash}`, `/${hash}.png`])('%s is a blob', (path) => expect(isBlobPath(path)).toBe(true));

test.each([
	'/',
	`/${hash}/`,
	`/${hash}/street`,
	`/x/${hash}.png`,
	`/${hash.slice(1)}.png`,
	`/${hash}.example.org`
])('%s is none', (path) => expect(isBlobPath(path)).toBe(false));
