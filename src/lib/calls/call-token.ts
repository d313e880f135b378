import { AppError, isAppError, toAppError } from '$lib/app-error';
import type { Clock } from '$lib/clock';
import { parseCallGrant, probeUrl, tokenUrl, type CallGrant } from '$lib/protocol/call-grant';
import type { GroupKey } from '$lib/protocol/group-key';
import { buildHttpAuth, encodeAuthorization } from '$lib/protocol/http-auth';
import type { Signer } from '$lib/protocol/signer';

/** What asking for a token needs of the world. */
export interface TokenPorts {
	readonly fetch: typeof fetch;
	readonly clock: Clock;
	/** Whether this device believes it has a network. */
	readonly isOnline: () => boolean;
}

/** How long a relay may take to answer, in milliseconds. A signer is given all the time it wants. */
const patience = 12_000;

/** No cookies, no cache, and no redirect: the signed header is for this relay alone. */
const strict: RequestInit = {
	cache: 'no-store',
	credentials: 'omit',
	redirect: 'error',
	referrerPolicy: 'no-referrer'
};

/**
 * Asks the group's own relay for a way into its room (NIP-29 token endpoint, NIP-98 header). Errors:
 * `room-refused` and `room-no-server` (with the relay's words), `room-expired`, `room-no-permission`,
 * `room-not-offered`, `relay-bad-data`, `relay-unreachable`, `offline`, `timeout`, and those of the signer.
 */
export async function requestGrant(
	key: GroupKey,
	signer: Signer,
	ports: TokenPorts
): Promise<CallGrant | AppError> {
	const url = tokenUrl(key);
	let authorization: string;
	try {
		const draft = buildHttpAuth(url, 'GET');
		authorization = encodeAuthorization(await signer.signEvent({ ...draft, created_at: ports.clock() }));
	} catch (cause) {
		return toAppError(cause, 'signer-refused', 'now');
	}
	const answer = await ask(url, { ...strict, headers: { Authorization: authorization } }, ports);
	if (isAppError(answer)) return answer;
	if (!answer.ok) return refusalOf(answer.status, await wordsOf(answer));
	return checkGrant(await answer.json().catch(() => undefined), signer.pubkey, ports.clock());
}

/**
 * Whether a relay offers rooms at all (NIP-29: 204). Some serve a page for any address, so a page is a no;
 * so is an answer that the browser may not see, which is how a relay without the route looks.
 */
export async function probeRoomSupport(relay: string, ports: TokenPorts): Promise<boolean | AppError> {
	const answer = await ask(probeUrl(relay), strict, ports);
	if (isAppError(answer)) return answer.code === 'room-not-offered' ? false : answer;
	return answer.ok && !isPage(answer);
}

async function ask(url: string, init: RequestInit, ports: TokenPorts): Promise<Response | AppError> {
	try {
		return await ports.fetch(url, { ...init, signal: AbortSignal.timeout(patience) });
	} catch (cause) {
		if (cause instanceof DOMException && cause.name === 'TimeoutError')
			return new AppError('timeout', 'now', { cause });
		if (!ports.isOnline()) return new AppError('offline', 'later', { cause });
		if (await answersAnybody(url, ports)) return new AppError('room-not-offered', 'never', { cause });
		return new AppError('relay-unreachable', 'later', { cause });
	}
}

/** A relay without the route answers 404 without CORS headers, which a page cannot tell from no relay at all. */
async function answersAnybody(url: string, ports: TokenPorts): Promise<boolean> {
	const init: RequestInit = {
		...strict,
		redirect: 'follow',
		mode: 'no-cors',
		signal: AbortSignal.timeout(patience)
	};
	return ports.fetch(url, init).then(
		() => true,
		() => false
	);
}

function isPage(answer: Response): boolean {
	return (answer.headers.get('content-type') ?? '').includes('html');
}

/** The relay's own words: plain text, one line, a sentence long at most. */
async function wordsOf(answer: Response): Promise<string> {
	if (isPage(answer)) return '';
	const text = await answer.text().catch(() => '');
	return text.replace(/\s+/g, ' ').trim().slice(0, 200);
}

/** What each status of the token endpoint means (the texts are pyramid's and zooid's). */
export function refusalOf(status: number, words: string): AppError {
	if (status === 401 && /expired|too old|too (far )?in the (past|future)|created_at|timestamp/i.test(words))
		return new AppError('room-expired', 'now', { words });
	if (status === 403 && /not enabled|disabled|not configured/i.test(words))
		return new AppError('room-not-offered', 'never', { words });
	if (status === 403) return new AppError('room-no-permission', 'never', { words });
	if (status === 404) return new AppError('room-not-offered', 'never', { words });
	if (status === 429) return new AppError('rate-limited', 'later', { words });
	if (status >= 500) return new AppError('room-no-server', 'later', { words });
	return new AppError('room-refused', 'later', { words });
}

function checkGrant(json: unknown, me: string, now: number): CallGrant | AppError {
	const grant = parseCallGrant(json);
	// A token in somebody else's name would let the relay make me speak as them.
	if (!grant || (grant.pubkey && grant.pubkey !== me)) return new AppError('relay-bad-data', 'later');
	if (grant.expiresAt !== undefined && grant.expiresAt <= now) return new AppError('room-expired', 'now');
	return grant;
}
