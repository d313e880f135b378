/** Whether trying again helps: at once, after waiting or a change elsewhere, or not at all. */
export type Retry = 'now' | 'later' | 'never';

/** What can go wrong, one code per sentence in `src/lib/locales/en/errors.json` (`error_<code>`). */
export const errorCodes = [
	'aborted',
	'unexpected',
	'offline',
	'timeout',
	// the relay and its refusals (NIP-01 prefixes, sharpened by their text)
	'relay-unreachable',
	'relay-not-groups',
	'relay-bad-data',
	'relay-closed',
	'auth-required',
	'auth-refused',
	'restricted',
	'not-a-member',
	'invite-needed',
	'invite-wrong',
	'removed-from-group',
	'already-done',
	'blocked',
	'invalid',
	'rate-limited',
	'too-old',
	'too-large',
	'kind-not-supported',
	'previous-unknown',
	'group-gone',
	'group-exists',
	'proof-of-work',
	'refused',
	'unknown-outcome',
	// links
	'link-unreadable',
	// who I am
	'signer-missing',
	'signer-refused',
	'signer-unreachable',
	'signer-locked',
	'signer-wrong-key',
	'signer-changed',
	'key-unreadable',
	'password-wrong',
	'passkey-unavailable',
	'list-not-loaded',
	// storage
	'storage-refused',
	'storage-damaged',
	'storage-full',
	'storage-closed',
	// pictures: reading them, and the media server
	'picture-unreadable',
	'picture-empty',
	'picture-heic',
	'picture-too-large',
	'upload-no-server',
	'upload-refused',
	'upload-too-large',
	'upload-failed',
	'upload-unreachable',
	'upload-stopped',
	// a copy of what is kept
	'copy-unreadable',
	'copy-newer',
	'copy-of-another',
	'copied-unsent',
	// the room
	'room-refused',
	'room-expired',
	'room-no-permission',
	'room-no-server',
	'room-not-offered',
	'room-kicked',
	'room-elsewhere',
	'room-ended',
	'room-dropped',
	'microphone-refused',
	'microphone-missing',
	'camera-refused',
	'camera-missing'
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/**
 * The one error type: a stable code, whether to retry, the relay's own words (prefix stripped) where there are
 * any, and the cause. It is returned as a value where failing is ordinary and thrown where it is not.
 */
export class AppError extends Error {
	readonly code: ErrorCode;
	readonly retry: Retry;
	readonly words: string | undefined;

	constructor(code: ErrorCode, retry: Retry, options: { words?: string; cause?: unknown } = {}) {
		super(options.words ? `${code}: ${options.words}` : code, { cause: options.cause });
		this.name = 'AppError';
		this.code = code;
		this.retry = retry;
		this.words = options.words;
	}
}

/** Tells an {@link AppError} from anything else. */
export function isAppError(value: unknown): value is AppError {
	return value instanceof AppError;
}

/** Wraps whatever was thrown; an abort becomes `aborted`, which is shown to nobody. */
export function toAppError(cause: unknown, code: ErrorCode = 'unexpected', retry: Retry = 'later'): AppError {
	if (isAppError(cause)) return cause;
	if (cause instanceof Error && cause.name === 'AbortError')
		return new AppError('aborted', 'never', { cause });
	return new AppError(code, retry, { cause });
}
