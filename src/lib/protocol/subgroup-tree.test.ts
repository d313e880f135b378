import { expect, test } from 'vitest';
import { eventOf } from '../../../tests/fixtures/events.ts';
import { parseGroupMetadata, type GroupMetadata } from './group-metadata.ts';
import { buildGroupTree, type GroupTreeNode } from './subgroup-tree.ts';

/** `a<b[c,d]` is the group a below b, with c and d as its children. */
function groupOf(text: string): GroupMetadata {
	const [, id = '', parent, children] = /^(\w+)(?:<(\w+))?(?:\[(.*)\])?$/.exec(text) ?? [];
	const tags = [
		['d', id],
		...(parent ? [['parent', parent]] : []),
		...(children?.split(',') ?? []).map((child) => ['child', child])
	];
	const parsed = parseGroupMetadata(eventOf({ kind: 39000, tags }));
	if (!parsed) throw new Error(`no group: ${text}`);
	return parsed;
}

function sketch(nodes: GroupTreeNode[]): string {
	return nodes
		.map(({ group, children }) => `${group.id}${children.length > 0 ? `(${sketch(children)})` : ''}`)
		.join(' ');
}

test.each([
	['nothing', '', ''],
	['roots in the order given', 'b a', 'b a'],
	['the example of NIP-29', 'nip29<nostr tech[nostr] nostr<tech[nip29]', 'tech(nostr(nip29))'],
	['children as their parent orders them', 'p[c,a,b] a<p b<p c<p', 'p(c a b)'],
	['children that the parent forgot come last', 'p[b] x<p a<p b<p', 'p(b x a)'],
	['children that do not say so are not', 'p[a] a', 'p a'],
	['a parent that is not there', 'a<ghost b<a', 'a(b)'],
	['its own parent', 'a<a b<a', 'a(b)'],
	['a circle of two', 'a<b b<a', 'a(b)'],
	['a circle of three with a tail', 'x<a a<b b<c c<a', 'a(x c(b))'],
	['a circle beside a tree', 'r a<b b<a c<r', 'r(c) a(b)'],
	['the same id twice, the last one counts', 'a b a<b', 'b(a)']
])('%s', (_, groups, expected) => {
	expect(sketch(buildGroupTree(groups.split(' ').filter(Boolean).map(groupOf)))).toBe(expected);
});

test('names of the prototype are ids like others', () => {
	expect(sketch(buildGroupTree(['constructor<__proto__', '__proto__'].map(groupOf)))).toBe(
		'__proto__(constructor)'
	);
});

test('a chain of 10,000 groups and a circle of 10,001 are built', () => {
	const chain = Array.from({ length: 10_000 }, (_, index) => groupOf(`g${index}<g${index + 1}`));
	expect(buildGroupTree(chain).map((node) => node.group.id)).toEqual(['g9999']);
	const circle = [...chain, groupOf('g10000<g0')];
	expect(buildGroupTree(circle)).toHaveLength(1);
});

test('every group is in the tree exactly once', () => {
	let seed = 1;
	const next = (below: number): number => (seed = (seed * 48271) % 2147483647) % below;
	for (let round = 0; round < 300; round += 1) {
		const groups = Array.from({ length: 8 }, (_, index) => groupOf(`g${index}<g${next(10)}`));
		const ids = sketch(buildGroupTree(groups)).match(/g\d/g) ?? [];
		expect(ids.toSorted()).toEqual(groups.map((group) => group.id));
	}
});
