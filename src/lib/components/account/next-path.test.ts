import { expect, test } from 'vitest';
import { buildCarriedShare, parseCarriedShare } from '../../protocol/carried-share.ts';
import { nextPath, stepPath } from './next-path.ts';

const origin = 'https://porch.example.com';

test('an invite survives signing in', () => {
	const next = '/groups.example.com/garden?at=1#invite=c0de';
	const step = new URL(stepPath('/login/have', next), origin);
	expect(nextPath(step)).toBe(next);
	expect(step.search).not.toContain('c0de');
	const another = new URL(stepPath('/login/key', nextPath(step)), origin);
	expect(nextPath(another)).toBe(next);
});

test('so does all that an address carries of a share', () => {
	const fragment = buildCarriedShare('Ärger & 50% + #1\n猫', ['a=b.png']);
	const next = `/share?trouble=not-stored&id=a#${fragment}`;
	const step = new URL(stepPath('/login', next), origin);
	expect(parseCarriedShare(new URL(nextPath(step), origin).hash)?.text).toBe('Ärger & 50% + #1\n猫');
	expect(nextPath(step)).toBe(next);
});

test('a fragment within `next`, as in links made before, is kept', () => {
	const step = new URL(`/login?next=${encodeURIComponent('/a.example/b#invite=c')}`, origin);
	expect(nextPath(step)).toBe('/a.example/b#invite=c');
});

test.each([
	[null],
	[''],
	['groups.example.com'],
	['//evil.example.com/x'],
	['/\\evil.example.com'],
	['/\t/evil.example.com'],
	['https://evil.example.com'],
	['javascript:alert(1)'],
	['http://[']
])('%j leads nowhere but home', (next) => {
	for (const fragment of ['', '#//evil.example.com', '#@evil.example.com']) {
		const step = new URL(`/login${fragment}`, origin);
		if (next !== null) step.searchParams.set('next', next);
		expect(nextPath(step)).toBe('/');
	}
});
