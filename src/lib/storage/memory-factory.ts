import * as fake from 'fake-indexeddb';

/**
 * IndexedDB in memory, for browsers that refuse the real one (some private windows, blocked site data). The same code
 * runs on it; nothing survives the page.
 */
export function createMemoryFactory(): IDBFactory {
	alsoAccept('IDBRequest', fake.IDBRequest);
	alsoAccept('IDBDatabase', fake.IDBDatabase);
	alsoAccept('IDBTransaction', fake.IDBTransaction);
	alsoAccept('IDBObjectStore', fake.IDBObjectStore);
	alsoAccept('IDBIndex', fake.IDBIndex);
	alsoAccept('IDBCursor', fake.IDBCursor);
	acceptEachOther(fake.IDBKeyRange, alsoAccept('IDBKeyRange', fake.IDBKeyRange));
	return new fake.IDBFactory();
}

type AnyClass = abstract new (...values: never[]) => object;
type ClassName =
	| 'IDBRequest'
	| 'IDBDatabase'
	| 'IDBTransaction'
	| 'IDBObjectStore'
	| 'IDBIndex'
	| 'IDBCursor'
	| 'IDBKeyRange';

/**
 * `idb` asks `instanceof` whether it holds a request, a transaction..., and the other database may well be a real
 * one: so the browser's classes, where there are any, also own up to the objects in memory.
 */
function alsoAccept(name: ClassName, fake: AnyClass): AnyClass {
	const real: AnyClass | undefined = globalThis[name];
	if (real) acceptEachOther(real, fake);
	else Object.defineProperty(globalThis, name, { value: fake, configurable: true, writable: true });
	return real ?? fake;
}

function acceptEachOther(one: AnyClass, other: AnyClass): void {
	const isOneOf = (value: unknown) =>
		typeof value === 'object' && value !== null && (isMadeBy(one, value) || isMadeBy(other, value));
	Object.defineProperty(one, Symbol.hasInstance, { value: isOneOf, configurable: true });
}

function isMadeBy(maker: AnyClass, value: object): boolean {
	return Object.prototype.isPrototypeOf.call(maker.prototype as object, value);
}
