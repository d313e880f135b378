import { expect, it } from 'vitest';
import { reroute } from './hooks.ts';

const route = (path: string): unknown =>
	reroute({ url: new URL(path, 'http://localhost'), fetch: () => Promise.reject(new Error('no network')) });

it('sends an address that cannot be decoded to no place at all', () => {
	for (const path of ['/%', "/groups.example.com'%/room", '/a/%E0%A4%A', '/%ff%00'])
		expect(route(path)).toBe('/not/one/of/ours');
});

it('leaves every other address as it is', () => {
	for (const path of ['/', '/groups.example.com/abc', '/localhost:4710%2Fpath/a~2Eb', '/%25/x'])
		expect(route(path)).toBeUndefined();
});
