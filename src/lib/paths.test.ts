import { describe, expect, test } from 'vitest';
import { groupIdOfParam, groupPath, messagePath, relayOfParam, relayPath, roomPath } from './paths';

describe('a group id survives its route', () => {
	test.each([
		'abc',
		'_',
		'..',
		'.',
		'a/b',
		'a.b',
		'with space',
		'~2E',
		'100%',
		'ünï',
		'日本',
		'%2e%2e',
		'a?b#c'
	])('%s', (id) => {
		const path = groupPath({ relay: 'wss://groups.example.com', id });
		const url = new URL(path, 'https://porch.example');
		const [, relay, group, ...rest] = url.pathname.split('/');
		expect(rest).toEqual([]);
		expect(relayOfParam(decodeURIComponent(relay ?? ''))).toBe('wss://groups.example.com');
		expect(groupIdOfParam(group ?? '')).toBe(id);
	});
});

describe('a relay survives its route', () => {
	test.each([
		['wss://groups.example.com', '/groups.example.com'],
		['wss://groups.example.com:8443', '/groups.example.com:8443'],
		['ws://localhost:4700', '/localhost:4700'],
		['ws://127.0.0.1:4700', '/127.0.0.1:4700'],
		['wss://example.com/relay/one', '/example.com%2Frelay%2Fone'],
		['ws://plain.example.com', '/ws:%2F%2Fplain.example.com']
	])('%s', (relay, path) => {
		expect(relayPath(relay)).toBe(path);
		expect(relayOfParam(decodeURIComponent(path.slice(1)))).toBe(relay);
	});
});

test.each(['', 'login', 'user:pass@example.com', 'example.com?x', 'javascript:alert(1)', 'ht tp://x', '//'])(
	'%s names no relay',
	(param) => expect(relayOfParam(param)).toBeUndefined()
);

test.each(['', '~', '~G0', '~FF', 'a b', 'a/b', '..'])('%s names no group', (param) =>
	expect(groupIdOfParam(param)).toBeUndefined()
);

test('messages and rooms hang on the group', () => {
	const group = { relay: 'wss://r.example', id: 'g' };
	expect(messagePath(group, 'ff')).toBe('/r.example/g?at=ff');
	expect(roomPath(group)).toBe('/r.example/g/room');
});
