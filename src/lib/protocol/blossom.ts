/** Media servers that keep files by their SHA-256 (NIP-B7, Blossom). */
import { AppError } from '../app-error.ts';
import { isHexKey, tagValues, type EventDraft, type Tagged } from './event.ts';
import { parseJsonRecord } from './json-value.ts';
import { kinds } from './kinds.ts';
import { oneLine } from './plain-text.ts';
import { parseWebUrl } from './web-url.ts';

/** A list should be small, and a long one must not make a picture travel the world. */
const maxServers = 4;

/** The media servers of a person's list (kind 10063), the preferred one first: origins, each once, at most four. */
export function parseMediaServers(list: Tagged | undefined): string[] {
	const origins = (list ? tagValues(list, 'server') : []).flatMap((value) => readServer(value) ?? []);
	return [...new Set(origins)].slice(0, maxServers);
}

/** The origin of a media server: all of its paths begin at the root. Undefined when it is no address for the web. */
export function readServer(value: string): string | undefined {
	const url = parseWebUrl(value);
	return url === undefined ? undefined : new URL(url).origin;
}

/**
 * Lets the files with these hashes be uploaded until `expiration` (unix seconds), to any server: a message's pictures
 * and the servers that are tried for them need one signature (BUD-11).
 */
export function buildUploadAuth(hashes: readonly string[], expiration: number): EventDraft {
	return {
		kind: kinds.uploadAuth,
		content: hashes.length === 1 ? 'Upload a picture' : `Upload ${hashes.length} pictures`,
		tags: [['t', 'upload'], ['expiration', String(expiration)], ...hashes.map((hash) => ['x', hash])]
	};
}

/**
 * Where the uploaded file is, by the server's answer (BUD-02). Undefined when the answer is none, or speaks of another
 * file than the one with this hash: a picture that the group would not see as it was sent.
 */
export function parseBlobDescriptor(answer: string, hash: string, extension: string): string | undefined {
	const { sha256, url } = parseJsonRecord(answer) ?? {};
	const address = parseWebUrl(url);
	if (sha256 !== hash || !address) return undefined;
	const { pathname } = new URL(address);
	const [name = ''] = pathname.split('/').slice(-1);
	if (!isHexKey(name.slice(0, 64)) || !name.startsWith(hash)) return undefined;
	// Other clients tell a picture by its ending, and every server has to accept one.
	return name === hash ? parseWebUrl(`${address.replace(/[?#].*$/, '')}.${extension}`) : address;
}

/** Why a server did not take a file: `upload-too-large`, `upload-refused` or `upload-failed`, with its words. */
export function parseUploadRefusal(status: number, reason: string | undefined, body: string): AppError {
	const words = oneLine(reason, 280) ?? readMessage(body);
	const options = words === undefined ? {} : { words };
	if (status === 413) return new AppError('upload-too-large', 'later', options);
	if (status >= 400 && status < 500) return new AppError('upload-refused', 'later', options);
	return new AppError('upload-failed', 'now', options);
}

/** The server's sentence: in JSON as BUD-01 wants it, or the whole short text of a plain one. A page is no sentence. */
function readMessage(body: string): string | undefined {
	const record = parseJsonRecord(body);
	const message = record?.['message'] ?? record?.['error'] ?? record?.['reason'];
	if (typeof message === 'string') return oneLine(message, 280);
	return record || body.length > 280 || /^\s*[<[{]/.test(body) ? undefined : oneLine(body, 280);
}
