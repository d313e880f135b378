import { expect, test } from 'vitest';
import type { ErrorCode, Retry } from '../app-error.ts';
import { anyText, seededRandom } from '../../../tests/fixtures/hostile-values.ts';
import { parseRefusal } from './refusal.ts';

/** The literal texts of pyramid, relay29, groups_relay and zooid, by what they mean. */
const texts: [ErrorCode, string[]][] = [
	[
		'auth-required',
		[
			'auth-required: must authenticate before creating a group',
			"auth-required: you're trying to access a private group",
			'auth-required: must be published by authenticated event author',
			'auth-required: only members can request invite codes',
			'auth-required: trying to read from a private group',
			'auth-required: Authentication required to access private groups',
			'auth-required: this event may only be published by its author',
			'auth-required: authentication is required for access'
		]
	],
	[
		'auth-refused',
		[
			'restricted: auth and event pubkey mismatch',
			'error: failed to authenticate',
			"error: failed to authenticate: expected challenge 'a' got 'b'",
			'blocked: must be published by event author',
			'rejected: this event may only be published by its author',
			'restricted: you cannot publish events on behalf of others',
			'auth-required: no challenge pending',
			'auth-required: challenge mismatch',
			'auth-required: relay mismatch',
			'auth-required: missing challenge tag',
			'auth-required: missing relay tag',
			'auth-required: expired auth event'
		]
	],
	[
		'not-a-member',
		[
			'blocked: unknown member',
			"restricted: you're trying to access a group of which you're not a member",
			'restricted: only members of this relay can create a group',
			'restricted: only members can request invite codes',
			'restricted: not a member',
			'restricted: User 4f3a is not a member of this group',
			'restricted: Access denied to private group',
			'restricted: you are not a member of this relay',
			'restricted: you are not a member of that group'
		]
	],
	[
		'invite-needed',
		[
			'restricted: group is closed, you need an invite code',
			'restricted: missing invite code',
			'invalid: no claim tag',
			'restricted: valid invite code required to join this group'
		]
	],
	[
		'invite-wrong',
		[
			'restricted: invalid invite code',
			'restricted: invite code expired',
			'invalid: failed to validate invite code'
		]
	],
	['removed-from-group', ['blocked: you were removed', 'invalid: you have been banned from this relay']],
	[
		'already-done',
		[
			'duplicate: already a member',
			'duplicate: User is already a member',
			'duplicate: not currently a member',
			'blocked: all targets are members already',
			'blocked: all targets have left already',
			'blocked: nothing to delete',
			'blocked: none of the targets exist in this relay',
			'blocked: no need to create invites in open groups',
			'error: Invite code already exists',
			'duplicate: have it'
		]
	],
	[
		'group-exists',
		[
			'duplicate: group already exists',
			'duplicate: a deleted group with this id exists',
			'error: Group already exists',
			'error: Group existed before and was deleted',
			'invalid: that group already exists'
		]
	],
	[
		'group-gone',
		[
			"blocked: group 'pizza' doesn't exist",
			"blocked: group 'it's'' doesn't exist",
			'error: [PutUser] Group not found',
			'error: [JoinRequest] Group not found',
			'invalid: group not found'
		]
	],
	[
		'too-old',
		[
			'blocked: moderation action is too old (older than 1 minute ago)',
			'blocked: event too old',
			'blocked: event too much in the future'
		]
	],
	[
		'too-large',
		[
			'blocked: content is too big',
			'blocked: event contains too large tags',
			'blocked: too many indexable tags',
			"error: too many 'code' tags"
		]
	],
	[
		'kind-not-supported',
		[
			'blocked: this is a live audio/video group only',
			'blocked: kind not supported by this group',
			'blocked: kind unallowed',
			'blocked: received event kind 9008 not allowed',
			'error: event kind 9009 is not a supported moderation action',
			"invalid: this event's kind is not accepted",
			'unsupported: this relay does not support NIP-45'
		]
	],
	[
		'previous-unknown',
		[
			"error: invalid value 'x' in previous tag",
			"blocked: previous id 'abcd' wasn't found in this group",
			"blocked: previous id 'abcd' wasn't found in this relay"
		]
	],
	[
		'rate-limited',
		[
			'rate-limited: slow down there chief',
			'blocked: rate-limited',
			'restricted: Subscription quota exceeded: 51/50',
			'restricted: end of inviter quota',
			"blocked: you've exhausted your invite quota",
			'blocked: already 2001 subscriptions from this IP',
			'blocked: there are subscriptions from this IP with a total filter cost of 900'
		]
	],
	['relay-not-groups', ['blocked: groups are disabled', 'invalid: groups are not enabled']],
	[
		'restricted',
		[
			'restricted: insufficient permissions',
			'blocked: insufficient permissions',
			'restricted: only admins can add or change user roles',
			'restricted: only admins can modify users with roles',
			'restricted: only admins can remove admins or moderators',
			"blocked: can't delete messages from an admin",
			"blocked: can't delete group",
			"blocked: can't delete very old group message",
			'blocked: you are not the author of this event',
			"blocked: can't delete old event, contact relay admin",
			'restricted: not authorized',
			'User is not authorized to add users to this group',
			'User is not authorized to remove users from this group',
			'User is not authorized to set roles',
			'User is not authorized to create invites',
			'User cannot edit metadata',
			'Notice: Cannot unset last admin role',
			'Cannot remove last admin',
			'Group must have at least one admin',
			'restricted: Only admins can post in broadcast mode',
			'restricted: User is not authorized to delete this event',
			'error: Only relay admin can create a managed group from an unmanaged one',
			'restricted: you are not authorized to manage groups',
			'restricted: group metadata events are generated internally',
			'restricted: this event has been banned from this relay'
		]
	],
	[
		'invalid',
		[
			'invalid: id is computed incorrectly',
			'invalid: signature is invalid',
			'invalid: event signature verification failed',
			"invalid: group id must not contain '..'",
			'invalid: group metadata cannot be set directly',
			'blocked: a private group must also be closed',
			'blocked: groups cannot be private',
			'blocked: missing group (`h`) tag',
			"error: invalid moderation action: missing 'p' tags",
			"blocked: invalid moderation action: 'p' tag value is not a valid public key",
			"blocked: it's not allowed to mix metadata kinds with others",
			"blocked: invalid query, must have 'h', 'e' or 'a' tag",
			'blocked: too many things to filter for',
			'No event IDs found in delete request',
			'Invite code not found in tag',
			'Invalid pubkey',
			'Invalid message format: x',
			'Message type not supported: COUNT'
		]
	],
	[
		'blocked',
		[
			'blocked: this was deleted',
			"blocked: can't repost nip70 protected",
			'blocked: search is disabled',
			'blocked: kind reserved for relay internal use',
			'blocked: to create groups open https://example.com in your web browser'
		]
	],
	['proof-of-work', ['pow: difficulty 26 is less than 30']],
	['refused', ['error: could not connect to the database', 'strange words', 'strange: words', '']]
];

test.each(texts.flatMap(([code, messages]) => messages.map((message) => [message, code] as const)))(
	'"%s" is %s',
	(message, code) => {
		expect(parseRefusal(message).code).toBe(code);
	}
);

test.each([
	['blocked: unknown member', 'unknown member'],
	['unknown member', 'unknown member'],
	['restricted:', undefined],
	['', undefined],
	['error: one: two', 'one: two'],
	['https://example.com says no', 'https://example.com says no'],
	['blocked: a\nb\u202e\0 <b>', 'a b <b>'],
	[`blocked: ${'x'.repeat(100_000)}`, 'x'.repeat(500)]
])('the words of %j are %j', (message, words) => {
	expect(parseRefusal(message).words).toBe(words);
});

test.each<[string, Retry]>([
	['auth-required: sign in', 'now'],
	['blocked: moderation action is too old', 'now'],
	["blocked: previous id 'x' wasn't found", 'now'],
	['rate-limited: slow down', 'later'],
	['blocked: unknown member', 'later'],
	['error: out of order', 'later'],
	['invalid: bad', 'never'],
	['blocked: you were removed', 'never'],
	['duplicate: already a member', 'never']
])('"%s" may be tried again: %s', (message, retry) => {
	expect(parseRefusal(message).retry).toBe(retry);
});

test.each(['__proto__: x', 'constructor: x', 'toString: x', ': x', ':', 'BLOCKED: x'])(
	'"%s" has no prefix that we know',
	(message) => {
		expect(parseRefusal(message).code).toBe('refused');
	}
);

test('no text makes the parser throw', () => {
	const random = seededRandom(6);
	for (let round = 0; round < 2000; round += 1) {
		const message = `${anyText(random)}: ${anyText(random)}`;
		expect(() => parseRefusal(message)).not.toThrow();
	}
});

test('a long answer is read in time that does not depend on its length', () => {
	expect(parseRefusal(`blocked: ${'group '.repeat(200_000)}`).code).toBe('blocked');
});
