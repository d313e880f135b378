import { naddrEncode, neventEncode, npubEncode } from 'nostr-tools/nip19';
import { expect, test } from 'vitest';
import { messagePath, roomPath } from '../paths.ts';
import { hexOf } from '../../../tests/fixtures/events.ts';
import { anyText, seededRandom } from '../../../tests/fixtures/hostile-values.ts';
import {
	buildGroupAddress,
	buildInviteLink,
	parseGroupReference,
	type GroupReference
} from './group-reference.ts';

const relay = 'wss://groups.example.com';
const [relayKey, message] = [hexOf('relay'), hexOf('message')];
const naddr = naddrEncode({ kind: 39000, pubkey: relayKey, identifier: 'pizza', relays: [`${relay}/`] });
const pizza = { relay, id: 'pizza' };
const local = { relay: 'ws://localhost:7777', id: 'pizza' };

test.each<[string, string, GroupReference]>([
	['host and id', "groups.example.com'pizza", pizza],
	['with blanks around', "  groups.example.com'pizza\n", pizza],
	['a relay URL and id', "wss://groups.example.com'pizza", pizza],
	['a relay URL with a slash', "wss://groups.example.com/'pizza", pizza],
	['a relay on this machine', "localhost:7777'pizza", local],
	['a code as Wisp writes it', "wss://groups.example.com'pizza?code=abc", { ...pizza, code: 'abc' }],
	['a code that is escaped', "groups.example.com'pizza?code=a%20b%2F", { ...pizza, code: 'a b/' }],
	['a code by its other name', "groups.example.com'pizza?invite=abc", { ...pizza, code: 'abc' }],
	['an id with a question mark', "groups.example.com'what?really", { relay, id: 'what?really' }],
	['an id with an apostrophe', "groups.example.com'it's", { relay, id: "it's" }],
	['the ids of a path', "groups.example.com'../a/b", { relay, id: '../a/b' }],
	['an naddr', naddr, { ...pizza, relayKey }],
	['an naddr in upper case', naddr.toUpperCase(), { ...pizza, relayKey }],
	['an naddr with an invite', `${naddr}?invite=a%2Bb`, { ...pizza, relayKey, code: 'a+b' }],
	['an naddr with a broken invite', `${naddr}?invite=%`, { ...pizza, relayKey }],
	['a nostr: link', `nostr:${naddr}`, { ...pizza, relayKey }],
	['a nostr: link with an invite', `nostr:${naddr}?invite=abc`, { ...pizza, relayKey, code: 'abc' }],
	['a web+nostr: link, as a handler gets it', `web+nostr:${naddr}`, { ...pizza, relayKey }],
	['a link of ours', 'https://porch.example/groups.example.com/pizza', pizza],
	[
		'a link of ours with an invite',
		'https://porch.example/groups.example.com/pizza#invite=a%20b',
		{ ...pizza, code: 'a b' }
	],
	[
		'a link of ours to a message',
		`https://porch.example/groups.example.com/pizza?at=${message}`,
		{ ...pizza, eventId: message }
	],
	['a link of ours to a room', 'https://porch.example/groups.example.com/pizza/room', pizza],
	['a link of ours to a relay', 'https://porch.example/groups.example.com', { relay }],
	[
		'a link of ours to a relay with a port',
		'https://porch.example/groups.example.com:8080/x',
		{ relay: `${relay}:8080`, id: 'x' }
	],
	[
		'a link of ours to a relay with a path',
		'https://porch.example/groups.example.com%2Fa/x',
		{ relay: `${relay}/a`, id: 'x' }
	],
	['a link of ours to an odd id', 'https://porch.example/groups.example.com/~2E~2E', { relay, id: '..' }],
	[
		'a link of the local demo',
		'http://localhost:5173/localhost:7777/pizza#invite=abc',
		{ ...local, code: 'abc' }
	],
	[
		'our page for links',
		`https://porch.example/join#${naddr}?invite=abc`,
		{ ...pizza, relayKey, code: 'abc' }
	],
	[
		'our page for links, escaped',
		`https://porch.example/join#${encodeURIComponent("groups.example.com'pizza?code=abc")}`,
		{ ...pizza, code: 'abc' }
	],
	[
		'a space of Flotilla',
		'https://app.flotilla.social/join?r=groups.example.com&c=open',
		{ relay, claim: 'open' }
	],
	[
		'a room of Flotilla',
		'https://app.flotilla.social/join?r=wss%3A%2F%2Fgroups.example.com%2F&c=open&h=pizza&code=abc',
		{ ...pizza, claim: 'open', code: 'abc' }
	],
	['a page of Flotilla', 'https://app.flotilla.social/spaces/groups.example.com/pizza', pizza],
	[
		'a page of Flotilla, escaped',
		'https://app.flotilla.social/spaces/wss%3A%2F%2Fgroups.example.com%2F/pizza',
		pizza
	],
	['a space page of Flotilla', 'https://app.flotilla.social/spaces/groups.example.com', { relay }],
	[
		'a link of nostrord',
		'https://nostrord.com/open/?relay=wss://groups.example.com&group=pizza&code=abc',
		{ ...pizza, code: 'abc' }
	],
	[
		'a link of nostrord without a code',
		'https://nostrord.com/open?relay=groups.example.com&group=pizza',
		pizza
	],
	['a relay', 'groups.example.com', { relay }],
	['a relay URL', 'wss://groups.example.com/', { relay }],
	['a relay with a path', 'wss://groups.example.com/a', { relay: `${relay}/a` }],
	['a relay as a web address', 'https://groups.example.com', { relay }]
])('%s leads to its group', (_, text, expected) => {
	expect(parseGroupReference(text)).toEqual(expected);
});

test.each([
	['nothing', ''],
	['a word', 'pizza'],
	['a sentence', "don't do that"],
	['a sentence with a host', "example.com's pizza is good"],
	['an id without a relay', "'pizza"],
	['a relay without an id', "groups.example.com'"],
	['a relay that is none', "groups'pizza"],
	[
		'an naddr of something else',
		naddrEncode({ kind: 30023, pubkey: relayKey, identifier: 'x', relays: [relay] })
	],
	[
		'an naddr without a relay',
		naddrEncode({ kind: 39000, pubkey: relayKey, identifier: 'pizza', relays: [] })
	],
	[
		'an naddr to no safe relay',
		naddrEncode({
			kind: 39000,
			pubkey: relayKey,
			identifier: 'pizza',
			relays: ['ws://groups.example.com', 'javascript:alert(1)']
		})
	],
	['half an naddr', naddr.slice(0, 40)],
	['a person', npubEncode(relayKey)],
	['a message', neventEncode({ id: message, relays: [relay] })],
	['a script', 'javascript:alert(1)'],
	['a script that looks like a link', "javascript://groups.example.com'pizza"],
	['data', 'data:text/html,<script>alert(1)</script>'],
	['http', 'http://porch.example/groups.example.com/pizza'],
	['a link with a user', 'https://a@porch.example/groups.example.com/pizza'],
	['a link with a password', 'https://a:b@porch.example/groups.example.com/pizza'],
	['a relay with a password', 'wss://a:b@groups.example.com'],
	['a link to a page of something', 'https://example.com/blog/post'],
	['a link to a picture', 'https://example.com/cat.png'],
	['a link to a page', 'https://example.com/index.html#invite=x'],
	['a link to a page four levels down', 'https://porch.example/groups.example.com/pizza/room/x'],
	['a link to a relay that is none', 'https://porch.example/localhost-evil/pizza'],
	['a link with a broken escape', 'https://porch.example/groups.example.com/~ZZ'],
	['a link with a broken percent', 'https://porch.example/%E0%A4%A/pizza'],
	[
		'a link inside our link',
		`https://porch.example/join#${encodeURIComponent(`https://porch.example/join#${naddr}`)}`
	],
	[
		"a link inside Flotilla's",
		'https://app.flotilla.social/join?r=https%3A%2F%2Fa%3Ab%40evil.example%2F&h=pizza'
	],
	["a script inside Flotilla's", 'https://app.flotilla.social/join?r=javascript:alert(1)&h=pizza'],
	['twice escaped', 'groups.example.com%2527pizza'],
	['an id of 1,000 characters', `groups.example.com'${'x'.repeat(1000)}`],
	['100,000 characters', `groups.example.com'${'x'.repeat(100_000)}`],
	['half a character', "groups.example.com'\ud800"]
])('%s leads nowhere', (_, text) => {
	expect(parseGroupReference(text)).toBeUndefined();
});

test.each(['pizza', '..', 'a/b', "it's", 'ü 😀', '?code=x', '#', '%2F', '~41'])(
	'links that we make for "%s" come back',
	(id) => {
		const key = { relay, id };
		expect(parseGroupReference(buildInviteLink('https://porch.example', key))).toEqual(key);
		expect(parseGroupReference(buildInviteLink('https://porch.example', key, 'a&b=c #'))).toEqual({
			...key,
			code: 'a&b=c #'
		});
		expect(parseGroupReference(buildGroupAddress(key, relayKey))).toEqual({ ...key, relayKey });
		expect(parseGroupReference(buildGroupAddress(key, relayKey, 'a&b=c #'))).toEqual({
			...key,
			relayKey,
			code: 'a&b=c #'
		});
		expect(parseGroupReference(`https://porch.example${messagePath(key, message)}`)).toEqual({
			...key,
			eventId: message
		});
		expect(parseGroupReference(`https://porch.example${roomPath(key)}`)).toEqual(key);
	}
);

test('the code of an invite is in the fragment, where no server sees it', () => {
	const link = new URL(buildInviteLink('https://porch.example', pizza, 'secret'));
	expect(`${link.pathname}${link.search}`).not.toContain('secret');
	expect(link.hash).toBe('#invite=secret');
});

test('no text makes the parser throw', () => {
	const random = seededRandom(14);
	const shapes = [
		(text: string) => text,
		(text: string) => `groups.example.com'${text}`,
		(text: string) => `${naddr}?invite=${text}`,
		(text: string) => `https://porch.example/${text}/${text}#${text}`,
		(text: string) => `https://porch.example/join?r=${text}&h=${text}#${text}`
	];
	for (let round = 0; round < 3000; round += 1) {
		const text = shapes[round % shapes.length]?.(anyText(random)) ?? '';
		expect(() => parseGroupReference(text)).not.toThrow();
	}
});
