import { expect, test } from 'vitest';
import { createPerson } from '../../tests/fixtures/person.ts';
import { hexOf } from '../../tests/fixtures/events.ts';
import { buildUploadAuth } from '../../src/lib/protocol/blossom.ts';
import { encodeAuthorization } from '../../src/lib/protocol/http-auth.ts';
import { signEvent } from '../../src/lib/protocol/signature.ts';
import { readUploadPermission } from './upload-permission.ts';

const now = 1_700_000_000;
const hash = hexOf('plums');
const person = createPerson();
const good = { ...buildUploadAuth([hexOf('pears'), hash], now + 60), created_at: now };

function permission(
	template: typeof good,
	alter: (header: string) => string | undefined = (header) => header
) {
	const header = encodeAuthorization(signEvent(template, person.secretKey));
	return readUploadPermission(alter(header), { hash, now, host: 'media.example' });
}
const withTags = (...tags: string[][]) => ({ ...good, tags });

test('a good event says who uploads, in either alphabet of base64', () => {
	expect(permission(good)).toEqual({ pubkey: person.pubkey });
	const url = (header: string) => header.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
	expect(permission(good, url)).toEqual({ pubkey: person.pubkey });
});

test.each([
	['no header', good, () => undefined, 'Missing Auth event'],
	['another scheme', good, () => 'Bearer x', 'The Auth event cannot be read'],
	['no event', good, () => 'Nostr e30=', 'The Auth event cannot be read'],
	['a forged event', good, forge, 'The Auth event is not signed by its author'],
	['another kind', { ...good, kind: 27235 }, undefined, 'The Auth event is of another kind'],
	['a future time', { ...good, created_at: now + 61 }, undefined, 'The Auth event is from the future'],
	['no expiration', withTags(['t', 'upload'], ['x', hash]), undefined, 'The Auth event is expired'],
	[
		'a past expiration',
		withTags(['t', 'upload'], ['x', hash], ['expiration', String(now)]),
		undefined,
		'The Auth event is expired'
	],
	[
		'another verb',
		withTags(['t', 'delete'], ['x', hash], ['expiration', String(now + 9)]),
		undefined,
		'The Auth event is not for uploading'
	],
	[
		'another server',
		{ ...good, tags: [...good.tags, ['server', 'other.example']] },
		undefined,
		'The Auth event is for another server'
	],
	[
		'another file',
		withTags(['t', 'upload'], ['x', hexOf('pears')], ['expiration', String(now + 9)]),
		undefined,
		'The Auth event is for another file'
	]
])('%s is refused', (_, template, alter, error) => {
	expect(permission(template, alter)).toEqual({ error });
});

test('a server that is named may take it', () => {
	const template = { ...good, tags: [...good.tags, ['server', 'media.example']] };
	expect(permission(template)).toEqual({ pubkey: person.pubkey });
});

function forge(header: string): string {
	const event = JSON.parse(Buffer.from(header.slice(6), 'base64').toString('utf8')) as object;
	return `Nostr ${Buffer.from(JSON.stringify({ ...event, content: 'Upload all' })).toString('base64')}`;
}
