import { expect, test } from 'vitest';
import { signEvent } from '../../src/lib/protocol/signature.ts';
import { parseClientMessage } from './client-message.ts';
import { alice } from './relay-story.ts';

const event = signEvent({ kind: 1, tags: [], content: '', created_at: 1 }, alice.secretKey);

test.each([
	['an event', ['EVENT', event], { verb: 'EVENT', event }],
	['an answer to a challenge', ['AUTH', event], { verb: 'AUTH', event }],
	['a request', ['REQ', 'a', { kinds: [9] }, {}], { verb: 'REQ', id: 'a', filters: [{ kinds: [9] }, {}] }],
	['a count', ['COUNT', 'a', { kinds: [9] }], { verb: 'COUNT', id: 'a', filters: [{ kinds: [9] }] }],
	['an end', ['CLOSE', 'a'], { verb: 'CLOSE', id: 'a' }],
	['an event that is none', ['EVENT', { ...event, kind: 'one' }], { verb: 'BAD-EVENT', id: event.id }],
	['an event without an id', ['EVENT', {}], { verb: 'NOTHING', why: 'EVENT without an event' }],
	['an event that is null', ['EVENT', null], { verb: 'NOTHING', why: 'EVENT without an event' }],
	['a request without a filter', ['REQ', 'a'], { verb: 'BAD-REQUEST', id: 'a', why: 'no filter' }],
	[
		'a malformed filter',
		['REQ', 'a', { ids: ['abc'] }],
		{ verb: 'BAD-REQUEST', id: 'a', why: 'malformed filter' }
	],
	['a filter that is a list', ['REQ', 'a', []], { verb: 'BAD-REQUEST', id: 'a', why: 'malformed filter' }],
	['an unknown word', ['HELLO'], { verb: 'NOTHING', why: 'unknown message "HELLO"' }],
	['an object for a word', [{ toString: 1 }], { verb: 'NOTHING', why: 'unknown message {"toString":1}' }],
	['nothing', [], { verb: 'NOTHING', why: 'unknown message null' }],
	['an object', {}, { verb: 'NOTHING', why: 'a message is a JSON array' }]
])('%s', (_, message, parsed) => {
	expect(parseClientMessage(JSON.stringify(message))).toEqual(parsed);
});

test.each(['', 'x'.repeat(65), 7])('%s is no id for a request', (id) => {
	expect(parseClientMessage(JSON.stringify(['REQ', id, {}]))).toMatchObject({ verb: 'NOTHING' });
});

test.each(['', 'hello', '[', '\u0000'])('%j is no JSON', (frame) => {
	expect(parseClientMessage(frame)).toEqual({ verb: 'NOTHING', why: 'this is not JSON' });
});
