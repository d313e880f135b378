import { describe, expect, test } from 'vitest';
import { buildConnectAddress, parseBunkerAddress } from './remote-address.ts';
import { requestedPermissions, signedKinds } from './signing-permissions.ts';

const signer = 'fa984bd7dbb282f07e16e7ae87b26a2a7b9b90b7246a44771f0cf5ae58018f52';

describe('a bunker address', () => {
	test('names the signer, its relays and the secret', () => {
		const text = `bunker://${signer}?relay=wss%3A%2F%2Frelay.example.com&relay=wss://second.example.com/&secret=s3`;
		expect(parseBunkerAddress(`  ${text}\n`)).toEqual({
			signer,
			relays: ['wss://relay.example.com', 'wss://second.example.com'],
			secret: 's3'
		});
	});

	test.each([
		['nothing', ''],
		['no key', 'bunker://abc?relay=wss://relay.example.com'],
		['no relay', `bunker://${signer}?secret=s3`],
		[
			'only relays that cannot be reached from a page',
			`bunker://${signer}?relay=ws://relay.example.com&relay=javascript:1`
		],
		['another scheme', `nostrconnect://${signer}?relay=wss://relay.example.com`],
		['a megabyte', `bunker://${signer}?relay=${'x'.repeat(1_000_000)}`]
	])('is none when it has %s', (_, text) => expect(parseBunkerAddress(text)).toBeUndefined());
});

test('the address for signer apps says all they need, and little more', () => {
	const address = buildConnectAddress({
		client: signer,
		relays: ['wss://one.example.com', 'ws://localhost:7447'],
		secret: 'x1',
		permissions: requestedPermissions(),
		app: { name: 'My & Porch', url: 'https://porch.example.com' }
	});
	expect(address).toMatch(/^nostrconnect:\/\/[0-9a-f]{64}\?relay=wss:\/\/one\.example\.com&relay=ws:/);
	expect(address).toContain('name=My%20%26%20Porch');
	const query = new URLSearchParams(address.slice(address.indexOf('?')));
	expect(query.getAll('relay')).toEqual(['wss://one.example.com', 'ws://localhost:7447']);
	expect(query.get('secret')).toBe('x1');
	expect(query.get('perms')).toBe(requestedPermissions());
	expect(query.get('name')).toBe('My & Porch');
	expect(address.length).toBeLessThan(600);
});

test('permission is asked once, for each kind that is signed and for encryption', () => {
	const asked = requestedPermissions().split(',');
	expect(asked).toContain('sign_event:22242');
	expect(asked).toContain('nip44_decrypt');
	expect(asked).toHaveLength(new Set(signedKinds).size + 2);
});
