import { expect, test } from 'vitest';
import { nextPath, stepPath } from './next-path.ts';

const origin = 'https://porch.example.com';

test('an invite survives signing in', () => {
	const next = '/groups.example.com/garden?at=1#invite=c0de';
	const step = new URL(stepPath('/login/have', next), origin);
	expect(nextPath(step.searchParams.get('next'), origin)).toBe(next);
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
])('%j leads nowhere but home', (next) => expect(nextPath(next, origin)).toBe('/'));
