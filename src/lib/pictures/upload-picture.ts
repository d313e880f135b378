import { AppError } from '../app-error.ts';
import { parseBlobDescriptor, parseUploadRefusal } from '../protocol/blossom.ts';
import type { PictureFacts } from '../protocol/imeta.ts';

/** One file for one media server. */
export interface FileUpload {
	/** Origin of the server. */
	readonly server: string;
	readonly picture: Pick<PictureFacts, 'type' | 'hash'>;
	readonly bytes: Blob;
	/** The `Authorization` header (BUD-11). */
	readonly authorization: string;
	/** Ends it: the answer is then `aborted`. */
	readonly signal: AbortSignal;
	/** Hears how many bytes are on their way. */
	readonly onProgress: (bytes: number) => void;
}

/** Milliseconds without anything heard of a server. */
const patience = 45_000;
/** Milliseconds for the question whether a server has a file: it only saves the way. */
const askPatience = 8_000;
const endings: Readonly<Record<string, string>> = {
	'image/jpeg': 'jpg',
	'image/png': 'png',
	'image/webp': 'webp'
};

/**
 * Gives a file to a media server (BUD-02) and answers with its address, or with `upload-refused`, `upload-too-large`,
 * `upload-failed`, `upload-unreachable` or `aborted`. A file that is there already, from an upload whose answer was
 * lost, is not sent again.
 */
export async function uploadPicture(upload: FileUpload): Promise<string | AppError> {
	const { server, picture, signal } = upload;
	const address = `${server}/${picture.hash}.${endings[picture.type] ?? 'bin'}`;
	if (await isThere(address, signal)) return address;
	return signal.aborted ? new AppError('aborted', 'never') : put(upload);
}

/** A server that does not answer this is asked to take the file: then it says what is wrong. */
async function isThere(address: string, signal: AbortSignal): Promise<boolean> {
	try {
		const either = AbortSignal.any([signal, AbortSignal.timeout(askPatience)]);
		const options = { method: 'HEAD', credentials: 'omit', cache: 'no-store', signal: either } as const;
		const { ok, headers } = await fetch(address, options);
		return ok && headers.get('content-type')?.startsWith('image/') === true;
	} catch {
		return false;
	}
}

/** By XMLHttpRequest: `fetch` does not say how far an upload is. */
function put({ server, picture, bytes, authorization, signal, onProgress }: FileUpload) {
	return new Promise<string | AppError>((resolve) => {
		const request = new XMLHttpRequest();
		let timer: ReturnType<typeof setTimeout>;
		const finish = (result: string | AppError): void => {
			clearTimeout(timer);
			signal.removeEventListener('abort', abort);
			resolve(result);
		};
		const abort = (): void => {
			finish(new AppError('aborted', 'never'));
			request.abort();
		};
		const wait = (): void => {
			clearTimeout(timer);
			timer = setTimeout(() => {
				finish(new AppError('upload-unreachable', 'now'));
				request.abort();
			}, patience);
		};
		request.upload.onprogress = ({ loaded }) => {
			wait();
			onProgress(loaded);
		};
		request.onerror = () => finish(new AppError('upload-unreachable', 'now'));
		request.onload = () => finish(readAnswer(request, picture));
		signal.addEventListener('abort', abort);
		request.open('PUT', `${server}/upload`);
		request.setRequestHeader('Authorization', authorization);
		request.setRequestHeader('Content-Type', picture.type);
		request.setRequestHeader('X-SHA-256', picture.hash);
		wait();
		request.send(bytes);
	});
}

function readAnswer(request: XMLHttpRequest, { hash, type }: FileUpload['picture']): string | AppError {
	const { status, responseText } = request;
	if (status < 200 || status >= 300)
		return parseUploadRefusal(status, request.getResponseHeader('x-reason') ?? undefined, responseText);
	const url = parseBlobDescriptor(responseText, hash, endings[type] ?? 'bin');
	return url ?? new AppError('upload-failed', 'now');
}
