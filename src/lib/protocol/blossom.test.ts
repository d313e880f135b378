import { expect, test } from 'vitest';
import { hexOf } from '../../../tests/fixtures/events.ts';
import {
	buildUploadAuth,
	parseBlobDescriptor,
	parseMediaServers,
	parseUploadRefusal,
	readServer
} from './blossom.ts';

const hash = hexOf('plums');

test('a list names each server once, in its order, and no more than four', () => {
	const list = (...servers: string[]) => ({ tags: servers.map((server) => ['server', server]) });
	expect(
		parseMediaServers(
			list('https://b.example/', 'https://a.example/some/path?x', 'https://b.example', 'ftp://c.example', '')
		)
	).toEqual(['https://b.example', 'https://a.example']);
	expect(
		parseMediaServers(list(...'abcdef'.split('').map((name) => `https://${name}.example`)))
	).toHaveLength(4);
	expect(parseMediaServers({ tags: [['server'], ['r', 'https://a.example']] })).toEqual([]);
	expect(parseMediaServers(undefined)).toEqual([]);
});

test.each([
	['https://media.example', 'https://media.example'],
	['http://localhost:4711/', 'http://localhost:4711'],
	['http://media.example', undefined],
	['https://me:secret@media.example', undefined],
	['media.example', undefined]
])('%s is the server %s', (value, server) => {
	expect(readServer(value)).toBe(server);
});

test('one signature lets all pictures of a message be uploaded, for a time', () => {
	expect(buildUploadAuth([hash, hexOf('pears')], 1_700_000_600)).toEqual({
		kind: 24242,
		content: 'Upload 2 pictures',
		tags: [
			['t', 'upload'],
			['expiration', '1700000600'],
			['x', hash],
			['x', hexOf('pears')]
		]
	});
});

const answerOf = (parts: object) =>
	JSON.stringify({
		url: `https://cdn.example/${hash}.jpg`,
		sha256: hash,
		size: 3,
		type: 'image/jpeg',
		...parts
	});
test.each([
	['the address as it is', answerOf({}), `https://cdn.example/${hash}.jpg`],
	[
		'an ending where there is none',
		answerOf({ url: `https://cdn.example/${hash}` }),
		`https://cdn.example/${hash}.jpg`
	],
	[
		'a longer path',
		answerOf({ url: `https://cdn.example/files/${hash}.png` }),
		`https://cdn.example/files/${hash}.png`
	],
	['the hash of another file', answerOf({ sha256: hexOf('pears') }), undefined],
	['the address of another file', answerOf({ url: `https://cdn.example/${hexOf('pears')}.jpg` }), undefined],
	[
		'an address that hides the other file',
		answerOf({ url: `https://cdn.example/${hexOf('pears')}?${hash}.jpg` }),
		undefined
	],
	['no hash', answerOf({ sha256: undefined }), undefined],
	['an address that is no web page', answerOf({ url: `javascript:${hash}` }), undefined],
	['an unprotected address', answerOf({ url: `http://cdn.example/${hash}.jpg` }), undefined],
	['a page', '<!doctype html><p>Welcome', undefined],
	['nothing', '', undefined]
])('of an answer with %s', (_, answer, url) => {
	expect(parseBlobDescriptor(answer, hash, 'jpg')).toBe(url);
});

test.each([
	[401, undefined, '{"message":"Missing Auth event"}', 'upload-refused', 'Missing Auth event'],
	[403, 'members only', '{"message":"other"}', 'upload-refused', 'members only'],
	[402, undefined, 'Pay first', 'upload-refused', 'Pay first'],
	[413, undefined, '{"message":"at most 1 MB"}', 'upload-too-large', 'at most 1 MB'],
	[415, undefined, '{"error":"no pictures"}', 'upload-refused', 'no pictures'],
	[500, undefined, '<html><h1>nginx</h1>', 'upload-failed', undefined],
	[503, undefined, '', 'upload-failed', undefined],
	[302, undefined, 'x'.repeat(281), 'upload-failed', undefined],
	[400, ' \u202e\n ', '{}', 'upload-refused', undefined]
])('status %i with the reason %j and %j is %s: %s', (status, reason, body, code, words) => {
	expect(parseUploadRefusal(status, reason, body)).toMatchObject({ code, words });
});
