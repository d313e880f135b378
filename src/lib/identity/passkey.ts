/**
 * Passkeys as locks (WebAuthn with the PRF extension): the authenticator gives 32 secret bytes that seal the key.
 * The account's public key is the passkey's `user.id`, so a synced passkey says on any device whose key it opens.
 * The bytes depend on the domain: the key itself is never derived from them, only sealed by them.
 */
import { AppError } from '../app-error.ts';
import { isHexKey } from '../protocol/event.ts';
import { bytesOf, hexOf } from '../protocol/hex.ts';
import { decodeBase64Url, encodeBase64Url } from './base64url.ts';

/** What unlocking with a passkey yields. */
export interface PasskeyReading {
	/** Whose key the passkey opens. */
	readonly pubkey: string;
	/** The credential's id, base64url. */
	readonly credential: string;
	/** 32 bytes that only this passkey, on this domain, gives. */
	readonly bytes: Uint8Array<ArrayBuffer>;
}

/** One input for everybody: on a new device it must be known before the account is. */
const prfInput = new TextEncoder().encode('porch/key/1');
const es256 = -7;
const rs256 = -257;

/** Whether it is worth offering: the browser has a user-verifying authenticator and does not deny knowing PRF. */
export async function offersPasskeys(): Promise<boolean> {
	if (typeof PublicKeyCredential === 'undefined' || !isSecureContext) return false;
	const abilities = await PublicKeyCredential.getClientCapabilities?.();
	if (abilities?.['extension:prf'] === false) return false;
	return PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable();
}

/**
 * Makes a passkey for `pubkey`, or replaces the one it has. Gives its credential id, base64url. Rejects with
 * `passkey-unavailable` where the authenticator has no PRF, `aborted` when the person closes the dialogue.
 */
export async function createPasskey(pubkey: string, name: string): Promise<string> {
	const created = await askAuthenticator(() =>
		navigator.credentials.create({
			publicKey: {
				rp: { name: 'Porch' },
				user: { id: bytesOf(pubkey), name, displayName: name },
				challenge: crypto.getRandomValues(new Uint8Array(32)),
				pubKeyCredParams: [es256, rs256].map((alg) => ({ type: 'public-key', alg })),
				authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
				extensions: { prf: {} }
			}
		})
	);
	if (!created.getClientExtensionResults().prf?.enabled) throw new AppError('passkey-unavailable', 'never');
	return encodeBase64Url(new Uint8Array(created.rawId));
}

/**
 * Reads the secret bytes of a passkey: the one named, or the one that the person picks. Making a passkey is always
 * followed by this: some authenticators promise PRF and give nothing, or other bytes, when they are read.
 */
export async function readPasskey(credential?: string): Promise<PasskeyReading> {
	const id = credential === undefined ? undefined : decodeBase64Url(credential);
	const assertion = await askAuthenticator(() =>
		navigator.credentials.get({
			publicKey: {
				challenge: crypto.getRandomValues(new Uint8Array(32)),
				allowCredentials: id ? [{ type: 'public-key', id }] : [],
				userVerification: 'required',
				extensions: { prf: { eval: { first: prfInput } } }
			}
		})
	);
	const bytes = assertion.getClientExtensionResults().prf?.results?.first;
	const { userHandle } = assertion.response as AuthenticatorAssertionResponse;
	const pubkey = userHandle ? hexOf(new Uint8Array(userHandle)) : '';
	if (!bytes || !isHexKey(pubkey)) throw new AppError('passkey-unavailable', 'never');
	return { pubkey, credential: encodeBase64Url(new Uint8Array(assertion.rawId)), bytes: copyOf(bytes) };
}

/** Runs one dialogue of the authenticator; what it refuses becomes an AppError. */
async function askAuthenticator(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
	try {
		const credential = await ask();
		if (credential instanceof PublicKeyCredential) return credential;
	} catch (cause) {
		// Browsers say NotAllowedError for "closed", "timed out" and "not now" alike, on purpose.
		const closed = cause instanceof DOMException && ['NotAllowedError', 'AbortError'].includes(cause.name);
		throw new AppError(closed ? 'aborted' : 'passkey-unavailable', closed ? 'now' : 'never', { cause });
	}
	throw new AppError('passkey-unavailable', 'never');
}

function copyOf(source: BufferSource): Uint8Array<ArrayBuffer> {
	const view = ArrayBuffer.isView(source) ? source : new Uint8Array(source);
	return Uint8Array.from(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
}
