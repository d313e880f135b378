import { AppError, type ErrorCode, type Retry } from '../app-error.ts';
import { oneLine } from './plain-text.ts';

interface Cause {
	readonly text: RegExp;
	readonly code: ErrorCode;
}

/**
 * What relays write after the prefix, most telling first (pyramid, relay29, groups_relay, zooid). The same cause has
 * other prefixes elsewhere, so the texts hold whatever the prefix is.
 */
const causes: readonly Cause[] = [
	{ text: /group (already )?exist(s|ed)\b|group with this id exists/, code: 'group-exists' },
	{ text: /group .{0,200}(doesn't|does not) exist|group not found|no such group/, code: 'group-gone' },
	{ text: /already a member|not currently a member|members already|left already/, code: 'already-done' },
	{ text: /nothing to delete|none of the targets exist|no need to create invites/, code: 'already-done' },
	{ text: /invite code already exists/, code: 'already-done' },
	{
		text: /(failed to validate|invalid|wrong|expired|used) invite|invite code expired/,
		code: 'invite-wrong'
	},
	{ text: /need an invite|missing invite|invite code required|no claim tag/, code: 'invite-needed' },
	{ text: /you were removed|you have been (removed|banned)/, code: 'removed-from-group' },
	{ text: /previous id|in previous tag/, code: 'previous-unknown' },
	{ text: /too old|late publication|too much in the (past|future)/, code: 'too-old' },
	{ text: /rate.?limit|slow down|too many requests|quota|already \d+ subscriptions/, code: 'rate-limited' },
	{ text: /total filter cost/, code: 'rate-limited' },
	{ text: /too (big|large|long)|too many .{0,20}tags/, code: 'too-large' },
	{ text: /kind .{0,20}(not |un)(allowed|supported|accepted)/, code: 'kind-not-supported' },
	{ text: /not a supported moderation action|audio\/video group only/, code: 'kind-not-supported' },
	{ text: /groups are (disabled|not enabled)/, code: 'relay-not-groups' },
	{ text: /auth and event pubkey mismatch|on behalf of others|by (its|event) author/, code: 'auth-refused' },
	{ text: /unknown member|not a member|only members|denied to private group/, code: 'not-a-member' },
	{ text: /not authorized|insufficient permission|only (relay )?admins?\b|cannot edit/, code: 'restricted' },
	{ text: /can't delete|cannot (remove|unset) last|not the author|at least one admin/, code: 'restricted' },
	{
		text: /groups cannot be private|must also be closed|not allowed to mix|too many things/,
		code: 'invalid'
	},
	{ text: /^(invalid|missing|no event ids|invite code not found|message type)\b/, code: 'invalid' }
];

/** Why an AUTH itself was refused (NIP-42): another one may do. */
const authCause =
	/failed to authenticate|no challenge|challenge mismatch|relay mismatch|missing (challenge|relay) tag|expired auth/;

/** The prefixes of NIP-01 and those that relays add; `error` and unknown ones say nothing. */
const prefixes: Readonly<Record<string, ErrorCode>> = {
	'auth-required': 'auth-required',
	restricted: 'restricted',
	blocked: 'blocked',
	rejected: 'blocked',
	mute: 'blocked',
	duplicate: 'already-done',
	invalid: 'invalid',
	unsupported: 'kind-not-supported',
	'rate-limited': 'rate-limited',
	pow: 'proof-of-work',
	error: 'refused'
};

/** Whether the same thing said again may succeed; what is not named here is final. */
const retries: Partial<Record<ErrorCode, Retry>> = {
	'auth-required': 'now',
	'auth-refused': 'now',
	'too-old': 'now',
	'previous-unknown': 'now',
	'invite-needed': 'later',
	'invite-wrong': 'later',
	'not-a-member': 'later',
	'rate-limited': 'later',
	refused: 'later'
};

/**
 * The reason of an `OK false`, a `CLOSED` or a `NOTICE` as an error: `words` is the relay's text without its prefix
 * (NIP-01), the code is taken from the prefix and sharpened by the text. Never throws.
 */
export function parseRefusal(message: string): AppError {
	const [, prefix = '', rest] = /^([a-z][a-z-]{0,30}):(?:\s|$)(.*)$/s.exec(message.slice(0, 4000)) ?? [];
	const words = oneLine(rest ?? message, 500);
	const code = codeOf(prefix, (words ?? '').toLowerCase());
	return new AppError(code, retries[code] ?? 'never', { words });
}

function codeOf(prefix: string, text: string): ErrorCode {
	if (authCause.test(text)) return 'auth-refused';
	// Signing in comes before everything else: after it the relay may well say something else.
	if (prefix === 'auth-required') return 'auth-required';
	const cause = causes.find((one) => one.text.test(text));
	if (cause) return cause.code;
	return Object.hasOwn(prefixes, prefix) ? (prefixes[prefix] ?? 'refused') : 'refused';
}
