import { expect, test } from 'vitest';
import { counterparts, isPageOf, readPrecacheList } from './precache-list.ts';

const list = { version: '1', files: ['/a.js'], later: ['/c.js', '/icon.js'], parts: { composer: [0, 1] } };

test('the list of a build says its version, what reading needs, and the files of each part', () => {
	expect(readPrecacheList(list)).toEqual({
		version: '1',
		files: ['/a.js'],
		parts: new Map([['composer', ['/c.js', '/icon.js']]])
	});
});

test.each([
	undefined,
	null,
	'text',
	{},
	{ files: ['/a.js'] },
	{ ...list, version: 1 },
	{ ...list, files: [1] },
	{ ...list, later: 'c.js' },
	{ ...list, parts: null }
])('what is no such list is none: %j', (value) => {
	expect(readPrecacheList(value)).toBeUndefined();
});

test('a part that names what is not there, or no files, has none', () => {
	const parts = { composer: [7, 'x', -1], room: 'text' };
	expect([...(readPrecacheList({ ...list, parts })?.parts ?? [])]).toEqual([
		['composer', []],
		['room', []]
	]);
});

test('a part that an older build held has its counterpart by name, one that is gone has none', () => {
	const before = readPrecacheList({
		...list,
		later: ['/old.js', '/gone.js'],
		parts: { composer: [0], attic: [1] }
	});
	const next = readPrecacheList(list);
	if (!next) throw new Error('no list');
	expect([...counterparts(new Set(['/old.js', '/gone.js']), before, next)]).toEqual(['/c.js', '/icon.js']);
	expect([...counterparts(new Set(['/gone.js']), before, next)]).toEqual([]);
	expect([...counterparts(new Set(['/icon.js']), undefined, next)]).toEqual(['/icon.js']);
});

test('a page belongs to the build whose list has all that it names', () => {
	const files = ['/_app/immutable/entry/start.a_-1.js', '/_app/immutable/assets/porch.b.css'];
	const ours = { version: '1', files, parts: new Map<string, string[]>() };
	const page = files.map((file) => `<link href="${file}">`).join('');
	expect(isPageOf(ours, page)).toBe(true);
	expect(isPageOf(ours, `${page}<link href="/_app/immutable/chunks/older.js">`)).toBe(false);
	expect(isPageOf(ours, '<p>Pay for this network')).toBe(false);
});
