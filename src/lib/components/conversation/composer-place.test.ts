import { expect, test } from 'vitest';
import { stateOf } from '../../../../tests/fixtures/cached-events.ts';
import { parseGroupMetadata } from '../../protocol/group-metadata.ts';
import { composerPlace } from './composer-place';

const group = (...tags: string[][]) => parseGroupMetadata(stateOf({ tags: [['d', 'porch'], ...tags] }));
const [restricted, closed, livekit, noKinds] = [['restricted'], ['closed'], ['livekit'], ['supported_kinds']];
const [member, visitor] = [true, false];

test.each([
	['a member writes', group(restricted), 'member', member, 'composer'],
	['anybody with a key writes where that is open', group(), 'none', member, 'composer'],
	['a visitor is told so', group(), 'none', visitor, 'visitor'],
	['who is not a member is offered to join', group(restricted), 'none', member, 'join'],
	['an invite is asked for where one is needed', group(restricted, closed), 'none', member, 'invite'],
	[
		'no relay takes words of outsiders where joining needs an invite',
		group(closed),
		'none',
		member,
		'invite'
	],
	['nor of who left it', group(closed), 'left', member, 'invite'],
	['who is in writes there', group(closed), 'member', member, 'composer'],
	['and nothing is claimed of it before that is known', group(closed), 'unknown', member, 'unknown'],
	['who left can come back', group(restricted), 'left', member, 'join'],
	['who asked waits', group(restricted), 'waiting', member, 'waiting'],
	['who was removed is told so', group(restricted), 'removed', member, 'removed'],
	['nothing is claimed before it is known', group(restricted), 'unknown', member, 'unknown'],
	['without metadata nothing is claimed', undefined, 'none', visitor, 'unknown'],
	[
		'a group that takes other kinds has no composer',
		group(['supported_kinds', '11']),
		'member',
		member,
		'none'
	],
	['a group that is its room shows the room', group(livekit, noKinds), 'none', visitor, 'room']
] as const)('%s', (_, metadata, standing, signedIn, place) =>
	expect(composerPlace({ loaded: true, metadata, standing, signedIn, invited: false, gone: false })).toBe(
		place
	)
);

test('before the device was read nothing is claimed', () => {
	expect(
		composerPlace({
			loaded: false,
			metadata: group(),
			standing: 'member',
			signedIn: true,
			invited: false,
			gone: false
		})
	).toBe('unknown');
});

test('with an invite in hand nobody is asked for one', () => {
	const asked = {
		loaded: true,
		metadata: group(restricted, closed),
		standing: 'none',
		signedIn: true
	} as const;
	expect(composerPlace({ ...asked, invited: true, gone: false })).toBe('join');
});
