import { naddrEncode, neventEncode, noteEncode, npubEncode, nsecEncode } from 'nostr-tools/nip19';
import { expect, test } from 'vitest';
import { hexOf } from '../../../tests/fixtures/events.ts';
import { anyText, seededRandom } from '../../../tests/fixtures/hostile-values.ts';
import { tokenizeText, type TextToken } from './message-text.ts';

const [ann, id] = [hexOf('ann'), hexOf('message')];
const npub = npubEncode(ann);

/** A short form of the tokens: texts as they are, links as <href>, pictures as ![href], people and events as @ and #. */
function sketch(content: string): string {
	return tokenizeText(content).map(sketchToken).join('|');
}

function sketchToken(token: TextToken): string {
	switch (token.type) {
		case 'text':
			return token.text;
		case 'link':
			return `<${token.href}>`;
		case 'image':
			return `![${token.href}]`;
		case 'mention':
			return `@${token.pubkey === ann ? 'ann' : token.pubkey}`;
		case 'event':
			return `#${token.id === id ? 'message' : token.id}`;
		case 'address':
			return `#${token.kind}:${token.identifier}`;
	}
}

test.each([
	['', ''],
	['just text', 'just text'],
	['see https://a.example', 'see |<https://a.example/>'],
	['https://a.example/x?y=1#z and more', '<https://a.example/x?y=1#z>| and more'],
	['https://a.example. Then', '<https://a.example/>|. Then'],
	['(https://a.example/x)', '(|<https://a.example/x>|)'],
	['https://a.example/x_(y)', '<https://a.example/x_(y)>'],
	['(see https://a.example/x_(y)).', '(see |<https://a.example/x_(y)>|).'],
	['"https://a.example/x", he said', '"|<https://a.example/x>|", he said'],
	['<https://a.example/x>', '<|<https://a.example/x>|>'],
	['what is https://a.example/?!', 'what is |<https://a.example/>|?!'],
	['https://a.example/x https://b.example/y', '<https://a.example/x>| |<https://b.example/y>'],
	['https://a.example/cat.JPG', '![https://a.example/cat.JPG]'],
	['https://a.example/cat.png?w=1', '![https://a.example/cat.png?w=1]'],
	['https://a.example/?f=cat.png', '<https://a.example/?f=cat.png>'],
	['https://пример.example/ü', '<https://xn--e1afmkfd.example/%C3%BC>'],
	['看https://a.example/x', '看https://a.example/x'],
	[`hi nostr:${npub}!`, 'hi |@ann|!'],
	[`hi ${npub}`, 'hi |@ann'],
	[`@${npub}`, '@|@ann'],
	[`nostr:${npub}\nnostr:${npub}`, '@ann|\n|@ann'],
	[`nostr:${noteEncode(id)}`, '#message'],
	[`nostr:${neventEncode({ id })}\nyes`, '#message|\nyes'],
	[`nostr:${naddrEncode({ kind: 30023, pubkey: ann, identifier: 'post', relays: [] })}`, '#30023:post']
])('%j is split into %j', (content, expected) => {
	expect(sketch(content)).toBe(expected);
});

test('the local demo may show its own pictures over plain text', () => {
	expect(tokenizeText('http://localhost:4710/files/frost.webp')).toMatchObject([{ type: 'image' }]);
});

test.each([
	['http://a.example'],
	['http://localhost.example/a.png'],
	['HTTPS//a.example'],
	['javascript:alert(1)'],
	['javascript:alert("https")'],
	['data:text/html,<script>alert(1)</script>'],
	['https://'],
	['https://.'],
	['https:// a.example'],
	['https://user:pass@a.example/'],
	['xhttps://a.example'],
	[`https://a.example/${'x'.repeat(5000)}`],
	[nsecEncode(new Uint8Array(32).fill(1))],
	[`${npub.slice(0, -1)}q`],
	[`x${npub}`],
	['npub1'],
	['<img src=x onerror=alert(1)>'],
	['\ud800 \0 \u202e']
])('%j stays text', (content) => {
	expect(tokenizeText(content).every((token) => token.type === 'text')).toBe(true);
});

test('the hints of an event are kept', () => {
	const nevent = neventEncode({ id, author: ann, relays: ['wss://a.example/'] });
	expect(tokenizeText(`nostr:${nevent}`)).toEqual([
		{ type: 'event', id, relay: 'wss://a.example', author: ann, text: `nostr:${nevent}` }
	]);
});

test('the pieces joined give the message back, and every target is https', () => {
	const random = seededRandom(12);
	const pieces = [
		'https://a.example/',
		`nostr:${npub}`,
		'(',
		').',
		' ',
		'\n',
		'https://',
		'nostr:',
		'npub1',
		'nevent1'
	];
	for (let round = 0; round < 3000; round += 1) {
		const content = Array.from({ length: 8 }, () => {
			const piece = pieces[Math.floor(random() * pieces.length * 2)];
			return piece ?? anyText(random).slice(0, 200);
		}).join('');
		const tokens = tokenizeText(content);
		expect(tokens.map((token) => token.text).join('')).toBe(content);
		for (const token of tokens) if ('href' in token) expect(token.href).toMatch(/^https:\/\//);
	}
});

test.each([
	['open brackets', '('],
	['closing brackets after a link', ')'],
	['full stops', '.'],
	['beginnings of links', 'https://'],
	['links in a row', 'https://a.example/'],
	['beginnings of references', 'nostr:nevent1'],
	['references that are none', `nevent1${'q'.repeat(40)}`],
	['one endless reference', 'q'],
	['blanks', ' '],
	['half characters', '\ud83d']
])('ten times the %s takes about ten times as long', (_, piece) => {
	const [short, long] = [1, 10].map(
		(times) => `https://a.example/${piece.repeat(Math.ceil((times * 10_000) / piece.length))}`
	);
	const ratio = timeOf(long ?? '') / timeOf(short ?? '');
	// Quadratic time would be a hundred times as long.
	expect(ratio).toBeLessThan(40);
});

/** The fastest of several runs in milliseconds, each repeated until it can be measured. */
function timeOf(content: string): number {
	let fastest = Infinity;
	for (let run = 0; run < 7; run += 1) {
		const start = performance.now();
		for (let repeat = 0; repeat < 5; repeat += 1) tokenizeText(content);
		fastest = Math.min(fastest, performance.now() - start);
	}
	return Math.max(fastest, 0.05);
}
