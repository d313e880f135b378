import { expect, test } from 'vitest';
import { eventOf, hexOf } from '../../../tests/fixtures/events.ts';
import { anyEvent, seededRandom } from '../../../tests/fixtures/hostile-values.ts';
import { buildProfile, displayName, parseProfile, type Profile, type ProfileChanges } from './profile.ts';

const ann = hexOf('ann');

function profileOf(content: unknown): Profile | undefined {
	const text = typeof content === 'string' ? content : JSON.stringify(content);
	return parseProfile(eventOf({ kind: 0, pubkey: ann, created_at: 5, content: text }));
}

test('a profile is read', () => {
	const content = {
		name: 'ann',
		about: 'one\ntwo',
		picture: 'https://a.example/a.png',
		nip05: 'ann@a.example',
		lud16: 'x'
	};
	expect(profileOf(content)).toEqual({
		pubkey: ann,
		name: 'ann',
		about: 'one\ntwo',
		picture: 'https://a.example/a.png',
		nip05: 'ann@a.example',
		at: 5
	});
});

test.each<[string, unknown, Partial<Profile>]>([
	['the name to show comes first', { name: 'ann', display_name: 'Ann Lee' }, { name: 'Ann Lee' }],
	['an old spelling of it counts', { name: 'ann', displayName: 'Ann Lee' }, { name: 'Ann Lee' }],
	['an empty one does not', { name: 'ann', display_name: ' ' }, { name: 'ann' }],
	['one that is no text does not', { name: 'ann', display_name: { a: 1 } }, { name: 'ann' }],
	['a name is one line without tricks', { name: '\u202eAnn\n\0' }, { name: 'Ann' }],
	['a long name is cut', { name: 'x'.repeat(100_000) }, { name: 'x'.repeat(80) }],
	['a picture over http is left out', { picture: 'http://a.example/a.png' }, { picture: undefined }],
	[
		'a picture from this machine is fine',
		{ picture: 'http://localhost:8080/a.png' },
		{ picture: 'http://localhost:8080/a.png' }
	],
	['a script is no picture', { picture: 'javascript:alert(1)' }, { picture: undefined }],
	['a list is no picture', { picture: ['https://a.example/a.png'] }, { picture: undefined }],
	["a name of the prototype is nobody's", '{"__proto__":{"name":"ann"}}', { name: undefined }],
	['no JSON says nothing', 'hello', { name: undefined, picture: undefined }],
	['a list says nothing', [1], { name: undefined }],
	['null says nothing', 'null', { name: undefined }],
	['nothing says nothing', '', { name: undefined }]
])('%s', (_, content, expected) => {
	expect(profileOf(content)).toMatchObject(expected);
});

test('another kind is no profile', () => {
	expect(parseProfile(eventOf({ kind: 9, content: '{"name":"ann"}' }))).toBeUndefined();
});

test.each<[string, string | undefined, ProfileChanges, object]>([
	['a first profile', undefined, { name: 'Ann' }, { name: 'Ann' }],
	[
		'nothing changed',
		'{"name":"a","lud16":"x","nested":{"y":[1]}}',
		{},
		{ name: 'a', lud16: 'x', nested: { y: [1] } }
	],
	['a name, the rest kept', '{"name":"a","lud16":"x"}', { name: 'b' }, { name: 'b', lud16: 'x' }],
	[
		'the name that is shown, the other kept',
		'{"name":"a","display_name":"A"}',
		{ name: 'B' },
		{ name: 'a', display_name: 'B' }
	],
	['an empty text removes', '{"picture":"x","about":"y"}', { picture: '', about: 'z' }, { about: 'z' }],
	['from no JSON', 'hello', { name: 'b' }, { name: 'b' }]
])('an edit of a profile: %s', (_, previous, changes, expected) => {
	const draft = buildProfile(previous === undefined ? undefined : { content: previous, tags: [] }, changes);
	expect(draft).toMatchObject({ kind: 0, tags: [] });
	expect(JSON.parse(draft.content)).toEqual(expected);
});

test('an edit of a profile keeps its tags', () => {
	const tags = [
		['emoji', 'cat', 'https://a.example/cat.png'],
		['i', 'github:ann', 'proof']
	];
	expect(buildProfile({ content: '{}', tags }, { name: 'Ann' }).tags).toEqual(tags);
});

test('a field called __proto__ survives an edit as a field', () => {
	const { content } = buildProfile({ content: '{"__proto__":{"x":1}}', tags: [] }, { name: 'Ann' });
	expect(content).toBe('{"__proto__":{"x":1},"name":"Ann"}');
});

test.each<[string, Partial<Profile> | undefined, string, string]>([
	['by their name', { name: 'Ann' }, ann, 'Ann'],
	['by their key', {}, ann, 'npub10rxx…x32d'],
	['by their key when nothing is known', undefined, ann, 'npub10rxx…x32d'],
	['somehow, even with no key', undefined, 'not a key at all', 'not a key at'],
	['somehow, even with nothing', undefined, '', '?']
])('people are called %s', (_, profile, pubkey, expected) => {
	expect(displayName(profile && { pubkey, at: 0, ...profile }, pubkey)).toBe(expected);
});

test('no event makes the parser throw', () => {
	const random = seededRandom(17);
	for (let round = 0; round < 2000; round += 1) {
		const event = anyEvent(random, 0);
		expect(() => parseProfile(event)).not.toThrow();
		expect(() => buildProfile(event, { name: 'x' })).not.toThrow();
	}
});
