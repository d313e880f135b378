import { decode, neventEncode, npubEncode } from 'nostr-tools/nip19';
import { expect, test } from 'vitest';
import { eventOf, hexOf } from '../../../tests/fixtures/events.ts';
import { anyEvent, seededRandom } from '../../../tests/fixtures/hostile-values.ts';
import { buildChatMessage, parseChatMessage, type ChatMessage } from './chat-message.ts';

const [ann, bob, id] = [hexOf('ann'), hexOf('bob'), hexOf('message')];
const quote = `nostr:${neventEncode({ id, author: ann })}`;

function messageOf(content: string, ...tags: string[][]): ChatMessage {
	const parsed = parseChatMessage(eventOf({ content, tags: [['h', 'pizza'], ...tags] }));
	if (!parsed) throw new Error('no message');
	return parsed;
}

test('a message has its author, its time and its text', () => {
	const event = eventOf({ content: 'hi', pubkey: ann, created_at: 5, tags: [['h', 'pizza']] });
	expect(parseChatMessage(event)).toEqual({
		id: event.id,
		author: ann,
		at: 5,
		tokens: [{ type: 'text', text: 'hi' }],
		text: 'hi',
		replyTo: undefined,
		pictures: [],
		mentions: [],
		event
	});
});

test.each([1, 7, 11, 1111, 9000])('kind %i is no message', (kind) => {
	expect(parseChatMessage(eventOf({ kind }))).toBeUndefined();
});

test.each<[string, string, string[][], ChatMessage['replyTo'], string]>([
	[
		'a quote on the first line is an answer',
		`${quote}\nyes`,
		[['q', id, 'wss://a.example', ann]],
		{ id, author: ann },
		'yes'
	],
	[
		'with a blank line between, as Flotilla writes it',
		`${quote}\n\nyes`,
		[['q', id, '', ann]],
		{ id, author: ann },
		'yes'
	],
	['the quote alone', quote, [['q', id]], { id, author: undefined }, ''],
	['without the line, as most clients write it', 'yes', [['q', id, '', ann]], { id, author: ann }, 'yes'],
	[
		'a quote further down is only a quote',
		`look: ${quote}`,
		[['q', id, '', ann]],
		undefined,
		`look: ${quote}`
	],
	['a quote without a tag is only a quote', `${quote}\nyes`, [], undefined, `${quote}\nyes`],
	[
		'an old answer marks an e tag',
		'yes',
		[
			['e', hexOf('root'), '', 'root'],
			['e', id, '', 'reply', ann]
		],
		{ id, author: undefined },
		'yes'
	],
	['an e tag without a mark is none', 'yes', [['e', id]], undefined, 'yes'],
	['a quoted address is no message', 'yes', [['q', `30023:${ann}:x`]], undefined, 'yes'],
	[
		'an author that is no key is left out',
		'yes',
		[['q', id, '', '<script>']],
		{ id, author: undefined },
		'yes'
	],
	['an id that is none is no answer', 'yes', [['q', 'abc']], undefined, 'yes'],
	[
		'of two quotes the first is the answer',
		'yes',
		[
			['q', id],
			['q', hexOf('other')]
		],
		{ id, author: undefined },
		'yes'
	]
])('%s', (_, content, tags, replyTo, text) => {
	const message = messageOf(content, ...tags);
	expect(message.replyTo).toEqual(replyTo);
	expect(message.text).toBe(text);
});

test('a message does not answer itself', () => {
	const event = eventOf({ id, tags: [['q', id]] });
	expect(parseChatMessage(event)?.replyTo).toBeUndefined();
});

const picture = 'https://a.example/cat.png';

test.each<[string, string, string[][], ChatMessage['pictures']]>([
	['a link to one', picture, [], [{ url: picture }]],
	['once, however often it is linked', `${picture} ${picture}`, [], [{ url: picture }]],
	[
		'with its description',
		picture,
		[['imeta', `url ${picture}`, 'm image/png', 'dim 30x40', 'alt A cat', 'blurhash eVF$^OI:${M{o#*0']],
		[{ url: picture, width: 30, height: 40, alt: 'A cat', blurhash: 'eVF$^OI:${M{o#*0' }]
	],
	[
		'a link that only its description calls a picture',
		'https://a.example/1',
		[['imeta', 'url https://a.example/1', 'm image/webp']],
		[{ url: 'https://a.example/1' }]
	],
	['a described picture that the text does not show', 'hi', [['imeta', `url ${picture}`]], []],
	['a described film', 'https://a.example/1', [['imeta', 'url https://a.example/1', 'm video/mp4']], []],
	['a size that is none', picture, [['imeta', `url ${picture}`, 'dim 0x40', 'dim 3x4']], [{ url: picture }]],
	['a description without an address', picture, [['imeta', 'alt x'], ['imeta']], [{ url: picture }]],
	['a script as address', 'hi', [['imeta', 'url javascript:alert(1)']], []]
])('pictures: %s', (_, content, tags, expected) => {
	expect(messageOf(content, ...tags).pictures).toEqual(expected);
});

test('what its description calls a picture is one in the text, too', () => {
	const tags = [['imeta', 'url https://a.example/1', 'm image/webp']];
	expect(messageOf('see https://a.example/1', ...tags).tokens.map((token) => token.type)).toEqual([
		'text',
		'image'
	]);
});

test('a message shows at most 20 pictures; the others are links', () => {
	const content = Array.from({ length: 50 }, (_, index) => `https://a.example/${index}.png`).join(' ');
	const { pictures, tokens } = messageOf(content);
	expect(pictures).toHaveLength(20);
	expect(tokens.filter((token) => token.type === 'image')).toHaveLength(20);
	expect(tokens.filter((token) => token.type === 'link')).toHaveLength(30);
});

test('mentions are those of the text and of the tags, once', () => {
	const message = messageOf(`hi nostr:${npubEncode(bob)}`, ['p', ann], ['p', bob], ['p', 'x'], ['p']);
	expect(message.mentions).toEqual([bob, ann]);
});

test('a plain message carries nothing but its group', () => {
	expect(buildChatMessage({ group: 'pizza', text: 'hi' })).toEqual({
		kind: 9,
		content: 'hi',
		tags: [['h', 'pizza']]
	});
});

test('an answer quotes what it answers and names its author', () => {
	const replyTo = eventOf({ id, pubkey: ann });
	const draft = buildChatMessage({ group: 'pizza', text: 'yes', relay: 'wss://a.example', replyTo });
	expect(draft.tags).toEqual([
		['h', 'pizza'],
		['q', id, 'wss://a.example', ann],
		['p', ann]
	]);
	const [, entity = '', words] = /^nostr:(\w+)\n(.*)$/.exec(draft.content) ?? [];
	expect(decode(entity)).toEqual({ type: 'nevent', data: { id, author: ann, relays: ['wss://a.example'] } });
	expect(words).toBe('yes');
	const parsed = parseChatMessage(eventOf({ ...draft }));
	expect(parsed).toMatchObject({ replyTo: { id, author: ann }, text: 'yes', mentions: [ann] });
});

test('people that the text or the composer names get a tag each, once', () => {
	const text = `hi nostr:${npubEncode(bob)}`;
	const draft = buildChatMessage({
		group: 'pizza',
		text,
		mentions: [ann, bob],
		replyTo: eventOf({ pubkey: ann })
	});
	expect(draft.tags.filter(([name]) => name === 'p')).toEqual([
		['p', ann],
		['p', bob]
	]);
});

test('no event makes the parser throw', () => {
	const random = seededRandom(13);
	for (let round = 0; round < 2000; round += 1) {
		const event = anyEvent(random, 9);
		expect(() => parseChatMessage(event)).not.toThrow();
	}
});
