import { expect, test, vi } from 'vitest';
import { mendFragment } from './whole-fragment.ts';

function addressAfter(address: string): string {
	let { href } = new URL(address, 'http://localhost');
	const replaceState = vi.fn((_state: unknown, _title: string, path: string) => {
		({ href } = new URL(path, href));
	});
	mendFragment({ location: new URL(href), history: { state: null, replaceState } } as unknown as Window);
	expect(() => decodeURIComponent(new URL(href).hash)).not.toThrow();
	return href.replace('http://localhost', '');
}

test.each([
	['/a.example/x#invite=caf%C3', '/a.example/x#invite=caf%25C3'],
	['/a.example/x?at=1#invite=50%', '/a.example/x?at=1#invite=50%25']
])('a fragment that was cut off can be decoded: %s', (address, mended) =>
	expect(addressAfter(address)).toBe(mended)
);

test.each(['/a.example/x', '/a.example/x#invite=caf%C3%A9', '/join#naddr1xyz?invite=a%20b'])(
	'every other one stays: %s',
	(address) => expect(addressAfter(address)).toBe(address)
);
