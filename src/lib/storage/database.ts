import type { DBSchema, IDBPDatabase, IDBPTransaction, StoreNames } from 'idb';
import { AppError, isAppError, toAppError } from '$lib/app-error';
import { log } from '$lib/log';
import { connect, deleteDatabase, isFull, isNamed, type DatabaseDesign } from './connection.ts';
import type { HealthState } from './storage-health.ts';

/** What a database needs of the storage it is part of. */
export interface DatabasePorts {
	/** The browser's IndexedDB; may throw or give undefined where it is refused. */
	factory(): IDBFactory | undefined;
	/** What takes its place where it is refused; without it nothing is opened then. */
	memory?: (() => Promise<IDBFactory>) | undefined;
	/** Frees space on the device by evicting cached events. */
	makeRoom(): Promise<void>;
	report(state: HealthState, error?: AppError): void;
	/** Whether any database of this storage found the device full: then none can be opened, and none is broken. */
	isFull(): boolean;
}

/** How one write is done. */
export interface WriteOptions {
	/** `strict` waits for the disk: for what must not be lost. Default: what the browser does. */
	durability?: IDBTransactionDurability;
	/** `fail` for the eviction itself, which must not ask for room in turn. */
	whenFull?: 'make-room' | 'fail';
}

type Stores<S extends DBSchema> = [StoreNames<S>, ...StoreNames<S>[]];
type Work<S extends DBSchema, N extends Stores<S>, M extends IDBTransactionMode, T> = (
	transaction: IDBPTransaction<S, N, M>
) => Promise<T>;
type Connection<S extends DBSchema> = Promise<IDBPDatabase<S>>;

/**
 * One IndexedDB database that takes care of itself: it moves into memory when it cannot be opened at all, opens
 * again when another tab or the browser closed it, makes room once when the device is full, and rebuilds an
 * expendable database that is broken. Its methods reject with `storage-full`, `storage-closed`, `storage-refused` or
 * `storage-damaged`.
 */
export class Database<S extends DBSchema> {
	readonly #design: DatabaseDesign<S>;
	readonly #ports: DatabasePorts;
	#connection: Connection<S> | undefined;
	#factory: IDBFactory | undefined;
	#state: HealthState = 'durable';
	#isOver = false;

	constructor(design: DatabaseDesign<S>, ports: DatabasePorts) {
		this.#design = design;
		this.#ports = ports;
	}

	/** Opens it, at the latest in memory. Never rejects; what went wrong is reported. */
	async open(): Promise<void> {
		await this.#connect().catch(() => undefined);
	}

	/** Reads in one transaction. */
	async read<N extends Stores<S>, T>(stores: N, work: Work<S, N, 'readonly', T>): Promise<T> {
		try {
			return await this.#attempt((database) => transact(database.transaction(stores, 'readonly'), work));
		} catch (cause) {
			throw toStorageError(cause);
		}
	}

	/** Writes in one transaction: all of it or nothing. */
	async write<N extends Stores<S>, T>(
		stores: N,
		work: Work<S, N, 'readwrite', T>,
		{ durability = 'default', whenFull = 'make-room' }: WriteOptions = {}
	): Promise<T> {
		const attempt = () =>
			this.#attempt((database) => transact(database.transaction(stores, 'readwrite', { durability }), work));
		try {
			const result = await attempt().catch(async (cause: unknown) => {
				if (whenFull === 'fail' || !isFull(cause)) throw cause;
				await this.#ports.makeRoom();
				return attempt();
			});
			if (this.#state === 'full') this.#report('durable');
			return result;
		} catch (cause) {
			throw toStorageError(cause);
		}
	}

	/** Closes it for good. */
	close(): void {
		this.#isOver = true;
		this.#connection?.then(
			(database) => database.close(),
			() => undefined // never opened, and whoever asked for it was told why
		);
	}

	/** Every transaction is all or nothing, so one that was cut off can be run again from its start. */
	async #attempt<T>(run: (database: IDBPDatabase<S>) => Promise<T>): Promise<T> {
		const connection = this.#connect();
		try {
			return await run(await connection);
		} catch (cause) {
			if (isFull(cause)) {
				this.#report('full', toStorageError(cause));
				throw cause;
			}
			const isLost = this.#connection !== connection;
			if (isAppError(cause) || !(isLost || isCutOff(cause) || this.#canMend(cause))) throw cause;
			(await connection).close();
			this.#drop(connection);
			const canMend = !isLost && this.#canMend(cause);
			if (canMend && this.#factory) await deleteDatabase(this.#design.name, this.#factory);
			return run(await this.#connect());
		}
	}

	#connect(): Connection<S> {
		if (this.#isOver) return Promise.reject(new AppError('storage-closed', 'never'));
		if (this.#connection) return this.#connection;
		const connection: Connection<S> = this.#open(() => this.#drop(connection));
		this.#connection = connection;
		connection.catch(() => this.#drop(connection)); // so that the next one tries again
		return connection;
	}

	#drop(connection: Connection<S>): void {
		if (this.#connection === connection) this.#connection = undefined;
	}

	async #open(onLost: () => void): Connection<S> {
		const known = this.#factory;
		try {
			const factory = known ?? this.#ports.factory();
			if (!factory) throw new DOMException('This browser has no IndexedDB', 'NotSupportedError');
			const database = await this.#openMending(factory, onLost);
			this.#factory = factory;
			if (this.#state === 'closed') this.#report('durable');
			return database;
		} catch (cause) {
			// Once open, it is never traded for memory: that would hide what is on the disk.
			if (!known) return this.#openInMemory(cause, onLost);
			const full = this.#ports.isFull();
			const error = new AppError(full ? 'storage-full' : 'storage-closed', 'later', { cause });
			this.#report(full ? 'full' : 'closed', error);
			throw error;
		}
	}

	async #openInMemory(refusal: unknown, onLost: () => void): Connection<S> {
		const error = new AppError(refusalCode(refusal), 'later', { cause: refusal });
		try {
			const factory = await this.#ports.memory?.();
			if (!factory) throw error;
			const database = await connect(this.#design, factory, onLost);
			this.#factory = factory;
			this.#report('memory', error);
			return database;
		} catch (cause) {
			log('storage', 'not even a database in memory could be opened', cause);
			this.#report('closed', error);
			throw error;
		}
	}

	async #openMending(factory: IDBFactory, onLost: () => void): Connection<S> {
		try {
			return await connect(this.#design, factory, onLost);
		} catch (cause) {
			if (!this.#canMend(cause)) throw cause;
			await deleteDatabase(this.#design.name, factory);
			return connect(this.#design, factory, onLost);
		}
	}

	#canMend(cause: unknown): boolean {
		return this.#design.expendable && !this.#ports.isFull() && isBroken(cause);
	}

	#report(state: HealthState, error?: AppError): void {
		if (state === this.#state) return;
		this.#state = state;
		this.#ports.report(state, error);
	}
}

/** What browsers answer when the files of a database are damaged or its stores are missing. */
const brokenNames = ['UnknownError', 'NotReadableError', 'NotFoundError'];

function isBroken(cause: unknown): boolean {
	return brokenNames.some((name) => isNamed(cause, name));
}

/** Chromium says in words only that it is its user who lets no page store anything. */
function refusalCode(cause: unknown): 'storage-damaged' | 'storage-refused' {
	const isDenied = cause instanceof Error && cause.message.includes('denied');
	return isBroken(cause) && !isDenied && !isFull(cause) ? 'storage-damaged' : 'storage-refused';
}

function isCutOff(cause: unknown): boolean {
	return isNamed(cause, 'InvalidStateError') || isNamed(cause, 'AbortError');
}

interface Abortable {
	readonly done: Promise<void>;
	readonly error: DOMException | null;
	abort(): void;
}

async function transact<X extends Abortable, T>(
	transaction: X,
	work: (transaction: X) => Promise<T>
): Promise<T> {
	const run = async () => work(transaction); // what it throws at once is a rejection, too
	try {
		const [result] = await Promise.all([run(), transaction.done]);
		return result;
	} catch (cause) {
		try {
			transaction.abort(); // half of a batch is worse than none
		} catch (over) {
			if (!isNamed(over, 'InvalidStateError')) throw over;
		}
		throw transaction.error ?? cause;
	}
}

function toStorageError(cause: unknown): AppError {
	if (isFull(cause)) return new AppError('storage-full', 'later', { cause });
	if (isCutOff(cause)) return new AppError('storage-closed', 'later', { cause });
	if (isAppError(cause)) return cause;
	return toAppError(cause, cause instanceof DOMException ? refusalCode(cause) : 'unexpected');
}
