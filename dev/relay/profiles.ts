import type { Habits, ProfileName } from './habits.ts';

const everyTag = [
	'name',
	'picture',
	'banner',
	'about',
	'private',
	'restricted',
	'hidden',
	'closed',
	'livekit'
];
const knownToTheNip = new Set([...everyTag, 'supported_kinds', 'parent', 'child']);
const minute = 60;
const hour = 60 * minute;

/** NIP-29 as of July 2026. Where it leaves a choice: what pyramid does, or what protects people better. */
const nip29: Habits = {
	software: 'https://github.com/nostr-protocol/nips/blob/master/29.md',
	supportedNips: [1, 9, 11, 29, 40, 42, 45, 50, 70, 86],
	keyField: 'self',
	maxLimit: 500,
	maxContent: 64_000,
	words: {},
	authAlways: false,
	authToCreate: true,
	createReadsTags: false,
	createdWith: [],
	edit: 'put',
	knownTags: knownToTheNip,
	keepsUnknownTags: true,
	shownOpposites: [],
	privateNeedsClosed: false,
	leaves: 'deletion',
	subgroups: true,
	writers: 'restricted',
	closedJoin: 'refused',
	invites: 'reusable-on-request',
	invitesNeedClosed: false,
	inviteReaders: 'admins',
	rejoinAfterRemoval: 'refused',
	rejoinAfterLeaving: 'admitted',
	guardsLastAdmin: true,
	shownRoles: [
		['admin', 'may do everything'],
		['moderator', 'looks after people and messages']
	],
	adminSpelling: 'admin',
	moderatorsEdit: false,
	deletesForAdmins: true,
	previous: 'database',
	oldestMessage: hour,
	oldestModeration: minute,
	furthestFuture: minute,
	holdsFuture: false,
	oldestDeletable: undefined,
	kindsBindModeration: false,
	unknownModeration: [],
	pins: 'shown',
	privateMetadata: 'visible',
	privateRequest: 'closed',
	hiddenFrom: 'non-members',
	limitsBeforeHiding: false,
	aimedRequestsOnly: false,
	mintsStatePerRequest: false,
	answersAreLive: true,
	answersLeave: true,
	noticeOnly: [],
	rooms: 'all'
};

const pyramid: Habits = {
	...nip29,
	software: 'https://github.com/fiatjaf/pyramid',
	supportedNips: [1, 9, 11, 29, 40, 42, 43, 45, 50, 70, 77, 86],
	maxContent: 10_000,
	words: {
		'code-unknown': 'restricted: group is closed, you need an invite code',
		'code-used': 'restricted: group is closed, you need an invite code',
		'code-expired': 'restricted: group is closed, you need an invite code'
	},
	keepsUnknownTags: false,
	privateNeedsClosed: true,
	leaves: 'tombstone',
	subgroups: false,
	// Members of the relay write in open groups, too; of the relay nobody here is one.
	writers: 'members',
	invites: 'single-use',
	invitesNeedClosed: true,
	inviteReaders: 'everybody',
	guardsLastAdmin: false,
	shownRoles: [
		['admin', ''],
		['moderator', '']
	],
	moderatorsEdit: true,
	previous: 'last-50',
	oldestMessage: undefined,
	holdsFuture: true,
	oldestDeletable: 2 * hour,
	kindsBindModeration: true,
	pins: 'stored',
	hiddenFrom: 'listings',
	limitsBeforeHiding: true
};

const relay29: Habits = {
	...nip29,
	software: 'https://github.com/fiatjaf/relay29',
	supportedNips: [1, 11, 40, 42, 70, 86, 29, 9],
	keyField: 'pubkey',
	words: {
		'moderation-malformed': 'blocked: invalid moderation action: {value}',
		'no-permission': 'blocked: insufficient permissions',
		'previous-malformed': "blocked: invalid value '{value}' in previous tag",
		'previous-unknown': "blocked: previous id '{value}' wasn't found in this relay",
		'too-old': 'blocked: event too old',
		'future-event': 'blocked: event too much in the future',
		'read-unauthenticated': 'auth-required: trying to read from a private group',
		'read-foreign': 'restricted: not a member'
	},
	authToCreate: false,
	edit: 'patch',
	knownTags: new Set(['name', 'picture', 'about', 'private', 'closed']),
	keepsUnknownTags: false,
	shownOpposites: ['public', 'open'],
	subgroups: false,
	writers: 'members',
	closedJoin: 'kept-unanswered',
	invites: 'none',
	rejoinAfterRemoval: 'unanswered',
	rejoinAfterLeaving: 'unanswered',
	guardsLastAdmin: false,
	shownRoles: [
		['admin', "the group's max top admin"],
		['moderator', 'the person who cleans up unwanted stuff']
	],
	previous: 'last-50',
	oldestMessage: minute,
	furthestFuture: 30,
	unknownModeration: [9009, 9010],
	privateMetadata: 'by-name',
	aimedRequestsOnly: true,
	mintsStatePerRequest: true,
	rooms: 'none'
};

const groupsRelay: Habits = {
	...nip29,
	software: 'https://github.com/verse-pbc/groups_relay',
	supportedNips: [1, 9, 11, 29, 40, 42, 70],
	keyField: 'pubkey',
	words: {
		'already-member': 'duplicate: User is already a member',
		'not-a-member': 'restricted: User {id} is not a member of this group',
		'leave-nothing': 'restricted: User {id} is not a member of this group',
		'unknown-group': 'error: Group not found',
		'create-taken': 'error: Group already exists',
		'create-archived': 'error: Group existed before and was deleted',
		'invite-taken': 'error: Invite code already exists',
		'no-permission': 'User is not authorized',
		'last-admin': 'Cannot remove last admin',
		'moderation-malformed': 'Invalid message format: {value}',
		'bad-signature': 'invalid: event signature verification failed',
		'protected-unauthenticated': 'auth-required: this event may only be published by its author',
		'read-unauthenticated': 'auth-required: Authentication required to access private groups',
		'read-foreign': 'restricted: Access denied to private group'
	},
	authToCreate: false,
	createReadsTags: true,
	createdWith: ['private', 'closed'],
	edit: 'patch',
	knownTags: new Set(['name', 'picture', 'about', 'private', 'closed', 'broadcast']),
	shownOpposites: ['public', 'open', 'nonbroadcast'],
	subgroups: false,
	writers: 'joins-by-writing',
	closedJoin: 'kept-unanswered',
	rejoinAfterRemoval: 'admitted',
	shownRoles: [
		['admin', 'Can edit metadata and manage users'],
		['member', 'Regular group member'],
		['', 'Custom role']
	],
	adminSpelling: 'Admin',
	previous: 'unchecked',
	oldestMessage: undefined,
	oldestModeration: undefined,
	furthestFuture: undefined,
	pins: 'stored',
	privateMetadata: 'invisible',
	stateDelay: 1000,
	answersAreLive: false,
	answersLeave: false,
	noticeOnly: ['no-permission', 'last-admin', 'moderation-malformed'],
	rooms: 'none'
};

const zooid: Habits = {
	...nip29,
	software: 'https://github.com/coracle-social/zooid',
	supportedNips: [1, '9a', 11, '29', 40, 42, '43', 45, 50, 70, 77, 86, 'BUD-01'],
	maxLimit: 1000,
	words: {
		'unknown-group': 'invalid: group not found',
		'leave-nothing': 'duplicate: not currently a member',
		'create-taken': 'invalid: that group already exists',
		'create-archived': 'invalid: that group already exists',
		'not-a-member': 'restricted: you are not a member of that group',
		'no-permission': 'restricted: you are not authorized to manage groups',
		'state-foreign': 'invalid: group metadata cannot be set directly',
		'kind-unsupported': "invalid: this event's kind is not accepted",
		'room-only': "invalid: this event's kind is not accepted",
		'read-unauthenticated': 'auth-required: authentication is required for access'
	},
	authAlways: true,
	createReadsTags: true,
	knownTags: new Set([
		...everyTag.filter((name) => name !== 'restricted'),
		'supported_kinds',
		'parent',
		'child'
	]),
	subgroups: false,
	writers: 'restricted-or-closed',
	closedJoin: 'kept-unanswered',
	invites: 'ignored',
	rejoinAfterRemoval: 'admitted',
	guardsLastAdmin: false,
	shownRoles: undefined,
	deletesForAdmins: false,
	previous: 'unchecked',
	oldestMessage: undefined,
	oldestModeration: undefined,
	furthestFuture: undefined,
	privateRequest: 'silent',
	rooms: 'members'
};

/** Every profile by its name; the facts come from reading these relays' sources. */
export const profiles: Readonly<Record<ProfileName, Habits>> = {
	nip29,
	pyramid,
	relay29,
	groups_relay: groupsRelay,
	zooid
};
