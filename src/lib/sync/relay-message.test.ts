import { expect, test } from 'vitest';
import { eventOf } from '../../../tests/fixtures/events.ts';
import { parseRelayMessage } from './relay-message.ts';

const event = eventOf({});

test.each([
	[['EVENT', 's', event], { type: 'event', subscription: 's', event }],
	[['EOSE', 's'], { type: 'eose', subscription: 's' }],
	[['EOSE', 's', ['finish']], { type: 'eose', subscription: 's', hint: 'finish' }],
	[['EOSE', 's', ['unheard of', 'finish', 'more']], { type: 'eose', subscription: 's', hint: 'more' }],
	[['EOSE', 's', 'finish'], { type: 'eose', subscription: 's' }],
	[['CLOSED', 's', 'blocked: no'], { type: 'closed', subscription: 's', words: 'blocked: no' }],
	[['CLOSED', 's'], { type: 'closed', subscription: 's', words: '' }],
	[['OK', 'id', true, ''], { type: 'ok', id: 'id', accepted: true, words: '' }],
	[['OK', 'id', false], { type: 'ok', id: 'id', accepted: false, words: '' }],
	[['NOTICE', 'hello'], { type: 'notice', words: 'hello' }],
	[['AUTH', 'challenge'], { type: 'auth', challenge: 'challenge' }]
])('%j is read', (frame, message) => {
	expect(parseRelayMessage(JSON.stringify(frame))).toEqual(message);
});

test.each([
	['EVENT', 's'],
	['EVENT', event],
	['EVENT', 's', { ...event, sig: '' }],
	['EVENT', 's', { ...event, kind: '9' }],
	['OK', 'id', 'true', ''],
	['OK'],
	['NOTICE', { words: 1 }],
	['AUTH', null],
	['COUNT', 's', { count: 1 }],
	['toString', 's'],
	[],
	[[]]
])('%j is no message', (...frame) => {
	expect(parseRelayMessage(JSON.stringify(frame))).toBeUndefined();
});

test.each(['', 'hello', '{}', '"EVENT"', '["EVENT"', '\u0000', `["NOTICE","${'x'.repeat(4_000_000)}"]`])(
	'other text is none',
	(text) => expect(parseRelayMessage(text)).toBeUndefined()
);

test('bytes are none', () => {
	expect(parseRelayMessage(new Uint8Array([91, 93]))).toBeUndefined();
});
