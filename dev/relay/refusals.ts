/**
 * Why the relay refuses, and its words for it. The default words are pyramid's where it has the case, so that
 * clients are tried against sentences they will meet; profiles replace some. `{id}` and `{value}` are filled in.
 */
export const defaultWords = {
	// any event
	'bad-event': 'invalid: this is not an event',
	'bad-id': 'invalid: id is computed incorrectly',
	'bad-signature': 'invalid: signature is invalid',
	'too-big': 'blocked: content is too big',
	expired: 'invalid: this event has expired',
	deleted: 'blocked: this was deleted',
	banned: 'blocked: you are banned from this relay',
	'auth-event': 'invalid: an authentication event is not for publishing',
	'future-event': 'invalid: event too much in the future',
	'protected-unauthenticated': 'auth-required: must be published by authenticated event author',
	'protected-foreign': 'blocked: must be published by event author',
	'write-unauthenticated': 'auth-required: authentication is required for access',
	// deletion requests (NIP-09)
	'delete-foreign': 'blocked: you are not the author of this event',
	'delete-too-old': "blocked: can't delete very old group message",
	'delete-moderation': 'blocked: moderation actions stay in the history',
	// any event of a group
	'state-foreign': 'restricted: group metadata events are generated internally',
	'missing-group': 'blocked: missing group (`h`) tag',
	'many-groups': 'invalid: an event belongs to one group only',
	'unknown-group': "blocked: group '{id}' doesn't exist",
	'not-a-member': 'blocked: unknown member',
	'broadcast-only': 'restricted: Only admins can post in broadcast mode',
	'too-old': 'blocked: event is too old (older than {value} ago)',
	'moderation-too-old': 'blocked: moderation action is too old (older than 1 minute ago)',
	'room-only': 'blocked: this is a live audio/video group only',
	'kind-unsupported': 'blocked: kind not supported by this group',
	'previous-malformed': "error: invalid value '{value}' in previous tag",
	'previous-unknown': "blocked: previous id '{value}' wasn't found in this group",
	// creating
	'create-unauthenticated': 'auth-required: must authenticate before creating a group',
	'create-foreign': 'restricted: auth and event pubkey mismatch',
	'create-taken': 'duplicate: group already exists',
	'create-archived': 'duplicate: a deleted group with this id exists',
	'create-bad-id': 'invalid: a group id has 1 to 256 characters',
	// joining and leaving
	'already-member': 'duplicate: already a member',
	'code-needed': 'restricted: group is closed, you need an invite code',
	'code-unknown': 'restricted: invalid invite code',
	'code-used': 'restricted: invalid invite code (it was already used)',
	'code-expired': 'restricted: invite code expired',
	'was-removed': 'blocked: you were removed',
	'leave-nothing': 'blocked: unknown member',
	'leave-last-admin': 'blocked: cannot remove last admin, name another one or delete the group',
	// moderating
	'moderation-malformed': 'error: invalid moderation action: {value}',
	'no-permission': 'restricted: insufficient permissions',
	'roles-by-admin-only': 'restricted: only admins can add or change user roles',
	'holders-by-admin-only': 'restricted: only admins can modify users with roles',
	'remove-by-admin-only': 'restricted: only admins can remove admins or moderators',
	'put-nothing': 'blocked: all targets are members already',
	'remove-nothing': 'blocked: all targets have left already',
	'last-admin': 'blocked: cannot remove last admin',
	'delete-nothing': 'blocked: none of the targets exist in this relay',
	'delete-of-admin': "blocked: can't delete messages from an admin",
	'delete-group-by-admin-only': "blocked: can't delete group",
	'invite-needless': 'blocked: no need to create invites in open groups',
	'invite-taken': 'duplicate: this invite code exists already',
	'private-needs-closed': 'blocked: a private group must also be closed',
	'pin-unknown': "blocked: pinned event '{value}' wasn't found in this group",
	// subgroups
	'many-parents': "invalid: at most one 'parent' tag",
	'parent-unknown': "blocked: no parent '{value}' on this relay",
	'parent-cycle': "blocked: parent '{value}' would create a cycle",
	'parent-foreign': "restricted: you are not an admin of the parent group '{value}'",
	'children-missing': "blocked: child '{value}' is missing, an edit must name all children",
	'children-unknown': "blocked: '{value}' is not a child of this group",
	// reading
	'bad-filter': 'invalid: {value}',
	'too-many-requests': 'blocked: too many subscriptions on this connection',
	'read-unauthenticated': "auth-required: you're trying to access a private group",
	'read-foreign': "restricted: you're trying to access a group of which you're not a member",
	'read-mixed': "blocked: it's not allowed to mix metadata kinds with others",
	'read-unaimed': "blocked: invalid query, must have 'h', 'e' or 'a' tag",
	'count-unsupported': 'unsupported: this relay does not support NIP-45',
	'search-unsupported': 'blocked: search is disabled'
} as const;

/** A reason to refuse, by name. */
export type Reason = keyof typeof defaultWords;

/** The words of a relay for some reasons; the others keep the default ones. */
export type Words = Partial<Record<Reason, string>>;

/** A refusal: its reason, and what the words have to mention. */
export interface Refusal {
	readonly reason: Reason;
	readonly id?: string;
	readonly value?: string;
}

/** The sentence of a refusal, prefix included, as it goes into `OK` or `CLOSED`. */
export function wordsOf(refusal: Refusal, words: Words = {}): string {
	const sentence = words[refusal.reason] ?? defaultWords[refusal.reason];
	return sentence.replaceAll('{id}', refusal.id ?? '').replaceAll('{value}', refusal.value ?? '');
}
