import type { AppError } from '../app-error.ts';

/** How one group is being kept up to date. */
export interface GroupSyncStatus {
	/**
	 * `loading`: the relay is sending what it has; `live`: all of it is in the cache, what was missed included;
	 * `refused`: it does not show the group, and `error` says why.
	 */
	readonly phase: 'idle' | 'connecting' | 'loading' | 'live' | 'offline' | 'refused';
	/** Why it is offline or refused, or what went wrong beside (`timeout`, `storage-full`...). */
	readonly error?: AppError;
	/** The first message of the group is on the device. */
	readonly reachedStart: boolean;
}
