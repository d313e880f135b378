/** All keys that are arrays and begin with `prefix`: arrays sort after every string and number (IndexedDB, 2.4). */
export function startingWith(...prefix: IDBValidKey[]): IDBKeyRange {
	return IDBKeyRange.bound(prefix, [...prefix, []]);
}
