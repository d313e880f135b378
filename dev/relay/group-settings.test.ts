import { describe, expect, test } from 'vitest';
import { alice, RelayStory } from './relay-story.ts';
import type { ProfileName } from './habits.ts';

const inGroup = ['h', 'porch'];

function after(profile: ProfileName, ...edits: string[][][]): string[][] | undefined {
	const story = new RelayStory(profile);
	story.group('porch');
	for (const edit of edits) story.done(alice, 9002, [inGroup, ...edit]);
	return story.state(39000, 'porch');
}

describe('an edit by the NIP', () => {
	test('restates everything: what is not named is gone', () => {
		expect(after('nip29', [['name', 'Porch'], ['closed'], ['livekit']], [['about', 'new']])).toEqual([
			['about', 'new']
		]);
	});

	test('shows all that the NIP knows, and no opposites', () => {
		const tags = [
			['name', 'Porch'],
			['picture', 'https://porch.example/p.png'],
			['banner', 'https://porch.example/b.png'],
			['about', 'for neighbours'],
			['private'],
			['restricted'],
			['hidden'],
			['closed'],
			['livekit'],
			['supported_kinds', '9', '7']
		];
		expect(after('nip29', [...tags, ['open'], ['public']])).toEqual(tags);
	});

	test('keeps tags it does not know as they came, and none that belong to the edit', () => {
		const edit = [['name', 'Porch'], ['zap', 'a', 'b'], ['previous'], ['-'], ['alt', 'an edit']];
		expect(after('nip29', edit)).toEqual([
			['name', 'Porch'],
			['zap', 'a', 'b']
		]);
	});

	test('an empty list of kinds is not the same as none', () => {
		expect(after('nip29', [['name', 'Room'], ['livekit'], ['supported_kinds']])).toContainEqual([
			'supported_kinds'
		]);
		expect(after('nip29', [['name', 'Text']])).toEqual([['name', 'Text']]);
	});

	test('an empty name is no name', () => {
		expect(
			after(
				'nip29',
				[['name', 'Porch']],
				[
					['name', ''],
					['about', 'x']
				]
			)
		).toEqual([['about', 'x']]);
	});

	test('names that objects have from birth are tags like any other', () => {
		expect(after('nip29', [['constructor'], ['__proto__', 'x']])).toEqual([
			['constructor'],
			['__proto__', 'x']
		]);
	});
});

describe('an edit by relay29', () => {
	test('changes what it names, and shows the opposite of what is not set', () => {
		expect(after('relay29', [['name', 'Porch'], ['closed']], [['about', 'new']])).toEqual([
			['name', 'Porch'],
			['about', 'new'],
			['closed'],
			['public']
		]);
	});

	test('unsets a flag by its opposite only, and forgets what it does not know', () => {
		const first = [['name', 'Porch'], ['private'], ['closed'], ['hidden'], ['livekit']];
		expect(after('relay29', first, [['open']])).toEqual([['name', 'Porch'], ['private'], ['open']]);
	});
});

test('an edit by groups_relay cannot get rid of what it does not know', () => {
	expect(after('groups_relay', [['name', 'Porch'], ['hidden']], [['about', 'new']])).toContainEqual([
		'hidden'
	]);
});

test('an edit by pyramid forgets what it does not know', () => {
	expect(
		after('pyramid', [
			['name', 'Porch'],
			['zap', 'a']
		])
	).toEqual([['name', 'Porch']]);
});
