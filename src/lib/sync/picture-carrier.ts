import { AppError, isAppError, type ErrorCode } from '../app-error.ts';
import type { Clock } from '../clock.ts';
import { log } from '../log.ts';
import { buildUploadAuth } from '../protocol/blossom.ts';
import type { EventTemplate, NostrEvent } from '../protocol/event.ts';
import { encodeAuthorization } from '../protocol/http-auth.ts';
import type { Signer } from '../protocol/signer.ts';
import type { ChangeFeed } from '$lib/storage/change-feed';
import { notUploaded } from '$lib/storage/intent-pictures';
import type { Intent, IntentError, IntentPicture } from '$lib/storage/kept-records';
import type { Outbox } from '$lib/storage/outbox';
import { placeKey } from '$lib/storage/place';
import { awaitTurn } from './signer-turn.ts';

/** One file for one media server. */
export interface Upload {
	/** Origin of the server. */
	readonly server: string;
	readonly picture: IntentPicture;
	readonly bytes: Blob;
	/** The `Authorization` header. */
	readonly authorization: string;
	/** Ends it. */
	readonly signal: AbortSignal;
	/** Hears how many bytes the server has. */
	readonly onProgress: (bytes: number) => void;
}

/** What uploading pictures needs. */
export interface PicturePorts {
	/** The bytes of a picture by its id, while the device has them. */
	readonly bytesOf: (id: string) => Promise<Blob | undefined>;
	/** The media servers of an account (origins), the preferred one first. */
	readonly serversOf: (account: string) => Promise<readonly string[]>;
	/** Gives the address of the file; one that the server has already is not sent again. */
	readonly upload: (upload: Upload) => Promise<string | AppError>;
	/** Hears how much of an intent's pictures is uploaded, from 0 to 1; undefined when that ends. */
	readonly onProgress: (intent: string, share: number | undefined) => void;
}

interface Ports extends PicturePorts {
	outbox: Pick<Outbox, 'find' | 'recordUpload' | 'mark'>;
	changes: Pick<ChangeFeed, 'watch'>;
	signerOf: (account: string) => Signer | undefined;
	clock: Clock;
	/** Asks a signer as long as the intent waits for it. */
	ask: (
		intent: Intent,
		signer: Signer,
		template: EventTemplate
	) => Promise<NostrEvent | AppError | 'changed'>;
}

/** A signed permission to upload: the `Authorization` header, and when it expires, unix seconds. */
interface Permission {
	header: string;
	until: number;
}

/** Seconds that a permission to upload lasts: a slow network takes its time, and a retry asks nobody again. */
const PERMISSION = 3600;
const LEAST_LEFT = 300;
/** Seconds without a byte after which an upload stands still: a server may take its time with what it has. */
const STILL = 15;
/** The same for a server that has not taken it once already. */
const STILL_AGAIN = 3;

/** What a person has to decide. All else is tried again by itself, as with a relay that does not answer. */
const forThePerson: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
	'signer-refused',
	'signer-wrong-key',
	'picture-unreadable',
	'upload-no-server',
	'upload-refused',
	'upload-too-large',
	'upload-failed'
]);

/** Takes the pictures of an intent to a media server, before anything of it is signed for the group. */
export class PictureCarrier {
	readonly #ports: Ports;
	/** What is being uploaded, and when something of it last moved, unix seconds. */
	readonly #moved = new Map<string, number>();
	/** What a server has not taken once already. */
	readonly #failed = new Set<string>();
	/** What was signed for an intent, until it expires. */
	readonly #permissions = new Map<string, Permission>();

	constructor(ports: Ports) {
		this.#ports = ports;
	}

	/** Whether its pictures are on their way, and whether they get on. */
	uploadOf(id: string): 'moving' | 'still' | undefined {
		const moved = this.#moved.get(id);
		if (moved === undefined) return undefined;
		const patience = this.#failed.has(id) ? STILL_AGAIN : STILL;
		return this.#ports.clock() - moved < patience ? 'moving' : 'still';
	}

	/** `changed`: all of them are uploaded, or something else became of the intent: it is to be looked at again. */
	async upload(intent: Intent): Promise<'changed' | undefined> {
		// What went wrong the last time is over.
		if (intent.error) await this.#ports.outbox.mark(intent.id, 'queued');
		const servers = await this.#ports.serversOf(intent.account);
		if (servers.length === 0) return this.#stop(intent, new AppError('upload-no-server', 'later'));
		const permission = await this.#permission(intent);
		if (permission === undefined || permission === 'changed') return permission;
		if (isAppError(permission)) return this.#stop(intent, permission);
		const until = new AbortController();
		const release = this.#follow(intent, until);
		this.#moved.set(intent.id, this.#ports.clock());
		try {
			const error = await this.#uploadAll(intent, servers, permission.header, until.signal);
			if (until.signal.aborted) return 'changed';
			return error ? await this.#stop(intent, error) : 'changed';
		} finally {
			release();
			this.#moved.delete(intent.id);
			this.#ports.onProgress(intent.id, undefined);
		}
	}

	async #permission(intent: Intent): Promise<Permission | AppError | 'changed' | undefined> {
		const { clock, outbox, signerOf, ask } = this.#ports;
		const known = this.#permissions.get(intent.id);
		if (known && known.until - clock() > LEAST_LEFT) return known;
		const signer = signerOf(intent.account);
		if (!signer) return undefined; // it stays queued until there is one
		if (!(await awaitTurn(signer, outbox, { id: intent.id, state: 'queued' }))) return 'changed';
		const now = clock();
		await outbox.mark(intent.id, 'waiting-for-signature');
		const until = now + PERMISSION;
		const draft = buildUploadAuth([...new Set(notUploaded(intent).map(({ hash }) => hash))], until);
		const event = await ask(intent, signer, { ...draft, created_at: now });
		if (event === 'changed' || isAppError(event)) return event;
		// Given up, or stopped, in the moment in which the signer answered.
		if ((await outbox.find(intent.id))?.state !== 'waiting-for-signature') return 'changed';
		await outbox.mark(intent.id, 'queued');
		const permission = { header: encodeAuthorization(event), until };
		this.#permissions.set(intent.id, permission);
		return permission;
	}

	async #uploadAll(
		intent: Intent,
		servers: readonly string[],
		authorization: string,
		signal: AbortSignal
	): Promise<AppError | undefined> {
		const { bytesOf, clock, onProgress, outbox } = this.#ports;
		const pictures = notUploaded(intent);
		const total = pictures.reduce((sum, { size }) => sum + size, 0);
		let done = 0;
		for (const picture of pictures) {
			const bytes = await bytesOf(picture.id);
			if (!bytes) return new AppError('picture-unreadable', 'never');
			const tell = (sent: number): void => {
				this.#moved.set(intent.id, clock());
				onProgress(intent.id, (done + Math.min(sent, picture.size)) / total);
			};
			tell(0);
			const upload = { picture, bytes, authorization, signal, onProgress: tell };
			const url = await this.#toFirst(servers, upload);
			if (isAppError(url)) return url;
			await outbox.recordUpload(intent.id, picture.id, url);
			done += picture.size;
		}
		this.#permissions.delete(intent.id);
		this.#failed.delete(intent.id);
		return undefined;
	}

	/** To the first server that takes it. Why none did is what the preferred one said. */
	async #toFirst(servers: readonly string[], upload: Omit<Upload, 'server'>): Promise<string | AppError> {
		let first: AppError | undefined;
		for (const server of servers) {
			const url = await this.#ports.upload({ ...upload, server });
			if (!isAppError(url) || upload.signal.aborted) return url;
			log('picture-carrier', `${server} did not take a picture`, url);
			first ??= url;
		}
		return first ?? new AppError('upload-no-server', 'later');
	}

	async #stop({ id }: Intent, { code, retry, words }: AppError): Promise<undefined> {
		const error: IntentError = words === undefined ? { code, retry } : { code, retry, words };
		this.#failed.add(id);
		await this.#ports.outbox.mark(id, forThePerson.has(code) ? 'refused' : 'queued', error);
	}

	/** Whoever gives the message up, or stops it, ends the upload; in whatever tab. */
	#follow({ id, account, relay, group }: Intent, until: AbortController): () => void {
		const look = async (): Promise<void> => {
			const now = await this.#ports.outbox.find(id);
			if (!now || now.state === 'refused') until.abort();
		};
		return this.#ports.changes.watch(`outbox:${placeKey({ scope: account, relay, id: group })}`, () => {
			look().catch((cause: unknown) => log('picture-carrier', 'the outbox could not be read', cause));
		});
	}
}
