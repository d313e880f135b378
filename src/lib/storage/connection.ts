import { wrap, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb';

/**
 * One step of a schema, inside the upgrade. Migrations only add stores, indexes and optional fields: the version
 * before must go on working on a database that the version after has upgraded, so that a deploy can be rolled back.
 */
export type Migration<S extends DBSchema> = (
	database: IDBPDatabase<S>,
	transaction: IDBPTransaction<S, StoreNames<S>[], 'versionchange'>
) => void;

/** What a database is: the n-th migration leads to version n. */
export interface DatabaseDesign<S extends DBSchema> {
	readonly name: string;
	readonly migrations: readonly Migration<S>[];
	/** True when everything in it can be fetched again, so that a broken one may be deleted. */
	readonly expendable: boolean;
}

/** Some browsers never answer an open (Safari after an update; a frozen tab that blocks an upgrade). */
const openTimeout = 4_000; // milliseconds

/**
 * Opens a database. `onLost` is told when the connection is gone: ended by the browser, or given up for another
 * tab that upgrades or deletes the database. Rejects with the browser's DOMException, or `TimeoutError`.
 */
export async function connect<S extends DBSchema>(
	design: DatabaseDesign<S>,
	factory: IDBFactory,
	onLost: () => void
): Promise<IDBPDatabase<S>> {
	try {
		return await openVersion(design, factory, onLost, design.migrations.length);
	} catch (cause) {
		// A newer Porch was here: open whatever version there is.
		if (isNamed(cause, 'VersionError')) return openVersion(design, factory, onLost, undefined);
		throw cause;
	}
}

/** Deletes a database; waits for other tabs to let go of it, but not for ever. */
export function deleteDatabase(name: string, factory: IDBFactory): Promise<void> {
	return new Promise((resolve, reject) => {
		const request = factory.deleteDatabase(name);
		const timer = setTimeout(() => reject(timedOut()), openTimeout);
		request.onsuccess = () => (clearTimeout(timer), resolve());
		request.onerror = () => (clearTimeout(timer), reject(reasonOf(request)));
	});
}

/** True for an error of that name: DOMExceptions are told apart by it. */
export function isNamed(cause: unknown, name: string): boolean {
	return cause instanceof Error && cause.name === name;
}

/** True when the device has no room. Chromium says of a disk that is full to the last byte so in words only. */
export function isFull(cause: unknown): boolean {
	return (
		cause instanceof Error && (cause.name === 'QuotaExceededError' || cause.message.includes('NO_SPACE'))
	);
}

function openVersion<S extends DBSchema>(
	design: DatabaseDesign<S>,
	factory: IDBFactory,
	onLost: () => void,
	version: number | undefined
): Promise<IDBPDatabase<S>> {
	return new Promise((resolve, reject) => {
		const request = factory.open(design.name, version);
		let isLate = false;
		const timer = setTimeout(() => {
			isLate = true;
			reject(timedOut());
		}, openTimeout);
		request.onupgradeneeded = (event) => migrate(design, request, event.oldVersion);
		request.onerror = () => (clearTimeout(timer), reject(reasonOf(request)));
		request.onsuccess = () => {
			clearTimeout(timer);
			if (isLate) request.result.close();
			else resolve(hold(request.result, onLost));
		};
	});
}

function migrate<S extends DBSchema>(
	design: DatabaseDesign<S>,
	request: IDBOpenDBRequest,
	from: number
): void {
	const database = wrap(request.result) as unknown as IDBPDatabase<S>;
	const upgrade = request.transaction as IDBTransaction; // there always is one in `upgradeneeded`
	const transaction = wrap(upgrade) as unknown as Parameters<Migration<S>>[1];
	for (const migration of design.migrations.slice(from)) migration(database, transaction);
}

function hold<S extends DBSchema>(database: IDBDatabase, onLost: () => void): IDBPDatabase<S> {
	database.onclose = onLost;
	database.onversionchange = () => {
		database.close();
		onLost();
	};
	return wrap(database) as unknown as IDBPDatabase<S>;
}

function reasonOf(request: IDBRequest): DOMException {
	return request.error ?? new DOMException('The request failed without a reason', 'UnknownError');
}

function timedOut(): DOMException {
	return new DOMException('The database did not open in time', 'TimeoutError');
}
